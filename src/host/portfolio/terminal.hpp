// SPDX-License-Identifier: Apache-2.0
// Columns, bars and colours of a terminal. Internal to this module.
#pragma once
#include <ballast/numeric/int128.hpp>
#include <ballast/portfolio/report_text.hpp>

namespace ballast::portfolio {

enum class Ink : std::uint8_t
{
    Plain,
    Bold,
    Faint,
    Good,
    Bad,
};

[[nodiscard]] std::string painted(std::string text, Ink ink, const Style& style);
/// Text in `width` places; a character of UTF-8 is one. Too long is cut, with a dot at its end.
[[nodiscard]] std::string left(const std::string& text, std::size_t width);
[[nodiscard]] std::string right(const std::string& text, std::size_t width);
/// A bar of `part` of `whole` in `width` places, eighths of a place told apart.
[[nodiscard]] std::string bar(i128 part, i128 whole, std::size_t width);
/// A background by how much of `largest` a gain or a loss is; 0 to 5 shades.
[[nodiscard]] std::string shaded(const std::string& text, i128 pnl, i128 largest,
                                 const Style& style);

}  // namespace ballast::portfolio
