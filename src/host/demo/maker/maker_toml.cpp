// SPDX-License-Identifier: Apache-2.0
// maker.toml: reading and writing.
#include "maker_toml.hpp"

#include <ballast/base/limits.hpp>
#include <ballast/config/node_reader.hpp>
#include <ballast/config/text_file.hpp>

namespace ballast::demo {
namespace {
using config::TableReader;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::size_t instrument_length_max = 32;
constexpr std::uint32_t spread_ppm_max = 500'000;

void read_quotes(TableReader& root, MakerConfig& out)
{
    TableReader in = root.table("quotes");
    out.instrument = in.text("instrument", instrument_length_max);
    out.spread_ppm = in.ppm("spread_ppm");
    if (out.spread_ppm > spread_ppm_max) in.refuse("spread_ppm", "at most 50 %");
    out.size_e18 = in.amount("size", 18);
    if (out.size_e18 == 0) in.refuse("size", "more than 0");
    out.quote_life_ms = in.integer<std::int64_t>("life_ms", 1'000, hour_ms);
    out.refresh_ms = in.integer<std::int64_t>("refresh_ms", 100, hour_ms);
    out.reserve_usd_e6 = in.amount("reserve_usd", 6);
    in.refuse_unknown();
}
}  // namespace

Result<MakerConfig, config::ConfigProblem> parse_maker_config(std::string_view text,
                                                              std::string_view file,
                                                              const std::filesystem::path& folder)
{
    BALLAST_TRY(const toml::table table, config::parse_toml(text, file));
    config::Findings findings{file};
    TableReader root{findings, table, ""};
    MakerConfig out;
    TableReader maker = root.table("maker");
    out.hub_url = maker.url("hub", config::http_schemes);
    out.key_file = config::read_path(maker, "key_file", folder);
    out.nonce_file = config::read_path(maker, "nonce_file", folder);
    out.subaccount = maker.integer_or<std::uint64_t>("subaccount", 0, 0,
                                                     std::numeric_limits<std::int64_t>::max());
    maker.refuse_unknown();
    read_quotes(root, out);
    out.log_level = config::read_log(root);
    root.refuse_unknown();
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    return out;
}

Result<MakerConfig, config::ConfigProblem> read_maker_config(const std::filesystem::path& file)
{
    BALLAST_TRY(const std::string text, config::read_text_file(file, limits::config_file_size));
    return parse_maker_config(text, file.string(), file.parent_path());
}

std::string to_toml(const MakerConfig& config)
{
    using config::quote;
    config::TomlWriter out;
    out.note(
           "A market maker's configuration. Relative paths are taken from the folder of this file.")
        .heading("[maker]")
        .line("hub", quote(config.hub_url))
        .line("key_file", quote(config.key_file.string()), "owns the account, signs the quotes")
        .line("nonce_file", quote(config.nonce_file.string()), "nonces that may have been used")
        .line("subaccount", std::to_string(config.subaccount))
        .heading("[quotes]")
        .line("instrument", quote(config.instrument))
        .line("spread_ppm", config::quote_ppm(config.spread_ppm),
              "each side's distance from the index")
        .line("size", config::quote_amount(config.size_e18, 18), "of each side")
        .line("life_ms", std::to_string(config.quote_life_ms))
        .line("refresh_ms", std::to_string(config.refresh_ms))
        .line("reserve_usd", config::quote_amount(config.reserve_usd_e6, 6),
              "less tradable than this: no quotes")
        .heading("[log]")
        .line("level", quote(config::name_of(config.log_level)));
    return std::move(out).text();
}

}  // namespace ballast::demo
