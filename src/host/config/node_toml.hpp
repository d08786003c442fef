// SPDX-License-Identifier: Apache-2.0
// What the configuration files of a hub and of a guardian have in common: addresses, chain nodes,
// the log.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::config {

/// Where a server listens; port 0 takes a free one.
struct ListenAddress
{
    std::string host;
    std::uint16_t port{};
    bool operator==(const ListenAddress&) const = default;
    /// "127.0.0.1:7400".
    [[nodiscard]] std::string text() const;
};

/// The address of a text such as "127.0.0.1:7400" or "[::1]:0".
[[nodiscard]] std::optional<ListenAddress> parse_listen_address(std::string_view text);

/// How a chain of the genesis is reached: [chains.NAME], NAME being the genesis' name of it.
struct ChainNode
{
    std::string name;
    std::vector<std::string> rpc_urls;  ///< at least one, http:// (TLS is a proxy's business)
    std::int64_t poll_ms{};             ///< between two looks at the finalised block
    bool operator==(const ChainNode&) const = default;
};

enum class LogLevel : std::uint8_t
{
    Debug,
    Info,
    Warning,
    Error,
};
/// The level's name in a configuration file: "debug", "info", "warning", "error".
[[nodiscard]] std::string_view name_of(LogLevel level);

}  // namespace ballast::config
