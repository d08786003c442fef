// SPDX-License-Identifier: Apache-2.0
// ballast liquidator: stands in a venue's rotation, takes positions over, hedges or holds them.
#include <spdlog/spdlog.h>

#include <ballast/base/hex.hpp>
#include <ballast/demo/liquidator/liquidator.hpp>

#include "command.hpp"
#include "log.hpp"
#include "owner_program.hpp"

namespace ballast::app {
namespace {
struct LiquidatorOptions
{
    std::string config;
};

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
    auto read = read_key(config->key_file);
    if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
    auto& key = std::get<crypto::SecretKey>(read);

    net::IoContext io;
    io.start();
    const env::SystemClock clock;
    const std::int64_t refresh_ms = config->refresh_ms;
    demo::Liquidator liquidator{io, *hub, *node, *std::move(config), std::move(key), clock};
    spdlog::info("started account={}", to_hex_0x(liquidator.account().value.view()));
    return go_round(signals, refresh_ms, [&] { return liquidator.round(); });
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
