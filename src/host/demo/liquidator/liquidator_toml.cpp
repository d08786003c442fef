// SPDX-License-Identifier: Apache-2.0
// liquidator.toml: reading and writing.
#include "liquidator_toml.hpp"

#include <array>
#include <ballast/base/limits.hpp>
#include <ballast/config/node_reader.hpp>
#include <ballast/config/text_file.hpp>

namespace ballast::demo {
namespace {
using config::TableReader;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::size_t instrument_length_max = 32;
constexpr std::uint32_t slip_ppm_max = 500'000;
constexpr std::array policies{std::pair{std::string_view{"hedge"}, HedgePolicy::Hedge},
                              std::pair{std::string_view{"hold"}, HedgePolicy::Hold}};

void read_venue(TableReader& root, LiquidatorConfig& out)
{
    TableReader in = root.table("venue");
    out.eip155 = in.integer<std::uint64_t>("eip155", 1, std::numeric_limits<std::int64_t>::max());
    out.rpc_url = in.url("rpc", config::http_schemes);
    out.instrument = in.text("instrument", instrument_length_max);
    in.refuse_unknown();
}

void read_limits(TableReader& root, LiquidatorConfig& out)
{
    TableReader in = root.table("limits");
    out.notional_usd_e6_max = in.amount("notional_usd_max", 6);
    out.reserve_usd_e6 = in.amount("reserve_usd", 6);
    in.refuse_unknown();
}

void read_hedge(TableReader& root, LiquidatorConfig& out)
{
    TableReader in = root.table("hedge");
    out.policy = in.choice<HedgePolicy>("policy", policies);
    out.slip_ppm = in.ppm("slip_ppm");
    if (out.slip_ppm > slip_ppm_max) in.refuse("slip_ppm", "at most 50 %");
    in.refuse_unknown();
}
}  // namespace

Result<LiquidatorConfig, config::ConfigProblem> parse_liquidator_config(
    std::string_view text, std::string_view file, const std::filesystem::path& folder)
{
    BALLAST_TRY(const toml::table table, config::parse_toml(text, file));
    config::Findings findings{file};
    TableReader root{findings, table, ""};
    LiquidatorConfig out;
    TableReader own = root.table("liquidator");
    out.hub_url = own.url("hub", config::http_schemes);
    out.key_file = config::read_path(own, "key_file", folder);
    out.subaccount =
        own.integer_or<std::uint64_t>("subaccount", 0, 0, std::numeric_limits<std::int64_t>::max());
    out.refresh_ms = own.integer<std::int64_t>("refresh_ms", 100, hour_ms);
    own.refuse_unknown();
    read_venue(root, out);
    read_limits(root, out);
    read_hedge(root, out);
    out.log_level = config::read_log(root);
    root.refuse_unknown();
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    return out;
}

Result<LiquidatorConfig, config::ConfigProblem> read_liquidator_config(
    const std::filesystem::path& file)
{
    BALLAST_TRY(const std::string text, config::read_text_file(file, limits::config_file_size));
    return parse_liquidator_config(text, file.string(), file.parent_path());
}

std::string to_toml(const LiquidatorConfig& config)
{
    using config::quote;
    config::TomlWriter out;
    out.note("A liquidator's configuration. Relative paths are taken from the folder of this file.")
        .heading("[liquidator]")
        .line("hub", quote(config.hub_url))
        .line("key_file", quote(config.key_file.string()), "owns the account, opts in and out")
        .line("subaccount", std::to_string(config.subaccount))
        .line("refresh_ms", std::to_string(config.refresh_ms))
        .heading("[venue]")
        .line("eip155", std::to_string(config.eip155))
        .line("rpc", quote(config.rpc_url))
        .line("instrument", quote(config.instrument), "what it takes over and hedges")
        .heading("[limits]")
        .line("notional_usd_max", config::quote_amount(config.notional_usd_e6_max, 6),
              "with more it leaves the rotation")
        .line("reserve_usd", config::quote_amount(config.reserve_usd_e6, 6),
              "and with less tradable margin than this")
        .heading("[hedge]")
        .line("policy", quote(config.policy == HedgePolicy::Hedge ? "hedge" : "hold"))
        .line("slip_ppm", config::quote_ppm(config.slip_ppm), "limit price from the quote")
        .heading("[log]")
        .line("level", quote(config::name_of(config.log_level)));
    return std::move(out).text();
}

}  // namespace ballast::demo
