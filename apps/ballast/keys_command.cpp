// SPDX-License-Identifier: Apache-2.0
// ballast keys: makes key files and shows the addresses of existing ones. Prints no secret.
#include <ballast/base/hex.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/env/entropy.hpp>
#include <ballast/env/secret_file.hpp>
#include <cstdio>

#include "command.hpp"

namespace ballast::app {
namespace {
struct KeyOptions
{
    std::string file;
    bool json{};
};

ExitCode print(const KeyOptions& options, const crypto::SecretKey& key)
{
    const std::string address = to_hex_0x(crypto::address_of(key).view());
    if (options.json)
        std::printf("{\"address\":\"%s\"}\n", address.c_str());
    else
        std::printf("%s\n", address.c_str());
    return ExitCode::Ok;
}

/// A key of the system's random bytes; almost all 32 bytes are a key, so the loop ends at once.
crypto::SecretKey random_key()
{
    env::SystemEntropy entropy;
    for (;;)
        if (auto key = crypto::SecretKey::from_bytes(entropy.bytes32())) return *std::move(key);
}

ExitCode make_key(const KeyOptions& options)
{
    const crypto::SecretKey key = random_key();
    const auto written = env::write_secret_file(options.file, key.reveal());
    if (!written) return complain(ExitCode::Environment, written.error().sentence());
    return print(options, key);
}

ExitCode show_address(const KeyOptions& options)
{
    const auto secret = env::read_secret_file(options.file);
    if (!secret) return complain(ExitCode::Environment, secret.error().sentence());
    const auto key = crypto::SecretKey::from_bytes(*secret);
    if (!key)
        return complain(ExitCode::Usage, options.file + ": " +
                                             std::string{crypto::describe(key.error())} +
                                             "; make a key with: ballast keys new --out FILE");
    return print(options, *key);
}
}  // namespace

void register_keys(Commands& commands)
{
    CLI::App& keys = add_group(
        commands.line, {.name = "keys",
                        .what = "Make key files and show their addresses.",
                        .details = "A key file holds 64 hex digits on one line and belongs to its "
                                   "owner alone (mode 0600).\n"
                                   "Genesis and configurations name keys by their addresses."});
    add_command<KeyOptions>(
        commands, keys,
        {.name = "new",
         .what = "Make a key file; print its address.",
         .details = "Never overwrites a file. Keep the file where only the process that signs with "
                    "it can read it."},
        [](CLI::App& command, KeyOptions& options) {
            command.add_option("--out", options.file, "the new file")->required();
            command.add_flag("--json", options.json, "print {\"address\": ...}");
        },
        make_key);
    add_command<KeyOptions>(
        commands, keys,
        {.name = "address", .what = "Print the address of a key file.", .details = ""},
        [](CLI::App& command, KeyOptions& options) {
            command.add_option("FILE", options.file, "an existing key file")->required();
            command.add_flag("--json", options.json, "print {\"address\": ...}");
        },
        show_address);
}

}  // namespace ballast::app
