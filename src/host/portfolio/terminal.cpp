// SPDX-License-Identifier: Apache-2.0
// Places, bars of eighths, shades.
#include "terminal.hpp"

#include <algorithm>
#include <array>

namespace ballast::portfolio {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t places_of(const std::string& text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string cut(const std::string& text, std::size_t width)
{
    if (places_of(text) <= width) return text;
    std::string out;
    std::size_t places = 0;
    for (const char c : text)
    {
        if (!continues(c) && ++places == width) break;
        out += c;
    }
    return out + "…";
}

i128 magnitude_of(i128 value) { return value < 0 ? -value : value; }

}  // namespace

std::string painted(std::string text, Ink ink, const Style& style)
{
    constexpr std::array<const char*, 5> codes = {"", "\033[1m", "\033[2m", "\033[32m", "\033[31m"};
    if (!style.colours || ink == Ink::Plain) return text;
    return codes[static_cast<std::size_t>(ink)] + std::move(text) + "\033[0m";
}

std::string left(const std::string& text, std::size_t width)
{
    const std::string fit = cut(text, width);
    return fit + std::string(width - places_of(fit), ' ');
}

std::string right(const std::string& text, std::size_t width)
{
    const std::string fit = cut(text, width);
    return std::string(width - places_of(fit), ' ') + fit;
}

std::string bar(i128 part, i128 whole, std::size_t width)
{
    constexpr std::array<const char*, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const i128 length = static_cast<i128>(width) * 8;
    i128 filled = whole <= 0 ? (part > 0 ? length : 0) : part * length / whole;
    filled = std::clamp<i128>(filled, part > 0 ? 1 : 0, length);
    std::string out;
    for (i128 i = 0; i < filled / 8; ++i) out += "█";
    out += eighths[static_cast<std::size_t>(filled % 8)];
    return left(out, width);
}

std::string shaded(const std::string& text, i128 pnl, i128 largest, const Style& style)
{
    if (!style.colours || largest <= 0 || pnl == 0) return text;
    // Of the palette of 256: from pale to strong, white letters where it is dark.
    constexpr std::array<int, 5> losses = {224, 217, 210, 203, 160};
    constexpr std::array<int, 5> gains = {194, 157, 120, 77, 34};
    const auto shade =
        static_cast<std::size_t>(std::clamp<i128>(magnitude_of(pnl) * 5 / largest, 0, 4));
    const int colour = pnl < 0 ? losses[shade] : gains[shade];
    // The blanks before it have a run of their own: what draws terminals may drop them otherwise.
    const std::string background = "\033[48;5;" + std::to_string(colour);
    const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    return background + "m" + std::string(blanks, ' ') + background + ";38;5;" +
           (shade == 4 ? "231" : "16") + "m" + text.substr(blanks) + "\033[0m";
}

}  // namespace ballast::portfolio
