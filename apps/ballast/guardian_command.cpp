// SPDX-License-Identifier: Apache-2.0
// ballast guardian: runs one guardian until it is told to stop.
#include <spdlog/spdlog.h>

#include <ballast/chains/evm/evm_watcher.hpp>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/config/guardian_toml.hpp>
#include <ballast/guardian/guardian.hpp>
#include <ballast/net/url.hpp>
#include <ballast/portfolio/genesis_file.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <cstdio>

#include "command.hpp"
#include "log.hpp"
#include "owner_program.hpp"

namespace ballast::app {
namespace {

struct GuardianOptions
{
    std::string config;
    bool check{};
    bool json{};
};

/// A watcher on the first node of the chain's configuration.
guardian::WatcherFactory watcher_factory(net::IoContext& io,
                                         const std::vector<config::ChainNode>& nodes)
{
    return [&io, nodes](const chains::WatchedChain& chain, chains::WatcherEvents events,
                        std::optional<chains::Cursor> cursor)
               -> Result<std::unique_ptr<chains::Watcher>, std::string> {
        const auto node = std::ranges::find(nodes, chain.name, &config::ChainNode::name);
        if (node == nodes.end())
            return fail("the configuration has no [chains." + chain.name +
                        "], which the genesis names");
        auto url = net::parse_url(node->rpc_urls.front());
        if (!url) return fail(node->rpc_urls.front() + ": " + std::string{describe(url.error())});
        return std::make_unique<chains::evm::EvmWatcher>(
            io,
            chains::evm::EvmWatcherSettings{.node = std::move(*url),
                                            .poll = std::chrono::milliseconds{node->poll_ms}},
            chain, std::move(events), std::move(cursor));
    };
}

guardian::GuardianSettings settings_of(const config::GuardianConfig& config)
{
    return {.hub_url = config.hub_url,
            .peers_address = config.peers_listen.host,
            .peers_port = config.peers_listen.port,
            .peers_dial = config.peers_dial,
            .prices_url = config.prices_url,
            .omission_ms_max = config.omission_ms_max,
            .status_file = config.store_path / "status.json"};
}

Result<Genesis, std::string> read_agreed_genesis(const config::GuardianConfig& config)
{
    auto genesis = portfolio::read_genesis(config.genesis_file);
    if (!genesis) return fail(genesis.error().sentence());
    const Bytes32 hash = config::genesis_hash(*genesis);
    if (hash == config.genesis_hash) return std::move(*genesis);
    return fail(config.genesis_file.string() + " has the hash " + to_hex_0x(hash.view()) +
                ", but genesis_hash agreed on is " + to_hex_0x(config.genesis_hash.view()));
}

ExitCode serve(const config::GuardianConfig& config, const Genesis& genesis, crypto::SecretKey key,
               const GuardianOptions& options, StopSignals& signals)
{
    auto store = store::open_rocksdb_store({.folder = config.store_path.string()});
    if (!store) return complain(ExitCode::Environment, store.error().sentence());
    const env::SystemClock clock;
    net::IoContext io;
    io.start();
    auto started = guardian::Guardian::start(genesis, settings_of(config),
                                             {.io = io,
                                              .store = **store,
                                              .clock = clock,
                                              .key = std::move(key),
                                              .make_watcher = watcher_factory(io, config.chains),
                                              .on_change = {}});
    if (!started) return complain(ExitCode::Environment, started.error());
    guardian::Guardian& guardian = **started;
    const guardian::GuardianStatus status = guardian.status();
    spdlog::info("guardian {}: peers at port {}", status.guardian_index, guardian.peers_port());
    if (options.json)
    {
        std::printf("{\"guardian\":%u,\"peers_port\":%u,\"status_file\":\"%s\"}\n",
                    static_cast<unsigned>(status.guardian_index),
                    static_cast<unsigned>(guardian.peers_port()),
                    (config.store_path / "status.json").c_str());
        std::fflush(stdout);
    }
    signals.wait();
    guardian.stop();
    if (options.json) std::printf("%s\n", guardian.status().to_json().c_str());
    return ExitCode::Ok;
}

ExitCode run_guardian(const GuardianOptions& options)
{
    StopSignals signals;
    const auto config = config::read_guardian_config(options.config);
    if (!config) return complain(ExitCode::Usage, config.error().sentence());
    const auto genesis = read_agreed_genesis(*config);
    if (!genesis) return complain(ExitCode::Usage, genesis.error());
    auto read = read_key(config->key_file);
    if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
    auto& key = std::get<crypto::SecretKey>(read);
    if (!config::guardian_index(*genesis, crypto::address_of(key)))
        return complain(ExitCode::Usage, config->key_file.string() + ": its address " +
                                             to_hex_0x(crypto::address_of(key).view()) +
                                             " is not one of the genesis' guardians");
    if (options.check)
    {
        std::printf("%s and %s are in order\n", options.config.c_str(),
                    config->genesis_file.c_str());
        return ExitCode::Ok;
    }
    set_up_log(config->log_level, "guardian");
    return serve(*config, *genesis, std::move(key), options, signals);
}

}  // namespace

void register_guardian(Commands& commands)
{
    add_command<GuardianOptions>(
        commands, commands.line,
        {"guardian", "run one guardian: watch the chains, recompute the hub's journal, sign",
         "The configuration is explained line by line in config/guardian.example.toml.\n"
         "What it holds stands in status.json in its store's folder, rewritten after each\n"
         "certificate. Stop it with Ctrl-C.\n\n"
         "  ballast guardian --config guardian.toml\n"
         "  ballast guardian --config guardian.toml --check    only read the files\n"},
        [](CLI::App& command, GuardianOptions& options) {
            command.add_option("--config", options.config, "the guardian's configuration file")
                ->required();
            command.add_flag("--check", options.check,
                             "read configuration, genesis and key, then end");
            command.add_flag("--json", options.json,
                             "print where it listens, and at the end its status, as JSON");
        },
        run_guardian);
}

}  // namespace ballast::app
