// SPDX-License-Identifier: Apache-2.0
// The tree, and TOML into it.
#include "document.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <ballast/base/limits.hpp>
#include <ballast/config/text_file.hpp>
#include <charconv>
#include <cmath>
#include <sstream>

namespace ballast::portfolio {
namespace {
constexpr std::size_t shown_max = 60;

std::string_view noun_of(NodeKind kind)
{
    switch (kind)
    {
        case NodeKind::Null:
            return "null";
        case NodeKind::Boolean:
            return "true or false";
        case NodeKind::Number:
            return "a number";
        case NodeKind::Text:
            return "text";
        case NodeKind::List:
            return "a list";
        case NodeKind::Table:
            return "a table";
    }
    return "nothing";
}

/// The shortest decimal text that gives the same number back, without an exponent.
std::string text_of(double value)
{
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    std::array<char, 400> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                            std::chars_format::fixed);
    return error == std::errc{} ? std::string{buffer.data(), end} : "nan";
}

class TomlTree
{
public:
    explicit TomlTree(std::string_view file) : file_{std::make_shared<const std::string>(file)} {}

    Node node_of(const toml::node& from, std::size_t depth = 0)
    {
        Node out;
        out.place = {file_, from.source().begin.line, from.source().begin.column};
        if (depth > depth_max) too_deep_ = too_deep_.value_or(out.place);
        if (too_deep_) return out;
        if (const auto* table = from.as_table())
        {
            out.kind = NodeKind::Table;
            for (const auto& [key, value] : *table)
                out.members.emplace_back(std::string{key.str()}, node_of(value, depth + 1));
        }
        else if (const auto* list = from.as_array())
        {
            out.kind = NodeKind::List;
            for (const toml::node& item : *list) out.items.push_back(node_of(item, depth + 1));
        }
        else
            take_value(from, out);
        return out;
    }

    [[nodiscard]] const std::optional<Place>& too_deep() const { return too_deep_; }

private:
    static void take_value(const toml::node& from, Node& out)
    {
        if (const auto* text = from.as_string())
        {
            out.kind = NodeKind::Text;
            out.text = text->get();
        }
        else if (const auto* whole = from.as_integer())
        {
            out.kind = NodeKind::Number;
            out.text = std::to_string(whole->get());
        }
        else if (const auto* number = from.as_floating_point())
        {
            out.kind = NodeKind::Number;
            out.text = text_of(number->get());
        }
        else if (const auto* boolean = from.as_boolean())
        {
            out.kind = NodeKind::Boolean;
            out.boolean = boolean->get();
        }
        else
        {
            std::ostringstream moment_text;
            if (const auto* moment = from.as_date_time()) moment_text << moment->get();
            if (const auto* date = from.as_date()) moment_text << date->get();
            if (const auto* time = from.as_time()) moment_text << time->get();
            out.kind = NodeKind::Text;
            out.text = std::move(moment_text).str();
        }
    }

    std::shared_ptr<const std::string> file_;
    std::optional<Place> too_deep_;
};

Result<Node, ConfigProblem> parse_toml_document(std::string_view text, std::string_view file)
{
    try
    {
        const toml::table table = toml::parse(text);
        TomlTree tree{file};
        Node out = tree.node_of(table);
        if (const std::optional<Place>& deep = tree.too_deep())
            return fail(deep->problem("", "more than 16 levels", "fewer"));
        return out;
    } catch (const toml::parse_error& error)
    {
        std::string what{error.description()};
        return fail(ConfigProblem{.file = std::string{file},
                                  .line = error.source().begin.line,
                                  .column = error.source().begin.column,
                                  .found = what.empty() ? "something else" : std::move(what),
                                  .expected = "TOML 1.0, or JSON in braces"});
    }
}
}  // namespace

ConfigProblem Place::problem(std::string key, std::string found, std::string expected) const
{
    return {.file = file ? *file : std::string{},
            .line = line,
            .column = column,
            .key = std::move(key),
            .found = std::move(found),
            .expected = std::move(expected)};
}

const Node* Node::find(std::string_view key) const
{
    const auto at = std::ranges::find(members, key, &Member::key);
    return at == members.end() ? nullptr : &at->value;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

std::string Node::show() const
{
    std::string line{noun_of(kind)};
    if (kind == NodeKind::Number) line = text;
    if (kind == NodeKind::Boolean) line = boolean ? "true" : "false";
    if (kind == NodeKind::Text) line = '"' + text + '"';
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    if (line.size() > shown_max) line = line.substr(0, shown_max) + "…";
    return line;
}

Result<Node, ConfigProblem> parse_document(std::string_view text, std::string_view file)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != text.npos && (text[first] == '{' || text.substr(first).starts_with("[{")))
        return parse_json_document(text, file);
    return parse_toml_document(text, file);
}

Result<Node, ConfigProblem> read_document(const std::filesystem::path& file)
{
    BALLAST_TRY(const std::string text, config::read_text_file(file, limits::config_file_size));
    return parse_document(text, file.string());
}

void lay_over(Node& base, const Node& over)
{
    for (const auto& [key, value] : over.members)
    {
        Node* at = base.find(key);
        if (at == nullptr)
            base.members.emplace_back(key, value);
        else if (at->kind == NodeKind::Table && value.kind == NodeKind::Table)
            lay_over(*at, value);
        else
            *at = value;
    }
}

}  // namespace ballast::portfolio
