// SPDX-License-Identifier: Apache-2.0
// What programs with a key of their own share: reading it, and going round until they are stopped.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/demo/failure.hpp>
#include <filesystem>
#include <functional>
#include <variant>

#include "command.hpp"
#include "stop_signals.hpp"

namespace ballast::app {

/// The secret key in a file; or, after the complaint, what to exit with.
[[nodiscard]] std::variant<crypto::SecretKey, ExitCode> read_key(const std::filesystem::path& file);

/// Calls `round` now and then every `refresh_ms` milliseconds until a signal comes; a round that
/// fails ends it.
[[nodiscard]] ExitCode go_round(StopSignals& signals, std::int64_t refresh_ms,
                                const std::function<demo::Answer<void>()>& round);

}  // namespace ballast::app
