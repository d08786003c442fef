// SPDX-License-Identifier: Apache-2.0
// ballast prices: plays price files as a stream of signed updates, one a second, with surfaces and
// marks beside them. For development: the keys are those of a deployment's own price source.
#include <spdlog/spdlog.h>

#include <ballast/env/clock.hpp>
#include <ballast/feeds/publisher.hpp>
#include <ballast/net/io_context.hpp>
#include <cstdio>

#include "command.hpp"
#include "log.hpp"
#include "price_files.hpp"
#include "stop_signals.hpp"

namespace ballast::app {
namespace {
constexpr std::int64_t grid_ms = 1'000;

struct PricesOptions
{
    PriceFiles files;
    std::string listen{"127.0.0.1:7410"};
    std::uint32_t speed{1};
    bool loop{};
    bool check{};
    bool json{};
};

void print_addresses(const PricesOptions& options, const feeds::Publisher& publisher)
{
    const std::string stream = publisher.stream_url();
    const std::string latest =
        "http" + stream.substr(2, stream.size() - 2 - feeds::update_stream_path.size()) +
        std::string{feeds::latest_update_path};
    if (options.json)
        std::printf("{\"stream\":\"%s\",\"latest\":\"%s\"}\n", stream.c_str(), latest.c_str());
    else
        std::printf("stream  %s\nlatest  %s\nstop with Ctrl-C\n", stream.c_str(), latest.c_str());
    std::fflush(stdout);
}

/// Waits for the next full second of UTC; false when the program is to stop.
bool wait_for_grid(StopSignals& signals, const env::Clock& clock)
{
    const std::int64_t next_ms = (clock.now_ms() / grid_ms + 1) * grid_ms;
    for (std::int64_t left_ms = next_ms - clock.now_ms(); left_ms > 0 && left_ms <= grid_ms;
         left_ms = next_ms - clock.now_ms())
        if (signals.wait_for(left_ms)) return false;
    return true;
}

void publish_market(const feeds::DueMarket& due, feeds::Publisher& publisher)
{
    const auto tell = [](std::string_view what, const Result<Bytes, feeds::PublishProblem>& done) {
        if (done)
            spdlog::debug("published {} bytes={}", what, done->size());
        else
            spdlog::warn("not published {} why=\"{}\"", what, feeds::describe(done.error()));
    };
    for (const VolatilityUpdate& surface : due.surfaces)
        tell("a surface", publisher.publish_surface(surface));
    if (!due.marks.empty()) tell("marks", publisher.publish_marks(due.marks));
}

void play(const PricesOptions& options, const LoadedPrices& loaded, feeds::Publisher& publisher,
          StopSignals& signals)
{
    const env::SystemClock clock;
    const feeds::PricePath& path = loaded.path;
    feeds::CsvPlayer player{path, options.speed};
    feeds::MarketPlayer market{loaded.market, options.speed};
    std::int64_t start_ms = clock.monotonic_ms();
    bool is_end_told = false;
    while (wait_for_grid(signals, clock))
    {
        if (player.ended() && options.loop)
        {
            player = feeds::CsvPlayer{path, options.speed};
            market = feeds::MarketPlayer{loaded.market, options.speed};
            start_ms = clock.monotonic_ms();
        }
        const std::int64_t elapsed_ms = clock.monotonic_ms() - start_ms;
        const auto prices = player.at(elapsed_ms);
        const std::int64_t time_s = clock.now_ms() / grid_ms;
        if (const auto update = publisher.publish(prices, time_s))
            spdlog::debug("published time_s={} prices={} bytes={}", time_s, prices.size(),
                          update->size());
        else
            spdlog::warn("not published time_s={} why=\"{}\"", time_s,
                         feeds::describe(update.error()));
        publish_market(market.at(elapsed_ms, prices, time_s), publisher);
        if (player.ended() && !options.loop && !std::exchange(is_end_told, true))
            spdlog::info("the path has ended; its last prices go on");
    }
}

ExitCode run_prices(const PricesOptions& options)
{
    StopSignals signals;
    set_up_log(config::LogLevel::Info, "prices");
    auto loaded = load_price_files(options.files);
    if (!loaded) return complain(loaded.error().code, loaded.error().sentence);
    const auto listen = config::parse_listen_address(options.listen);
    if (!listen)
        return complain(ExitCode::Usage, "--listen: found \"" + options.listen +
                                             "\", expected host and port such as 127.0.0.1:7410");
    auto signer = feeds::PriceSigner::make(loaded->source, std::move(loaded->keys));
    if (!signer)
        return complain(ExitCode::Usage,
                        "--keys " + options.files.keys + ": " +
                            std::string{feeds::describe(signer.error())} +
                            "; the folder needs key files (*.key) of the genesis' price source");
    const feeds::CsvPlayer player{loaded->path, options.speed};
    spdlog::info("read points={} surfaces={} marks={} duration_ms={}", loaded->path.size(),
                 loaded->market.surfaces.size(), loaded->market.marks.size(), player.duration_ms());
    if (options.check) return ExitCode::Ok;

    net::IoContext io;
    auto publisher = feeds::Publisher::start(io, *std::move(signer),
                                             {.host = listen->host, .port = listen->port});
    if (!publisher) return complain(ExitCode::Environment, publisher.error());
    io.start();
    print_addresses(options, **publisher);
    play(options, *loaded, **publisher, signals);
    spdlog::info("stopped");
    return ExitCode::Ok;
}

void describe_options(CLI::App& command, PricesOptions& options)
{
    PriceFiles& files = options.files;
    command.add_option("--genesis", files.genesis, "names the feeds and the price source")
        ->required();
    command.add_option("--keys", files.keys, "folder with *.key files of the price source")
        ->required();
    command.add_option("--csv", files.scripted,
                       "scripted path: time_ms_offset,feed,price,conf; may be given again");
    command.add_option("--bars", files.bars,
                       "FEED=FILE, bars: ts_utc,open,high,low,close,...; may be given again");
    command.add_option("--surfaces", files.surfaces,
                       "surfaces: time_ms_offset,underlying,expiry,a,b,rho,m,sigma,basis,rate");
    command.add_option("--marks", files.marks, "marks: time_ms_offset,instrument,basis,funding");
    command.add_option("--from", files.from_utc_s,
                       "leave out bars that close before (UTC seconds)");
    command.add_option("--to", files.to_utc_s, "leave out bars that close after (UTC seconds)");
    command
        .add_option("--bars-conf-ppm", files.bars_conf_ppm, "confidence of bars, of their close")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command.add_option("--source", files.source, "which [[price_sources]] row signs, from 0")
        ->capture_default_str();
    command.add_option("--listen", options.listen, "host:port; port 0 takes a free one")
        ->capture_default_str();
    command.add_option("--speed", options.speed, "seconds of the path in one second")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command.add_flag("--loop", options.loop, "begin again at the end (otherwise: hold)");
    command.add_flag("--check", options.check, "read everything, then stop");
    command.add_flag("--json", options.json, "print where it listens as JSON");
}
}  // namespace

void register_prices(Commands& commands)
{
    add_command<PricesOptions>(
        commands, commands.line,
        {.name = "prices",
         .what = "Publish signed prices, surfaces and marks from CSV files, each second.",
         .details =
             "Hub and guardians take nothing unsigned; this is the development publisher for "
             "them.\nExample:\n"
             "  ballast prices --genesis genesis.toml --keys keys --csv "
             "config/demo/prices.csv\n"
             "File formats: docs/formats/price_csv.md."},
        describe_options, run_prices);
}

}  // namespace ballast::app
