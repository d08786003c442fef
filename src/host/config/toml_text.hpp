// SPDX-License-Identifier: Apache-2.0
// Writes TOML: the texts of single values, so that a person's file and a generated one look alike.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/numeric/int128.hpp>
#include <span>
#include <string>
#include <string_view>

namespace ballast::config {

/// A basic string with its quotes, control characters escaped.
[[nodiscard]] std::string quote(std::string_view text);
/// Quoted hex with 0x.
[[nodiscard]] std::string quote_hex(BytesView bytes);
/// An EVM address as 20 bytes, anything else as 32.
[[nodiscard]] std::string quote_address(const Address& address);
/// value / 10^digits without trailing zeros, quoted: (12500000, 6) -> "12.5".
[[nodiscard]] std::string quote_amount(i128 value, unsigned digits);
/// Parts per million as a quoted percentage: 28400 -> "2.84 %".
[[nodiscard]] std::string quote_ppm(std::uint32_t ppm);
/// An array of quoted texts on one line.
[[nodiscard]] std::string quote_all(std::span<const std::string> texts);
/// An array of addresses, one a line.
[[nodiscard]] std::string quote_keys(std::span<const Bytes20> keys);

/// Lines of `key = value`, with a comment behind where one is given.
class TomlWriter
{
public:
    /// A comment line of its own; an empty one is an empty line.
    TomlWriter& note(std::string_view text);
    /// A table's heading with an empty line before it.
    TomlWriter& heading(std::string_view text);
    TomlWriter& line(std::string_view key, std::string_view value, std::string_view comment = {});
    [[nodiscard]] std::string text() && { return std::move(out_); }

private:
    std::string out_;
};

}  // namespace ballast::config
