// SPDX-License-Identifier: Apache-2.0
// The shared sections of configuration files: chain nodes, prices, the log.
#include "node_reader.hpp"

namespace ballast::config {
namespace {
constexpr std::int64_t poll_ms_absent = 500;
constexpr std::int64_t poll_ms_max = 60'000;
constexpr std::pair<std::string_view, LogLevel> log_levels[] = {{"debug", LogLevel::Debug},
                                                                {"info", LogLevel::Info},
                                                                {"warning", LogLevel::Warning},
                                                                {"error", LogLevel::Error}};
}  // namespace

std::string_view name_of(LogLevel level)
{
    for (const auto& [name, value] : log_levels)
        if (value == level) return name;
    return "info";
}

std::filesystem::path read_path(TableReader& in, std::string_view key,
                                const std::filesystem::path& folder)
{
    const std::string text = in.text(key, path_length_max);
    if (text.empty()) return {};
    return (folder / text).lexically_normal();  // an absolute path replaces the folder
}

ChainNode read_chain_node(TableReader& in, const std::string& name)
{
    ChainNode out{.name = name};
    out.rpc_urls = in.urls("rpc", http_schemes, 1);
    out.poll_ms = in.integer_or<std::int64_t>("poll_ms", poll_ms_absent, 1, poll_ms_max);
    return out;
}

LogLevel read_log(TableReader& root)
{
    TableReader in = root.table_or_empty("log");
    const LogLevel level = in.choice<LogLevel>("level", log_levels, LogLevel::Info);
    in.refuse_unknown();
    return level;
}

std::string read_prices(TableReader& root)
{
    TableReader in = root.table("prices");
    std::string url = in.url("stream", websocket_schemes);
    in.refuse_unknown();
    return url;
}

void write_chain_node(TomlWriter& out, const ChainNode& node)
{
    out.heading("[chains." + quote(node.name) + "]")
        .line("rpc", quote_all(node.rpc_urls))
        .line("poll_ms", std::to_string(node.poll_ms), "between two looks at the chain");
}

void write_prices_and_log(TomlWriter& out, std::string_view prices_url, LogLevel level)
{
    out.heading("[prices]").line("stream", quote(prices_url));
    out.heading("[log]").line("level", quote(name_of(level)), "debug, info, warning or error");
}

}  // namespace ballast::config
