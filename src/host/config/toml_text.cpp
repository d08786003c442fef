// SPDX-License-Identifier: Apache-2.0
// Texts of TOML values.
#include "toml_text.hpp"

#include <ballast/base/hex.hpp>

namespace ballast::config {
namespace {
constexpr std::size_t comment_column = 40;
}  // namespace

std::string quote(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text)
    {
        const auto byte = static_cast<std::uint8_t>(c);
        if (c == '"' || c == '\\')
            out += '\\', out += c;
        else if (byte < 0x20 || byte == 0x7F)
            out += "\\u00" + to_hex(BytesView{&byte, 1});
        else
            out += c;
    }
    return out + '"';
}

std::string quote_hex(BytesView bytes) { return '"' + to_hex_0x(bytes) + '"'; }

std::string quote_address(const Address& address)
{
    return address.is_evm() ? quote_hex(address.evm().view()) : quote_hex(address.value.view());
}

std::string quote_amount(i128 value, unsigned digits)
{
    std::string text = to_decimal_scaled(value, digits);
    if (digits > 0)
    {
        while (text.ends_with('0')) text.pop_back();
        if (text.ends_with('.')) text.pop_back();
    }
    return '"' + text + '"';
}

std::string quote_ppm(std::uint32_t ppm)
{
    std::string text = quote_amount(ppm, 4);
    text.insert(text.size() - 1, " %");
    return text;
}

std::string quote_all(std::span<const std::string> texts)
{
    std::string out = "[";
    for (const std::string& text : texts) out += (out.size() > 1 ? ", " : "") + quote(text);
    return out + "]";
}

std::string quote_keys(std::span<const Bytes20> keys)
{
    std::string out = "[\n";
    for (const Bytes20& key : keys) out += "    " + quote_hex(key.view()) + ",\n";
    return out + "]";
}

TomlWriter& TomlWriter::note(std::string_view text)
{
    if (!text.empty()) out_.append("# ").append(text);
    out_ += '\n';
    return *this;
}

TomlWriter& TomlWriter::heading(std::string_view text)
{
    out_.append("\n").append(text).append("\n");
    return *this;
}

TomlWriter& TomlWriter::line(std::string_view key, std::string_view value, std::string_view comment)
{
    std::string line = std::string{key} + " = " + std::string{value};
    if (!comment.empty())
    {
        line.resize(std::max(line.size() + 1, comment_column), ' ');
        line.append("# ").append(comment);
    }
    out_ += line + '\n';
    return *this;
}

}  // namespace ballast::config
