// SPDX-License-Identifier: Apache-2.0
// ballast maker: a market maker that uses nothing but the hub's public API.
#include <spdlog/spdlog.h>

#include <ballast/base/hex.hpp>
#include <ballast/demo/maker/maker.hpp>

#include "command.hpp"
#include "log.hpp"
#include "owner_program.hpp"

namespace ballast::app {
namespace {
struct MakerOptions
{
    std::string config;
};

ExitCode run_maker(const MakerOptions& options)
{
    StopSignals signals;
    auto config = demo::read_maker_config(options.config);
    if (!config)
        return complain(config.error().line == 0 ? ExitCode::Environment : ExitCode::Usage,
                        config.error().sentence());
    set_up_log(config->log_level, "maker");
    const auto hub = net::parse_url(config->hub_url);
    if (!hub) return complain(ExitCode::Usage, std::string{net::describe(hub.error())});
    auto read = read_key(config->key_file);
    if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
    auto& key = std::get<crypto::SecretKey>(read);
    auto nonces = demo::NonceFile::open(config->nonce_file);
    if (!nonces) return complain(ExitCode::Usage, nonces.error().sentence);

    net::IoContext io;
    io.start();
    const env::SystemClock clock;
    const std::int64_t refresh_ms = config->refresh_ms;
    demo::Maker maker{io, *hub, *std::move(config), std::move(key), *std::move(nonces), clock};
    spdlog::info("started account={}", to_hex_0x(maker.account().value.view()));
    return go_round(signals, refresh_ms, [&] { return maker.quote_once(); });
}
}  // namespace

void register_maker(Commands& commands)
{
    add_command<MakerOptions>(
        commands, commands.line,
        {.name = "maker",
         .what = "Quote both sides of instruments around their marks, with a key of its own.",
         .details = "It talks to the hub's public API only, signs its quotes itself, and stops "
                    "quoting while\nprices are stale or its margin is short. The configuration is "
                    "explained in\nconfig/maker.example.toml."},
        [](CLI::App& command, MakerOptions& options) {
            command.add_option("--config", options.config, "maker.toml")->required();
        },
        run_maker);
}

}  // namespace ballast::app
