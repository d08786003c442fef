// SPDX-License-Identifier: Apache-2.0
// The program `ballast`: parses the command line and runs the chosen subcommand. What each does is
// in its own file.
#include <cstdio>
#include <exception>
#include <optional>

#include "command.hpp"

namespace ballast::app {
namespace {
constexpr std::string_view what =
    "Ballast, a cross-chain margin engine: collateral stays locked on its chain and backs trades "
    "on\n"
    "another one.\n";
constexpr std::string_view epilogue =
    "Each subcommand explains itself: ballast hub --help.\n"
    "To see everything at work on two local chains, start ./run in the project's folder.\n"
    "\n"
    "Exit codes: 0 it worked, 1 it ran and the answer is no, 2 the command line or a "
    "configuration\n"
    "file is wrong, 3 a file, port, node or processor is not as needed.\n";

/// What the parser says of a word in the place of a subcommand does not name the word; this does.
std::optional<std::string> unknown_word(const CLI::App& line, int argc, char** argv)
{
    if (argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0') return {};
    std::string known;
    for (const CLI::App* command : line.get_subcommands({}))
    {
        if (command->get_name() == argv[1]) return {};
        known += (known.empty() ? "" : ", ") + command->get_name();
    }
    return "there is no subcommand \"" + std::string{argv[1]} + "\", only: " + known;
}

/// Help and version end well; everything else that the parser throws is a wrong command line.
ExitCode report(const CLI::App& line, const CLI::ParseError& error)
{
    const bool is_question = line.exit(error) == static_cast<int>(CLI::ExitCodes::Success);
    return is_question ? ExitCode::Ok : ExitCode::Usage;
}
}  // namespace

CLI::App& add_group(CLI::App& parent, const CommandWords& words)
{
    CLI::App& group = *parent.add_subcommand(words.name, words.what);
    group.footer(words.details + "\n");
    group.require_subcommand(1);
    return group;
}

ExitCode complain(ExitCode code, std::string_view sentence)
{
    std::fprintf(stderr, "ballast: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
    return code;
}

ExitCode run(int argc, char** argv)
{
    CLI::App line{std::string{what}, "ballast"};
    line.set_version_flag("--version", "ballast " BALLAST_VERSION);
    line.footer(std::string{epilogue});
    line.require_subcommand(1);
    line.failure_message(CLI::FailureMessage::simple);
    Commands commands{.line = line, .chosen = {}};
    register_commands(commands);
    if (const auto sentence = unknown_word(line, argc, argv))
        return complain(ExitCode::Usage, *sentence);
    try
    {
        line.parse(argc, argv);
    } catch (const CLI::ParseError& error)
    {
        return report(line, error);
    }
    return commands.chosen();
}

}  // namespace ballast::app

int main(int argc, char** argv)
{
    try
    {
        return static_cast<int>(ballast::app::run(argc, argv));
    } catch (const std::exception& error)
    {
        // Nothing of ours throws; this is memory, or a thread that the system did not give.
        std::fprintf(stderr, "ballast: ended by the system or a library: %s\n", error.what());
        return static_cast<int>(ballast::app::ExitCode::Environment);
    }
}
