// SPDX-License-Identifier: Apache-2.0
// maker.toml: reading and writing.
#include "maker_toml.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/config/node_reader.hpp>
#include <ballast/config/text_file.hpp>

namespace ballast::demo {
namespace {
using config::TableReader;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::size_t instrument_length_max = 32;
constexpr std::uint32_t spread_ppm_max = 500'000;

void read_maker(TableReader& in, const std::filesystem::path& folder, MakerConfig& out)
{
    out.hub_url = in.url("hub", config::http_schemes);
    out.key_file = config::read_path(in, "key_file", folder);
    out.nonce_file = config::read_path(in, "nonce_file", folder);
    out.subaccount =
        in.integer_or<std::uint64_t>("subaccount", 0, 0, std::numeric_limits<std::int64_t>::max());
    out.quote_life_ms = in.integer<std::int64_t>("life_ms", 1'000, hour_ms);
    out.refresh_ms = in.integer<std::int64_t>("refresh_ms", 100, hour_ms);
    out.reserve_usd_e6 = in.amount("reserve_usd", 6);
    in.refuse_unknown();
}

void read_quotes(TableReader& root, MakerConfig& out)
{
    for (TableReader& in : root.rows("quotes", 1))
    {
        QuoteWays ways;
        ways.instrument = in.text("instrument", instrument_length_max);
        if (std::ranges::count(out.quotes, ways.instrument, &QuoteWays::instrument) > 0)
            in.refuse("instrument", "an instrument that no other [[quotes]] has");
        ways.spread_ppm = in.ppm("spread_ppm");
        if (ways.spread_ppm > spread_ppm_max) in.refuse("spread_ppm", "at most 50 %");
        ways.size_e18 = in.amount("size", 18);
        if (ways.size_e18 == 0) in.refuse("size", "more than 0");
        in.refuse_unknown();
        out.quotes.push_back(std::move(ways));
    }
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
    read_maker(maker, folder, out);
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
        .line("life_ms", std::to_string(config.quote_life_ms))
        .line("refresh_ms", std::to_string(config.refresh_ms))
        .line("reserve_usd", config::quote_amount(config.reserve_usd_e6, 6),
              "less tradable than this: no quotes");
    for (const QuoteWays& ways : config.quotes)
        out.heading("[[quotes]]")
            .line("instrument", quote(ways.instrument))
            .line("spread_ppm", config::quote_ppm(ways.spread_ppm),
                  "each side's distance from the mark")
            .line("size", config::quote_amount(ways.size_e18, 18), "of each side");
    out.heading("[log]").line("level", quote(config::name_of(config.log_level)));
    return std::move(out).text();
}

}  // namespace ballast::demo
