// SPDX-License-Identifier: Apache-2.0
// A file that a person wrote, as values that know where they stand: TOML or JSON, one tree for
// both. Numbers stay text, so that no digit is lost before a reader has said how many it wants.
// Leaves out what the keys mean (reader.hpp).
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/config/config_problem.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ballast::portfolio {

using config::ConfigProblem;

enum class NodeKind : std::uint8_t
{
    Null,
    Boolean,
    Number,  ///< `text` as written: digits, perhaps an exponent, or nan and inf of TOML
    Text,    ///< also TOML's dates and times, in RFC 3339
    List,
    Table,
};

/// Where something stands.
struct Place
{
    std::shared_ptr<const std::string> file;
    std::uint32_t line{};
    std::uint32_t column{};

    /// A problem with what stands there.
    [[nodiscard]] ConfigProblem problem(std::string key, std::string found,
                                        std::string expected) const;
};

struct Member;

struct Node
{
    NodeKind kind{NodeKind::Null};
    Place place;
    bool boolean{};
    std::string text;
    std::vector<Node> items;
    std::vector<Member> members;  ///< no key twice

    [[nodiscard]] const Node* find(std::string_view key) const;
    [[nodiscard]] Node* find(std::string_view key);
    /// The value as a file has it, shortened to a line: for "found ...".
    [[nodiscard]] std::string show() const;
};

struct Member
{
    std::string key;
    Node value;
};

/// Deepest nesting of a document.
inline constexpr std::size_t depth_max = 16;

/// The table of a text: JSON where its first character is a brace, otherwise TOML.
[[nodiscard]] Result<Node, ConfigProblem> parse_document(std::string_view text,
                                                         std::string_view file);
/// As parse_document, from a file of at most limits::config_file_size bytes.
[[nodiscard]] Result<Node, ConfigProblem> read_document(const std::filesystem::path& file);

/// `over` laid on `base`, table by table: what `over` names replaces what stood there, other keys
/// stay. Lists are replaced whole.
void lay_over(Node& base, const Node& over);

/// The JSON half of parse_document.
[[nodiscard]] Result<Node, ConfigProblem> parse_json_document(std::string_view text,
                                                              std::string_view file);

}  // namespace ballast::portfolio
