// SPDX-License-Identifier: Apache-2.0
// ballast liquidator: stands in a venue's rotation, takes positions over, hedges or holds them.
#include <spdlog/spdlog.h>

#include <ballast/base/hex.hpp>
#include <ballast/demo/liquidator/liquidator.hpp>
#include <ballast/env/secret_file.hpp>

#include "command.hpp"
#include "log.hpp"
#include "stop_signals.hpp"

namespace ballast::app {
namespace {
struct LiquidatorOptions
{
    std::string config;
};

ExitCode stand_until_stopped(demo::Liquidator& liquidator, StopSignals& signals,
                             std::int64_t refresh_ms)
{
    do
    {
        const auto round = liquidator.round();
        if (!round) return complain(ExitCode::Environment, round.error().sentence);
    } while (!signals.wait_for(refresh_ms));
    spdlog::info("stopped");
    return ExitCode::Ok;
}

ExitCode run_liquidator(const LiquidatorOptions& options)
{
    StopSignals signals;
    auto config = demo::read_liquidator_config(options.config);
    if (!config)
        return complain(config.error().line == 0 ? ExitCode::Environment : ExitCode::Usage,
                        config.error().sentence());
    set_up_log(config->log_level, "liquidator");
    const auto hub = net::parse_url(config->hub_url);
    if (!hub) return complain(ExitCode::Usage, std::string{net::describe(hub.error())});
    const auto node = net::parse_url(config->rpc_url);
    if (!node) return complain(ExitCode::Usage, std::string{net::describe(node.error())});
    const auto secret = env::read_secret_file(config->key_file.string());
    if (!secret) return complain(ExitCode::Environment, secret.error().sentence());
    auto key = crypto::SecretKey::from_bytes(*secret);
    if (!key)
        return complain(ExitCode::Usage, config->key_file.string() + ": " +
                                             std::string{crypto::describe(key.error())});

    net::IoContext io;
    io.start();
    const env::SystemClock clock;
    const std::int64_t refresh_ms = config->refresh_ms;
    demo::Liquidator liquidator{io, *hub, *node, *std::move(config), *std::move(key), clock};
    spdlog::info("started account={}", to_hex_0x(liquidator.account().value.view()));
    return stand_until_stopped(liquidator, signals, refresh_ms);
}
}  // namespace

void register_liquidator(Commands& commands)
{
    add_command<LiquidatorOptions>(
        commands, commands.line,
        {.name = "liquidator",
         .what = "Take over liquidated positions on a venue, with a key of its own.",
         .details =
             "It opts in on the venue while its limits allow another position and opts out while "
             "they do\nnot, receives positions at the discount and claimed collateral, and trades "
             "the opposite of\nwhat it holds, or holds it. The configuration is explained in\n"
             "config/liquidator.example.toml."},
        [](CLI::App& command, LiquidatorOptions& options) {
            command.add_option("--config", options.config, "liquidator.toml")->required();
        },
        run_liquidator);
}

}  // namespace ballast::app
