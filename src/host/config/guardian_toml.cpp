// SPDX-License-Identifier: Apache-2.0
// guardian.toml: reading and writing.
#include "guardian_toml.hpp"

#include <ballast/base/limits.hpp>

#include "node_reader.hpp"
#include "text_file.hpp"

namespace ballast::config {
namespace {
constexpr std::string_view peers_listen_absent = "127.0.0.1:0";

GuardianConfig read_document(TableReader& root, const std::filesystem::path& folder)
{
    GuardianConfig out;
    TableReader guardian = root.table("guardian");
    out.genesis_file = read_path(guardian, "genesis", folder);
    out.genesis_hash = guardian.bytes<32>("genesis_hash");
    out.key_file = read_path(guardian, "key_file", folder);
    out.store_path = read_path(guardian, "store", folder);
    out.hub_url = guardian.url("hub", websocket_schemes);
    out.omission_ms_max =
        guardian.integer_or<std::int64_t>("omission_ms_max", 10'000, 1'000, 3'600'000);
    guardian.refuse_unknown();
    TableReader peers = root.table_or_empty("peers");
    out.peers_listen = peers.listen_or("listen", peers_listen_absent);
    out.peers_dial = peers.urls("dial", websocket_schemes, 0);
    peers.refuse_unknown();
    for (auto& [name, table] : root.named("chains"))
    {
        out.chains.push_back(read_chain_node(table, name));
        table.refuse_unknown();
    }
    out.prices_url = read_prices(root);
    out.log_level = read_log(root);
    root.refuse_unknown();
    return out;
}
}  // namespace

Result<GuardianConfig, ConfigProblem> parse_guardian_config(std::string_view text,
                                                            std::string_view file,
                                                            const std::filesystem::path& folder)
{
    BALLAST_TRY(const toml::table table, parse_toml(text, file));
    Findings findings{file};
    TableReader root{findings, table, ""};
    GuardianConfig config = read_document(root, folder);
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    return config;
}

Result<GuardianConfig, ConfigProblem> read_guardian_config(const std::filesystem::path& file)
{
    BALLAST_TRY(const std::string text, read_text_file(file, limits::config_file_size));
    return parse_guardian_config(text, file.string(), file.parent_path());
}

std::string to_toml(const GuardianConfig& config)
{
    TomlWriter out;
    out.note("One guardian's configuration; its index follows from its key and the genesis.")
        .note("Relative paths are taken from the folder of this file.")
        .heading("[guardian]")
        .line("genesis", quote(config.genesis_file.string()))
        .line("genesis_hash", quote_hex(config.genesis_hash.view()))
        .line("key_file", quote(config.key_file.string()))
        .line("store", quote(config.store_path.string()))
        .line("hub", quote(config.hub_url))
        .line("omission_ms_max", std::to_string(config.omission_ms_max),
              "what the hub was handed must be sequenced within it");
    out.heading("[peers]")
        .line("listen", quote(config.peers_listen.text()), "port 0 takes a free one")
        .line("dial", quote_all(config.peers_dial));
    for (const ChainNode& chain : config.chains) write_chain_node(out, chain);
    write_prices_and_log(out, config.prices_url, config.log_level);
    return std::move(out).text();
}

std::optional<std::uint8_t> guardian_index(const Genesis& genesis, const Bytes20& address)
{
    const std::vector<Bytes20>& keys = genesis.guardians.keys;
    const auto found = std::find(keys.begin(), keys.end(), address);
    if (found == keys.end()) return {};
    return static_cast<std::uint8_t>(found - keys.begin());
}

}  // namespace ballast::config
