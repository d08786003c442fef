// SPDX-License-Identifier: Apache-2.0
// Reads fields of the hub's JSON answers by their path ("margin.equity_usd", "balances.0.asset"),
// and says which one is missing. Leaves out anything that is not needed of JSON here.
#pragma once
#include <ballast/demo/failure.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <string_view>

namespace ballast::demo {

/// The value at a path of names and indices with dots between them, or nullptr.
[[nodiscard]] const boost::json::value* find(const boost::json::value& in, std::string_view path);
/// The text at a path; numbers as their decimals, null and what is missing as an empty text.
[[nodiscard]] std::string text_at(const boost::json::value& in, std::string_view path);
/// The integer at a path, which may be a number or a decimal text.
[[nodiscard]] Answer<i128> integer_at(const boost::json::value& in, std::string_view path);
/// True when the value is `true`.
[[nodiscard]] bool is_true_at(const boost::json::value& in, std::string_view path);
/// The elements at a path; none where there is no array.
[[nodiscard]] std::span<const boost::json::value> items_at(const boost::json::value& in,
                                                           std::string_view path);
/// The document of a text, bounded in depth.
[[nodiscard]] Answer<boost::json::value> parse(std::string_view text);

}  // namespace ballast::demo
