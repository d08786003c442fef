// SPDX-License-Identifier: Apache-2.0
// [scenarios] in both directions, and feeds by their names.
#include "scenarios_toml.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/base/limits.hpp>

namespace ballast::config {
namespace {

/// The model that a genesis can name wherever it is read.
constexpr std::string_view default_model = "ballast";

/// Longest name of a model, or path to its file.
constexpr std::size_t reference_length = 1024;

/// What was expected, and where in a model file, so that one line names both places.
std::string expectation_of(const ConfigProblem& problem)
{
    if (problem.line == 0 && problem.key.empty()) return problem.expected;
    return "a model that the engine can run, but " + problem.sentence();
}

ScenarioModel read_model(TableReader& in, const ModelSource& models)
{
    const std::string reference = in.text("model", reference_length);
    if (reference.empty()) return {};
    auto found = models.find(reference, models.folder);
    if (found) return *std::move(found);
    in.refuse("model", expectation_of(found.error()));
    return {};
}

GenesisUnderlying read_underlying(TableReader& in, const Genesis& genesis)
{
    GenesisUnderlying out;
    out.symbol = in.text("symbol", limits::name_length);
    out.feed = feed_reference(in, genesis);
    out.margin_class = in.text("class", limits::name_length);
    out.surface_staleness_ms = in.integer<std::int64_t>("surface_staleness_ms", 1,
                                                        std::numeric_limits<std::int64_t>::max());
    return out;
}

GenesisRoute read_route(TableReader& in)
{
    GenesisRoute out{.name = in.text("name", limits::name_length)};
    for (const std::int64_t id : in.integers("chains", 1, last_chain.value))
        out.chains.push_back({static_cast<std::uint16_t>(id)});
    return out;
}

std::vector<GenesisRoute> read_routes(TableReader& in, std::string_view key)
{
    std::vector<GenesisRoute> out;
    for (TableReader& row : in.rows(key, 0))
    {
        out.push_back(read_route(row));
        row.refuse_unknown();
    }
    return out;
}

void write_routes(TomlWriter& out, std::string_view heading,
                  const std::vector<GenesisRoute>& routes)
{
    for (const GenesisRoute& route : routes)
    {
        std::string chains;
        for (const ChainId id : route.chains)
            chains += (chains.empty() ? "" : ", ") + std::to_string(id.value);
        out.heading(heading).line("name", quote(route.name)).line("chains", "[" + chains + "]");
    }
}

}  // namespace

/// The id of a feed named or, where names are not unique, given as 32 bytes of hex.
Bytes32 feed_reference(TableReader& in, const Genesis& genesis)
{
    const std::string text = in.text("feed", 2 + 2 * Bytes32::size);
    if (text.starts_with("0x")) return in.bytes<32>("feed");
    const GenesisFeed* found = nullptr;
    for (const GenesisFeed& feed : genesis.feeds)
    {
        if (feed.name != text) continue;
        if (found != nullptr) in.refuse("feed", "the id of a feed: two feeds have this name");
        found = &feed;
    }
    if (found == nullptr && !text.empty())
        in.refuse("feed", "the name of a feed under [[feeds]], or its id");
    return found == nullptr ? Bytes32{} : found->id;
}

/// The feed's name where only it has this name, otherwise its id.
std::string feed_reference(const Genesis& genesis, const Bytes32& id)
{
    std::string name;
    for (const GenesisFeed& feed : genesis.feeds)
        if (feed.id == id) name = feed.name;
    const auto count = std::count_if(genesis.feeds.begin(), genesis.feeds.end(),
                                     [&](const GenesisFeed& feed) { return feed.name == name; });
    const bool usable = count == 1 && !name.starts_with("0x");
    return usable ? quote(name) : quote_hex(id.view());
}

Result<ScenarioModel, ConfigProblem> find_default_model(const std::string& name_or_file,
                                                        const std::filesystem::path&)
{
    if (name_or_file == default_model) return default_scenario_model();
    return fail(ConfigProblem{
        .file = {},
        .found = quote(name_or_file),
        .expected = "\"ballast\", the model that docs/margin.md describes, and no other here"});
}

std::optional<GenesisScenarios> read_scenarios(TableReader& root, const Genesis& genesis,
                                               const ModelSource& models)
{
    if (!root.has("scenarios")) return {};
    TableReader in = root.table("scenarios");
    GenesisScenarios out;
    out.model = read_model(in, models);
    for (TableReader& row : in.rows("underlyings", 1))
    {
        out.underlyings.push_back(read_underlying(row, genesis));
        row.refuse_unknown();
    }
    out.messengers = read_routes(in, "messengers");
    out.sequencers = read_routes(in, "sequencers");
    in.refuse_unknown();
    return out;
}

void write_scenarios(TomlWriter& out, const Genesis& genesis)
{
    if (!genesis.scenarios) return;
    // Another one has no name that every reader of the text would find.
    BALLAST_ASSERT(genesis.scenarios->model == default_scenario_model());
    out.heading("[scenarios]").line("model", quote(default_model), "docs/margin.md");
    for (const GenesisUnderlying& u : genesis.scenarios->underlyings)
        out.heading("[[scenarios.underlyings]]")
            .line("symbol", quote(u.symbol))
            .line("feed", feed_reference(genesis, u.feed))
            .line("class", quote(u.margin_class), "of the model")
            .line("surface_staleness_ms", std::to_string(u.surface_staleness_ms),
                  "older: no new risk in what is dated");
    write_routes(out, "[[scenarios.messengers]]", genesis.scenarios->messengers);
    write_routes(out, "[[scenarios.sequencers]]", genesis.scenarios->sequencers);
}

}  // namespace ballast::config
