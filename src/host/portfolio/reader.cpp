// SPDX-License-Identifier: Apache-2.0
// Strict reading of a document's tables.
#include "reader.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>

namespace ballast::portfolio {
namespace {
const Node& empty_table()
{
    static const Node table{.kind = NodeKind::Table};
    return table;
}

constexpr std::string_view text_form = "text of 1 to 64 bytes without control characters";

bool is_fit(const std::string& text)
{
    return !text.empty() && text.size() <= limits::name_length &&
           std::ranges::none_of(
               text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}
}  // namespace

void Findings::wrong(const Place& where, std::string key, std::string found, std::string expected)
{
    if (!wrong_ || std::pair{where.line, where.column} < std::pair{wrong_->line, wrong_->column})
        wrong_ = where.problem(std::move(key), std::move(found), std::move(expected));
}

void Findings::missing(const Place& table, std::string key, std::string expected)
{
    if (!missing_) missing_ = table.problem(std::move(key), "no such key", std::move(expected));
}

std::optional<ConfigProblem> Findings::worst() const { return wrong_ ? wrong_ : missing_; }

Reader::Reader(Findings& findings, const Node& table, std::string path)
    : findings_{&findings}, table_{&table}, path_{std::move(path)}
{
    if (table.kind == NodeKind::Table) return;
    findings.wrong(table.place, path_, table.show(), "a table");
    table_ = &empty_table();
}

Place Reader::place_of(std::string_view key) const
{
    const Node* node = table_->find(key);
    return node == nullptr ? table_->place : node->place;
}

std::string Reader::path_of(std::string_view key) const
{
    return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

const Node* Reader::find(std::string_view key)
{
    asked_.emplace(key);
    return table_->find(key);
}

const Node* Reader::need(std::string_view key, std::string_view expected)
{
    const Node* node = find(key);
    if (node == nullptr) lack(key, std::string{expected});
    return node;
}

std::optional<i128> Reader::number_at(const Node& node, const std::string& path, const Range& range)
{
    if (node.kind == NodeKind::Number || node.kind == NodeKind::Text)
        if (const auto value = parse_number(node.text, range.digits);
            value && *value >= range.least && *value <= range.most)
            return value;
    findings_->wrong(node.place, path, node.show(), range.sentence());
    return {};
}

i128 Reader::number(std::string_view key, const Range& range)
{
    const Node* node = need(key, range.sentence());
    return node == nullptr ? 0 : number_at(*node, path_of(key), range).value_or(0);
}

std::optional<i128> Reader::number_if(std::string_view key, const Range& range)
{
    const Node* node = find(key);
    if (node == nullptr) return {};
    return number_at(*node, path_of(key), range);
}

std::vector<i128> Reader::numbers(std::string_view key, const Range& range)
{
    const std::string expected = "a list, each of it " + range.sentence();
    const Node* node = need(key, expected);
    std::vector<i128> out;
    if (node == nullptr) return out;
    if (node->kind != NodeKind::List || node->items.empty()) refuse(key, expected);
    for (std::size_t i = 0; i < node->items.size(); ++i)
        if (const auto value =
                number_at(node->items[i], path_of(key) + "[" + std::to_string(i) + "]", range))
            out.push_back(*value);
    return out;
}

std::int64_t Reader::moment(std::string_view key)
{
    const std::string expected =
        R"(a moment of 2000 to 2099 such as "2026-12-01T12:00:00Z", or a day such as "26MAR27")";
    const Node* node = need(key, expected);
    if (node == nullptr) return 0;
    if (node->kind == NodeKind::Text)
        if (const auto value = parse_moment_s(node->text)) return *value;
    refuse(key, expected);
    return 0;
}

std::string Reader::text(std::string_view key)
{
    const Node* node = need(key, text_form);
    if (node == nullptr) return {};
    if (node->kind == NodeKind::Text && is_fit(node->text)) return node->text;
    refuse(key, std::string{text_form});
    return {};
}

std::string Reader::text_or(std::string_view key, std::string_view absent)
{
    if (has(key)) return text(key);
    asked_.emplace(key);
    return std::string{absent};
}

std::vector<std::string> Reader::texts(std::string_view key)
{
    const std::string expected = "a list of texts";
    const Node* node = need(key, expected);
    std::vector<std::string> out;
    if (node == nullptr) return out;
    if (node->kind != NodeKind::List || node->items.empty()) refuse(key, expected);
    for (std::size_t i = 0; i < node->items.size(); ++i)
    {
        const Node& item = node->items[i];
        if (item.kind == NodeKind::Text && is_fit(item.text))
            out.push_back(item.text);
        else
            findings_->wrong(item.place, path_of(key) + "[" + std::to_string(i) + "]", item.show(),
                             std::string{text_form});
    }
    return out;
}

bool Reader::boolean_or(std::string_view key, bool absent)
{
    const Node* node = find(key);
    if (node == nullptr) return absent;
    if (node->kind == NodeKind::Boolean) return node->boolean;
    refuse(key, "true or false");
    return absent;
}

Reader Reader::table(std::string_view key)
{
    const Node* node = find(key);
    return {*findings_, node == nullptr ? empty_table() : *node, path_of(key)};
}

std::vector<Reader> Reader::rows(std::string_view key)
{
    const Node* node = find(key);
    std::vector<Reader> out;
    if (node == nullptr) return out;
    if (node->kind != NodeKind::List || node->items.size() > limits::config_array_items)
    {
        refuse(key, "a list of at most " + std::to_string(limits::config_array_items) + " tables");
        return out;
    }
    for (std::size_t i = 0; i < node->items.size(); ++i)
        out.emplace_back(*findings_, node->items[i], path_of(key) + "[" + std::to_string(i) + "]");
    return out;
}

std::vector<std::pair<std::string, Reader>> Reader::named(std::string_view key)
{
    const Node* node = find(key);
    std::vector<std::pair<std::string, Reader>> out;
    if (node == nullptr) return out;
    if (node->kind != NodeKind::Table) refuse(key, "a table of tables");
    for (const auto& [name, value] : node->members)
    {
        if (!is_fit(name))
            findings_->wrong(value.place, path_of(key),
                             "a key that is empty, too long or not "
                             "printable",
                             std::string{text_form});
        out.emplace_back(name, Reader{*findings_, value, path_of(key) + "." + name});
    }
    return out;
}

std::vector<std::pair<std::string, i128>> Reader::named_numbers(std::string_view key,
                                                                const Range& range)
{
    const Node* node = find(key);
    std::vector<std::pair<std::string, i128>> out;
    if (node == nullptr) return out;
    if (node->kind != NodeKind::Table) refuse(key, "a table of numbers");
    for (const auto& [name, value] : node->members)
        if (const auto number = number_at(value, path_of(key) + "." + name, range))
            out.emplace_back(name, *number);
    return out;
}

const Node* Reader::raw(std::string_view key) { return find(key); }

void Reader::refuse(std::string_view key, std::string expected)
{
    const Node* node = table_->find(key);
    if (node == nullptr) return lack(key, std::move(expected));
    findings_->wrong(node->place, path_of(key), node->show(), std::move(expected));
}

void Reader::refuse(std::string_view key, std::string found, std::string expected)
{
    findings_->wrong(place_of(key), path_of(key), std::move(found), std::move(expected));
}

void Reader::lack(std::string_view key, std::string expected)
{
    findings_->missing(table_->place, path_of(key), std::move(expected));
}

void Reader::refuse_unknown()
{
    std::string known;
    for (const std::string& key : asked_) known += (known.empty() ? "" : ", ") + key;
    for (const auto& [key, value] : table_->members)
        if (!asked_.contains(key))
            findings_->wrong(value.place, path_of(key), "an unknown key", "one of: " + known);
}

}  // namespace ballast::portfolio
