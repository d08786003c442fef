// SPDX-License-Identifier: Apache-2.0
// ballast maker: a market maker that uses nothing but the hub's public API.
#include <spdlog/spdlog.h>

#include <ballast/base/hex.hpp>
#include <ballast/demo/maker/maker.hpp>
#include <ballast/env/secret_file.hpp>

#include "command.hpp"
#include "log.hpp"
#include "stop_signals.hpp"

namespace ballast::app {
namespace {
struct MakerOptions
{
    std::string config;
};

ExitCode quote_until_stopped(demo::Maker& maker, StopSignals& signals, std::int64_t refresh_ms)
{
    do
    {
        const auto round = maker.quote_once();
        if (!round) return complain(ExitCode::Environment, round.error().sentence);
    } while (!signals.wait_for(refresh_ms));
    spdlog::info("stopped");
    return ExitCode::Ok;
}

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
    const auto secret = env::read_secret_file(config->key_file.string());
    if (!secret) return complain(ExitCode::Environment, secret.error().sentence());
    auto key = crypto::SecretKey::from_bytes(*secret);
    if (!key)
        return complain(ExitCode::Usage, config->key_file.string() + ": " +
                                             std::string{crypto::describe(key.error())});
    auto nonces = demo::NonceFile::open(config->nonce_file);
    if (!nonces) return complain(ExitCode::Usage, nonces.error().sentence);

    net::IoContext io;
    io.start();
    const env::SystemClock clock;
    const std::int64_t refresh_ms = config->refresh_ms;
    demo::Maker maker{io, *hub, *std::move(config), *std::move(key), *std::move(nonces), clock};
    spdlog::info("started account={}", to_hex_0x(maker.account().value.view()));
    return quote_until_stopped(maker, signals, refresh_ms);
}
}  // namespace

void register_maker(Commands& commands)
{
    add_command<MakerOptions>(
        commands, commands.line,
        {.name = "maker",
         .what = "Quote both sides of an instrument around its index, with a key of its own.",
         .details = "It talks to the hub's public API only, signs its quotes itself, and stops "
                    "quoting while\nprices are stale or its margin is short. The configuration is "
                    "explained in\nconfig/maker.example.toml."},
        [](CLI::App& command, MakerOptions& options) {
            command.add_option("--config", options.config, "maker.toml")->required();
        },
        run_maker);
}

}  // namespace ballast::app
