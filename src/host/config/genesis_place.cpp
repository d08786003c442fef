// SPDX-License-Identifier: Apache-2.0
// From the path of a field in Genesis to a node of the document: the text form drops a field's unit
// of the machine
// (`lot_e18` is written `lot`) and spells some tables differently.
#include "genesis_place.hpp"

#include <charconv>

#include "toml_reader.hpp"

namespace ballast::config {
namespace {
/// Fields whose place in the text is not that of the struct.
std::string text_path(std::string_view field)
{
    std::string path{field.substr(0, field.find_first_of(", "))};
    if (path == "operators_needed") return "operators.needed";
    if (path == "guardians.rule") return "guardians.keys";
    if (const auto at = path.find("margin_class"); at != path.npos)
        path.erase(at, std::string_view{"margin_"}.size());
    if (const auto at = path.find(".signers"); at != path.npos)
        path.erase(at, std::string_view{".signers"}.size());
    return path;
}

const toml::node* find_key(const toml::table& table, std::string_view name)
{
    if (const toml::node* node = table.get(name)) return node;
    for (const std::string_view unit : {"_e6", "_e8", "_e18"})
        if (name.ends_with(unit))
            if (const auto* node = table.get(name.substr(0, name.size() - unit.size())))
                return node;
    for (const auto& [key, value] : table)  // "cap" stands for cap_usd
        if (key.str().starts_with(name)) return &value;
    return nullptr;
}

/// The node one step below: `name` in a table, or `name[i]` in an array of one.
const toml::node* step(const toml::node& from, std::string_view part)
{
    const toml::table* table = from.as_table();
    if (table == nullptr) return nullptr;
    const std::size_t bracket = part.find('[');
    const toml::node* node = find_key(*table, part.substr(0, bracket));
    if (node == nullptr || bracket == part.npos) return node;
    const toml::array* array = node->as_array();
    std::size_t index = 0;
    const std::string_view digits = part.substr(bracket + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), index);
    return array == nullptr || index >= array->size() ? node : array->get(index);
}
}  // namespace

ConfigProblem place_problem(const toml::table& root, const GenesisProblem& problem,
                            std::string_view file)
{
    const std::string path = text_path(problem.field);
    const toml::node* node = &root;
    std::string_view left = path;
    while (!left.empty())
    {
        const std::string_view part = left.substr(0, left.find('.'));
        const toml::node* next = step(*node, part);
        if (next == nullptr) break;
        node = next;
        left.remove_prefix(part.size() + (part.size() < left.size() ? 1 : 0));
    }
    const toml::source_position place = node->source().begin;
    return {.file = std::string{file},
            .line = place.line,
            .column = place.column,
            .key = problem.field,
            .found = show(*node),
            .expected = problem.expected};
}

}  // namespace ballast::config
