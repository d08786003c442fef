// SPDX-License-Identifier: Apache-2.0
// Which model, and what all of them have.
#include "model_file.hpp"

#include <algorithm>

#include "model_sections.hpp"

namespace ballast::portfolio {
namespace {

enum class Method : std::uint8_t
{
    Scenarios,
    PerPosition,
    ExpiryScenarios,
    Inverse,
};
constexpr std::pair<std::string_view, Method> methods[] = {
    {"scenarios", Method::Scenarios},
    {"per-position", Method::PerPosition},
    {"expiry-scenarios", Method::ExpiryScenarios},
    {"inverse", Method::Inverse}};

constexpr std::pair<std::string_view, market::VolatilityMove> volatility_names[] = {
    {"up", market::VolatilityMove::Up},
    {"same", market::VolatilityMove::Same},
    {"down", market::VolatilityMove::Down}};

/// Most scenarios of a grid.
constexpr std::size_t grid_max = 64;

Rules read_rules(Reader& root)
{
    switch (root.choice<Method>("method", methods))
    {
        case Method::Scenarios:
            return read_scenario_model(root);
        case Method::PerPosition:
            return read_position_model(root);
        case Method::ExpiryScenarios:
            return read_expiry_model(root);
        case Method::Inverse:
            return read_inverse_model(root);
    }
    return risk::PositionModel{};
}

Result<Node, ConfigProblem> find_document(const std::string& name_or_file)
{
    if (is_model_path(name_or_file)) return read_document(name_or_file);
    std::string known;
    for (const ShippedModel& model : shipped_models())
    {
        if (model.name == name_or_file)
            return parse_document(model.text, "config/models/" + name_or_file + ".toml");
        known += std::string{model.name} + ", ";
    }
    return fail(ConfigProblem{.file = "--model",
                              .found = "\"" + name_or_file + "\"",
                              .expected = "one of " + known + "or a file such as ./mine.toml"});
}

}  // namespace

bool is_model_path(const std::string& name_or_file)
{
    return name_or_file.find_first_of("/.\\") != name_or_file.npos;
}

std::string_view method_of(const Rules& rules) { return methods[rules.index()].first; }

std::vector<market::Scenario> read_grid(Reader& root, bool with_same)
{
    constexpr Range spot{6, -999'999, 10'000'000};
    constexpr Range dampening{9, 1, market::one_e9};
    std::vector<market::Scenario> out;
    std::vector<Reader> rows = root.rows("grid");
    if (rows.empty()) root.lack("grid", "at least one row [[grid]] with spots and volatilities");
    for (Reader& row : rows)
    {
        const std::vector<i128> spots = row.numbers("spots", spot);
        const auto moves = row.choices<market::VolatilityMove>("volatilities", volatility_names);
        const auto damp = row.number_or<std::int64_t>("dampening", market::one_e9, dampening);
        for (const i128 s : spots)
            for (const market::VolatilityMove move : moves)
            {
                const market::Scenario one{static_cast<std::int32_t>(s), move, damp};
                const bool moves_nothing = s == 0 && move == market::VolatilityMove::Same;
                if (moves_nothing && !with_same) continue;
                if (std::ranges::find(out, one) != out.end())
                    row.refuse("spots", "each scenario once: spot " + plain(s, 6) +
                                            " is there "
                                            "already");
                out.push_back(one);
            }
        row.refuse_unknown();
    }
    if (out.size() > grid_max)
        root.refuse("grid", std::to_string(out.size()) + " scenarios", "at most 64");
    return out;
}

market::VolatilityMoves read_moves(Reader& root, const market::VolatilityMoves& absent)
{
    constexpr std::int64_t day_ms = 86'400'000;
    constexpr Range days{3, 1, 3'650'000};  // thousandths of a day
    Reader in = root.table("volatility");
    market::VolatilityMoves out = absent;
    out.up_ppm = in.number_or("up", absent.up_ppm, parts(10'000'000));
    out.up_floor_ppm = in.number_or("up_floor", absent.up_floor_ppm, parts(10'000'000));
    out.down_ppm = in.number_or("down", absent.down_ppm, parts());
    out.power_short_ppm = in.number_or("power_short", absent.power_short_ppm, parts());
    out.power_long_ppm = in.number_or("power_long", absent.power_long_ppm, parts());
    if (const auto floor = in.number_if("floor_days", days))
        out.floor_ms = static_cast<std::int64_t>(*floor * (day_ms / 1'000));
    if (const auto reference = in.number_if("reference_days", days))
        out.reference_ms = static_cast<std::int64_t>(*reference * (day_ms / 1'000));
    if (out.reference_ms < out.floor_ms) in.refuse("reference_days", "at least floor_days");
    in.refuse_unknown();
    return out;
}

Result<Model, ConfigProblem> read_model(const Node& document)
{
    Findings findings;
    Reader root{findings, document, ""};
    Model out{.name = root.text("name"), .note = root.text_or("note", " ")};
    constexpr Range claim{6, 500'000, 999'900};
    if (const auto part = root.number_if("claim", claim))
        out.claim_ppm = static_cast<std::uint32_t>(*part);
    out.rules = read_rules(root);
    root.refuse_unknown();
    if (auto problem = findings.worst()) return fail(*std::move(problem));
    return out;
}

Result<Model, ConfigProblem> find_model(const std::string& name_or_file, const Node& changes)
{
    BALLAST_TRY(Node document, find_document(name_or_file));
    const Node* name = document.find("name");
    if (const Node* change = name == nullptr ? nullptr : changes.find(name->text))
    {
        if (change->kind != NodeKind::Table)
            return fail(change->place.problem("models." + name->text, change->show(), "a table"));
        lay_over(document, *change);
    }
    return read_model(document);
}

}  // namespace ballast::portfolio
