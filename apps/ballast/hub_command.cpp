// SPDX-License-Identifier: Apache-2.0
// ballast hub: runs the hub until it is told to stop.
#include <spdlog/spdlog.h>

#include <atomic>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/hub/hub.hpp>
#include <ballast/hub/recovery.hpp>
#include <ballast/portfolio/genesis_file.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <cstdio>
#include <filesystem>

#include "command.hpp"
#include "log.hpp"
#include "stop_signals.hpp"

namespace ballast::app {
namespace {

struct HubOptions
{
    std::string config;
    bool check{};
    std::vector<std::string> recover_from;
};

/// Builds the hub's store again from copies of guardians' stores.
ExitCode recover_store(const HubOptions& options, const config::HubConfig& config,
                       const Genesis& genesis)
{
    std::vector<std::unique_ptr<env::JournalStore>> sources;
    for (const std::string& folder : options.recover_from)
    {
        if (std::error_code error; !std::filesystem::is_directory(folder, error))
            return complain(ExitCode::Environment,
                            "there is no store at " + folder +
                                ": name the folder of a guardian's store, or of its copy");
        auto source = store::open_rocksdb_store({.folder = folder, .must_exist = true});
        if (!source) return complain(ExitCode::Environment, source.error().sentence());
        sources.push_back(*std::move(source));
    }
    auto into = store::open_rocksdb_store({.folder = config.store_path});
    if (!into) return complain(ExitCode::Environment, into.error().sentence());
    const auto recovered = hub::recover(**into, sources, genesis, [](Sequence done, Sequence end) {
        spdlog::info("hub: recovering, sequence {} of {}", done.value, end.value);
    });
    if (!recovered) return complain(ExitCode::Environment, recovered.error());
    spdlog::info("hub: recovered {} records in {} batches from {}, certified up to {}, the last {}",
                 recovered->records, recovered->batches, options.recover_from[recovered->source],
                 recovered->certified ? std::to_string(recovered->certified->value) : "none",
                 recovered->last.value);
    return ExitCode::Ok;
}

ExitCode run_hub(const HubOptions& options)
{
    StopSignals signals;
    auto config = config::read_hub_config(options.config);
    if (!config) return complain(ExitCode::Usage, config.error().sentence());
    auto genesis = portfolio::read_genesis(config->genesis_file);
    if (!genesis) return complain(ExitCode::Usage, genesis.error().sentence());
    if (options.check)
    {
        std::printf("%s and %s are in order\n", options.config.c_str(),
                    config->genesis_file.c_str());
        return ExitCode::Ok;
    }
    set_up_log(config->log_level, "hub");
    if (!options.recover_from.empty())
        if (const ExitCode code = recover_store(options, *config, *genesis); code != ExitCode::Ok)
            return code;
    const env::SystemClock clock;
    std::atomic<bool> failed{};
    auto hub = hub::Hub::start(std::move(*config), std::move(*genesis), clock,
                               [&failed](const std::string&) { failed = true; });
    if (!hub)
        return complain(hub.error().is_configuration ? ExitCode::Usage : ExitCode::Environment,
                        hub.error().sentence);
    while (!failed && !signals.wait_for(200))
    {
    }
    (*hub)->stop();
    spdlog::info("hub: stopped {}", (*hub)->state_line());
    return failed ? ExitCode::Environment : ExitCode::Ok;
}

}  // namespace

void register_hub(Commands& commands)
{
    add_command<HubOptions>(
        commands, commands.line,
        {"hub", "run the hub: collect attestations, order, margin, authorise, relay",
         "The configuration is explained line by line in config/ballast.example.toml.\n"
         "The hub waits for a quorum of guardians, then serves its API; stop it with Ctrl-C.\n\n"
         "  ballast hub --config ballast.toml\n"
         "  ballast hub --config ballast.toml --check    only read the files\n"
         "  ballast hub --config ballast.toml --recover-from COPY-1 --recover-from COPY-2\n"
         "      the store was lost: build it again, from n - quorum + 1 guardians' stores\n"},
        [](CLI::App& command, HubOptions& options) {
            command.add_option("--config", options.config, "the hub's configuration file")
                ->required();
            command.add_option("--recover-from", options.recover_from,
                               "folders of guardians' stores (stopped, or copied): fills a new "
                               "store from the one that\nreaches furthest, verified from its "
                               "evidence, then starts");
            command.add_flag("--check", options.check,
                             "read the configuration and the genesis, then end");
        },
        run_hub);
}

}  // namespace ballast::app
