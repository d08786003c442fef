// SPDX-License-Identifier: Apache-2.0
// What a subcommand is: a file NAME_command.cpp that defines
//     void register_NAME(Commands& commands)
// in ballast::app, adds itself to the command line and sets what is to run when it was chosen.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ballast::app {

/// How the program ends; docs/operations.md lists them.
enum class ExitCode : int
{
    Ok = 0,
    Failed = 1,       ///< it ran, and the answer is no
    Usage = 2,        ///< the command line or a configuration file is wrong
    Environment = 3,  ///< a file, port, node or processor is not as needed
};

/// The command line while it is being built, and the one action that was chosen on it.
struct Commands
{
    CLI::App& line;
    std::function<ExitCode()> chosen;
};

/// A subcommand's name and its help: one line for the list, and what its own --help ends with.
struct CommandWords
{
    std::string name;
    std::string what;
    std::string details;
};

/// Adds a subcommand that has subcommands of its own.
CLI::App& add_group(CLI::App& parent, const CommandWords& words);

/// Adds a subcommand to `parent` that runs `run` with its own `Options`, which live as long as the
/// command line. `describe(CLI::App&, Options&)` adds its options.
template <class Options, class Describe, class Run>
CLI::App& add_command(Commands& commands, CLI::App& parent, const CommandWords& words,
                      Describe describe, Run run)
{
    CLI::App& command = *parent.add_subcommand(words.name, words.what);
    command.footer(words.details + "\n");
    auto options = std::make_shared<Options>();
    describe(command, *options);
    command.callback(
        [&commands, options, run] { commands.chosen = [options, run] { return run(*options); }; });
    return command;
}

/// Prints "ballast: <sentence>" to standard error and returns `code`.
ExitCode complain(ExitCode code, std::string_view sentence);

/// Calls register_NAME of every subcommand.
void register_commands(Commands& commands);

}  // namespace ballast::app
