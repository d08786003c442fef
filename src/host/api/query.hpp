// SPDX-License-Identifier: Apache-2.0
// The query of a target, strictly: known names, each once, plain characters.
#pragma once
#include <ballast/api/api_error.hpp>
#include <span>

namespace ballast::api {

/// Names and values of a query, in order.
class Query
{
public:
    /// Refuses names outside `allowed`, repeated ones, and characters beside A-Z a-z 0-9 . _ -
    [[nodiscard]] static ApiResult<Query> parse(std::string_view text,
                                                std::span<const std::string_view> allowed);
    /// The value, or nothing.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// A number of 0 to `most`, `otherwise` where the name is absent.
    [[nodiscard]] ApiResult<std::uint64_t> number(std::string_view name, std::uint64_t otherwise,
                                                  std::uint64_t most) const;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// Of a route that takes no query.
[[nodiscard]] ApiResult<void> refuse_query(std::string_view text);

/// Digits only, 0 to `most`.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most);

/// The account of a path: 32 bytes in hex, or an owner's 20 bytes for its subaccount 0.
[[nodiscard]] ApiResult<AccountId> parse_account(std::string_view text);

}  // namespace ballast::api
