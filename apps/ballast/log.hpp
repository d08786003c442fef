// SPDX-License-Identifier: Apache-2.0
// The log of a long-running subcommand: one line an event on standard error, in UTC.
#pragma once
#include <ballast/config/node_toml.hpp>
#include <string_view>

namespace ballast::app {

/// Sets up spdlog's default logger: "2026-01-01T00:00:00.000Z info  hub: message key=value". A line
/// break inside a message is escaped, so that one event stays one line.
void set_up_log(config::LogLevel level, std::string_view program);

}  // namespace ballast::app
