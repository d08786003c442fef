// SPDX-License-Identifier: Apache-2.0
// Reads and writes the sections that a hub's and a guardian's configuration share.
#pragma once
#include <ballast/config/node_toml.hpp>
#include <ballast/config/toml_reader.hpp>
#include <ballast/config/toml_text.hpp>

namespace ballast::config {

inline constexpr std::string_view websocket_schemes[] = {"ws://"};
inline constexpr std::string_view http_schemes[] = {"http://"};
inline constexpr std::size_t path_length_max = 1024;

/// A path of the file system; a relative one is taken from `folder`.
[[nodiscard]] std::filesystem::path read_path(TableReader& in, std::string_view key,
                                              const std::filesystem::path& folder);
/// The keys rpc and poll_ms of [chains.NAME].
[[nodiscard]] ChainNode read_chain_node(TableReader& in, const std::string& name);
/// The section [log].
[[nodiscard]] LogLevel read_log(TableReader& root);
/// The stream of the section [prices].
[[nodiscard]] std::string read_prices(TableReader& root);

void write_chain_node(TomlWriter& out, const ChainNode& node);
void write_prices_and_log(TomlWriter& out, std::string_view prices_url, LogLevel level);

}  // namespace ballast::config
