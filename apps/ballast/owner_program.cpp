// SPDX-License-Identifier: Apache-2.0
// Keys and rounds.
#include "owner_program.hpp"

#include <spdlog/spdlog.h>

#include <ballast/env/secret_file.hpp>

namespace ballast::app {

std::variant<crypto::SecretKey, ExitCode> read_key(const std::filesystem::path& file)
{
    const auto secret = env::read_secret_file(file.string());
    if (!secret) return complain(ExitCode::Environment, secret.error().sentence());
    auto key = crypto::SecretKey::from_bytes(*secret);
    if (!key)
        return complain(ExitCode::Usage,
                        file.string() + ": " + std::string{crypto::describe(key.error())});
    return *std::move(key);
}

ExitCode go_round(StopSignals& signals, std::int64_t refresh_ms,
                  const std::function<demo::Answer<void>()>& round)
{
    do
    {
        const auto done = round();
        if (!done) return complain(ExitCode::Environment, done.error().sentence);
    } while (!signals.wait_for(refresh_ms));
    spdlog::info("stopped");
    return ExitCode::Ok;
}

}  // namespace ballast::app
