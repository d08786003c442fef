// SPDX-License-Identifier: Apache-2.0
// JSON into the tree. The library's parser is fed one character at a time, so that every value
// knows its line.
#include <array>
#include <ballast/base/limits.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include "document.hpp"

namespace ballast::portfolio {
namespace {
namespace json = boost::json;
using Code = json::error_code;

enum class Refusal : std::uint8_t
{
    None,
    TwiceTheSameKey,
    Comment,
};

/// Builds the tree from what the parser finds; false ends the parser.
class TreeBuilder
{
public:
    constexpr static std::size_t max_object_size = limits::config_array_items;
    constexpr static std::size_t max_array_size = limits::config_array_items;
    constexpr static std::size_t max_key_size = 4096;
    constexpr static std::size_t max_string_size = 4096;

    explicit TreeBuilder(std::string_view file) : file_{std::make_shared<const std::string>(file)}
    {}

    void next(char c)
    {
        column_ = c == '\n' ? 0 : column_ + 1;
        line_ += c == '\n' ? 1U : 0U;
    }
    [[nodiscard]] Place here() const { return {file_, line_, std::max(1U, column_)}; }
    [[nodiscard]] Node& root() { return root_; }
    [[nodiscard]] Refusal refusal() const { return refusal_; }
    [[nodiscard]] const std::string& key() const { return key_; }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return open(NodeKind::Table); }
    bool on_object_end(std::size_t, Code&) { return close(); }
    bool on_array_begin(Code&) { return open(NodeKind::List); }
    bool on_array_end(std::size_t, Code&) { return close(); }
    bool on_key_part(json::string_view part, std::size_t, Code&) { return more(part); }
    bool on_key(json::string_view part, std::size_t, Code& code)
    {
        more(part);
        key_ = take();
        if (open_.back()->find(key_) == nullptr) return true;
        return stop(Refusal::TwiceTheSameKey, code);
    }
    bool on_string_part(json::string_view part, std::size_t, Code&) { return more(part); }
    bool on_string(json::string_view part, std::size_t, Code&)
    {
        more(part);
        Node node{.kind = NodeKind::Text, .place = start_};
        node.text = take();
        return put(std::move(node));
    }
    bool on_number_part(json::string_view part, Code&) { return more(part); }
    bool on_int64(std::int64_t, json::string_view part, Code&) { return number(part); }
    bool on_uint64(std::uint64_t, json::string_view part, Code&) { return number(part); }
    bool on_double(double, json::string_view part, Code&) { return number(part); }
    bool on_bool(bool value, Code&)
    {
        Node node{.kind = NodeKind::Boolean, .place = here()};
        node.boolean = value;
        return put(std::move(node));
    }
    bool on_null(Code&) { return put(Node{.place = here()}); }
    bool on_comment_part(json::string_view, Code& code) { return stop(Refusal::Comment, code); }
    bool on_comment(json::string_view, Code& code) { return stop(Refusal::Comment, code); }

private:
    bool more(json::string_view part)
    {
        if (part_.empty()) start_ = here();
        part_.append(part.data(), part.size());
        return true;
    }
    std::string take() { return std::exchange(part_, {}); }
    bool number(json::string_view part)
    {
        more(part);
        Node node{.kind = NodeKind::Number, .place = start_};
        node.text = take();
        return put(std::move(node));
    }
    Node& place_of_next()
    {
        if (open_.empty()) return root_;
        Node& top = *open_.back();
        if (top.kind == NodeKind::List) return top.items.emplace_back();
        return top.members.emplace_back(std::move(key_), Node{}).value;
    }
    bool put(Node node)
    {
        place_of_next() = std::move(node);
        return true;
    }
    bool open(NodeKind kind)
    {
        // A node's address holds while it is open: what grows is below it.
        Node& node = place_of_next();
        node.kind = kind;
        node.place = here();
        open_.push_back(&node);
        return true;
    }
    bool close()
    {
        open_.pop_back();
        return true;
    }
    bool stop(Refusal refusal, Code& code)
    {
        refusal_ = refusal;
        code = json::error::syntax;
        return false;
    }

    std::shared_ptr<const std::string> file_;
    std::uint32_t line_{1};
    std::uint32_t column_{};
    Place start_;
    std::string part_;
    std::string key_;
    Node root_;
    std::vector<Node*> open_;
    Refusal refusal_{};
};

ConfigProblem problem_of(TreeBuilder& builder, const Code& error)
{
    switch (builder.refusal())
    {
        case Refusal::TwiceTheSameKey:
            return builder.here().problem(builder.key(), "a second key of this name", "one");
        case Refusal::Comment:
            return builder.here().problem("", "a comment", "JSON without comments");
        case Refusal::None:
            break;
    }
    if (error == json::error::too_deep)
        return builder.here().problem("", "more than 16 levels", "fewer");
    return builder.here().problem("", error.message(), "JSON");
}
}  // namespace

Result<Node, ConfigProblem> parse_json_document(std::string_view text, std::string_view file)
{
    json::parse_options options;
    options.max_depth = depth_max;
    json::basic_parser<TreeBuilder> parser{options, file};
    TreeBuilder& builder = parser.handler();
    Code error;
    for (const char c : text)
    {
        builder.next(c);
        parser.write_some(true, &c, 1, error);
        if (error) return fail(problem_of(builder, error));
    }
    parser.write_some(false, nullptr, 0, error);
    if (error) return fail(problem_of(builder, error));
    if (builder.root().kind != NodeKind::Table)
        return fail(builder.root().place.problem("", builder.root().show(), "an object in braces"));
    return std::move(builder.root());
}

}  // namespace ballast::portfolio
