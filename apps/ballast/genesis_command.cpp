// SPDX-License-Identifier: Apache-2.0
// ballast genesis: checks a genesis file and shows what follows from it.
#include <ballast/base/hex.hpp>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/portfolio/genesis_file.hpp>
#include <cstdio>

#include "command.hpp"

namespace ballast::app {
namespace {
struct GenesisOptions
{
    std::string file;
    bool json{};
};

ExitCode show_genesis(const GenesisOptions& options)
{
    const auto genesis = portfolio::read_genesis(options.file);
    if (!genesis)
        return complain(genesis.error().line == 0 ? ExitCode::Environment : ExitCode::Usage,
                        genesis.error().sentence());
    const std::string hash = to_hex_0x(config::genesis_hash(*genesis).view());
    const std::string id = to_hex_0x(genesis->deployment_id.view());
    if (options.json)
    {
        std::printf("{\"genesis_hash\":\"%s\",\"deployment_id\":\"%s\"}\n", hash.c_str(),
                    id.c_str());
        return ExitCode::Ok;
    }
    std::printf("%s is a valid genesis.\n", options.file.c_str());
    std::printf("genesis_hash   %s\n", hash.c_str());
    std::printf("deployment_id  %s\n", id.c_str());
    std::printf("guardians      %zu, of which %zu must sign\n", genesis->guardians.keys.size(),
                genesis->guardians.quorum());
    std::printf("chains         %zu, contracts %zu, tokens %zu, instruments %zu\n",
                genesis->chains.size(), genesis->contracts.size(), genesis->tokens.size(),
                genesis->instruments.size());
    return ExitCode::Ok;
}
}  // namespace

void register_genesis(Commands& commands)
{
    add_command<GenesisOptions>(
        commands, commands.line,
        {.name = "genesis",
         .what = "Check a genesis file; print its hash and the deployment's id.",
         .details = "The hash covers the meaning, not the text: it goes into each guardian.toml, "
                    "and the\ndeployment's id into the contracts. The format is in "
                    "docs/formats/genesis.md."},
        [](CLI::App& command, GenesisOptions& options) {
            command.add_option("FILE", options.file, "genesis.toml")->required();
            command.add_flag("--json", options.json,
                             "print {\"genesis_hash\": ..., \"deployment_id\": ...}");
        },
        show_genesis);
}

}  // namespace ballast::app
