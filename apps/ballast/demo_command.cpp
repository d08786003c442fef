// SPDX-License-Identifier: Apache-2.0
// ballast demo: the whole of it on two local chains.
#include <ballast/demo/crash/crash_story.hpp>
#include <ballast/demo/demo.hpp>
#include <ballast/demo/measure/measure.hpp>
#include <filesystem>

#include "command.hpp"
#include "log.hpp"
#include "stop_signals.hpp"

namespace ballast::app {
namespace {
#if defined(__aarch64__)
constexpr std::string_view anvil_absent = "node_modules/@foundry-rs/anvil-linux-arm64/bin/anvil";
#else
constexpr std::string_view anvil_absent = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
#endif

struct DemoOptions
{
    bool headless{};
    bool keep{};
    bool json{};
    bool measure{};
    demo::MeasureSettings sizes;
    demo::CrashSettings crash;
    std::string run_folder{"build/demo"};
    std::string contracts{"build/contracts/out"};
    std::string anvil{anvil_absent};
    std::string script{"config/demo/demo.toml"};
};

ExitCode run_demo(const DemoOptions& options)
{
    StopSignals signals;
    set_up_log(config::LogLevel::Warning, "demo");
    std::error_code error;
    bool is_stopped = false;
    const demo::DemoSettings settings{
        .program = std::filesystem::read_symlink("/proc/self/exe", error),
        .anvil = std::filesystem::absolute(options.anvil, error),
        .contracts = options.contracts,
        .script_file = options.script,
        .run_folder = options.run_folder,
        .is_headless = options.headless,
        .keeps = options.keep,
        .prints_json = options.json,
        .stop_within = [&](std::chrono::milliseconds duration) {
            is_stopped = is_stopped || signals.wait_for(duration.count());
            return is_stopped;
        }};
    demo::Screen screen{options.json ? stderr : stdout};
    if (options.measure)
    {
        const auto measured = demo::run_measurement(settings, options.sizes, screen);
        return measured ? ExitCode::Ok : complain(ExitCode::Failed, measured.error().sentence);
    }
    if (options.crash.kills > 0)
    {
        const auto survived = demo::run_crash_story(settings, options.crash, screen);
        return survived ? ExitCode::Ok : complain(ExitCode::Failed, survived.error().sentence);
    }
    switch (demo::run_demo(settings, screen))
    {
        case demo::DemoEnd::Held:
            return ExitCode::Ok;
        case demo::DemoEnd::Failed:
            return ExitCode::Failed;
        case demo::DemoEnd::NotStarted:
            break;
    }
    return ExitCode::Environment;
}

void describe_options(CLI::App& command, DemoOptions& options)
{
    command.add_flag("--headless", options.headless, "end after the last step");
    command.add_flag("--keep", options.keep, "keep keys and stores in the run folder");
    command.add_flag("--json", options.json,
                     "print the summary to standard output, everything else to standard error");
    command.add_flag("--measure", options.measure,
                     "measure delays and memory on the same stage instead of playing");
    command.add_option("--deposits", options.sizes.deposits, "measured")->capture_default_str();
    command.add_option("--trades", options.sizes.trades, "measured")->capture_default_str();
    command.add_option("--accounts", options.sizes.accounts, "for the hub's memory")
        ->capture_default_str();
    command.add_option("--kills", options.crash.kills,
                       "instead of playing, work on while hub and guardians are killed so often");
    command.add_option("--seed", options.crash.seed, "of the kills")->capture_default_str();
    command.add_option("--run-folder", options.run_folder, "emptied at the start")
        ->capture_default_str();
    command.add_option("--contracts", options.contracts, "artifacts of forge build")
        ->capture_default_str();
    command.add_option("--anvil", options.anvil, "the node's binary")->capture_default_str();
    command.add_option("--script", options.script, "sizes and times")->capture_default_str();
}
}  // namespace

void register_demo(Commands& commands)
{
    add_command<DemoOptions>(
        commands, commands.line,
        {.name = "demo",
         .what = "Play a deposit on one chain that backs a trade on another, with everything real.",
         .details =
             "Starts two Anvil nodes, four guardians, a hub and a maker in the run folder, plays "
             "the\nsteps of docs/demo.md and compares chains, ledger and state hashes. Exit code 0 "
             "only if all\nof it held. Without --headless everything stays up afterwards, until "
             "Ctrl-C."},
        describe_options, run_demo);
}

}  // namespace ballast::app
