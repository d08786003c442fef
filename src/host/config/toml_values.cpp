// SPDX-License-Identifier: Apache-2.0
// Strict reading of TOML: texts with a meaning of their own, which are amounts, parts per million,
// hex, addresses, URLs and listening addresses.
#include <algorithm>
#include <ballast/crypto/keccak256.hpp>
#include <charconv>

#include "toml_reader.hpp"

namespace ballast::config {
namespace {
constexpr std::size_t text_max = 512;

std::string_view trim(std::string_view text)
{
    while (text.ends_with(' ')) text.remove_suffix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    return text;
}

/// EIP-55: in a text of both cases, the case of each letter says a bit of the hash of the
/// lower-case text.
bool has_right_checksum(std::string_view digits)
{
    const bool lower =
        std::any_of(digits.begin(), digits.end(), [](char c) { return c >= 'a' && c <= 'f'; });
    const bool upper =
        std::any_of(digits.begin(), digits.end(), [](char c) { return c >= 'A' && c <= 'F'; });
    if (!lower || !upper) return true;
    std::string small{digits};
    for (char& c : small)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const Bytes32 hash = crypto::keccak256(as_bytes(small));
    for (std::size_t i = 0; i < digits.size(); ++i)
    {
        if (small[i] <= '9') continue;
        const unsigned byte = hash.bytes[i / 2];
        const unsigned nibble = (byte >> (i % 2 == 0 ? 4U : 0U)) & 0xFU;
        const bool is_upper = digits[i] != small[i];
        if (is_upper != (nibble >= 8)) return false;
    }
    return true;
}

/// The 20 bytes of an EVM address in text, or what was expected.
Result<Bytes20, std::string> parse_evm_address(std::string_view text)
{
    const std::string form = "an address: 0x and 40 hex digits";
    if (!text.starts_with("0x")) return fail(form);
    const auto bytes = parse_hex_fixed<20>(text);
    if (!bytes) return fail(form);
    if (!has_right_checksum(text.substr(2)))
        return fail(form + ", in mixed case only with the right EIP-55 checksum");
    if (bytes->is_zero()) return fail(form + ", not all zero");
    return *bytes;
}

bool is_url(std::string_view text, std::span<const std::string_view> schemes)
{
    if (text.size() > text_max) return false;
    const auto plain = [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\'; };
    return std::all_of(text.begin(), text.end(), plain) &&
           std::any_of(schemes.begin(), schemes.end(), [&](std::string_view scheme) {
               return text.starts_with(scheme) && text.size() > scheme.size() &&
                      text[scheme.size()] != '/';
           });
}

std::string url_form(std::span<const std::string_view> schemes)
{
    std::string out = "a URL that begins with";
    for (std::size_t i = 0; i < schemes.size(); ++i)
        out += (i == 0 ? " " : " or ") + std::string{schemes[i]};
    return out;
}

}  // namespace

std::string ListenAddress::text() const
{
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<ListenAddress> parse_listen_address(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || colon == 0 || text.size() > text_max) return {};
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']') && host.size() > 2)
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != host.npos)
        return {};
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '.' || c == '-' || c == ':';
    };
    if (host.empty() || !std::all_of(host.begin(), host.end(), allowed)) return {};
    ListenAddress out{.host = std::string{host}};
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return {};
    return out;
}

std::uint32_t TableReader::ppm(std::string_view key)
{
    constexpr i128 most = std::numeric_limits<std::uint32_t>::max();
    const std::string expected =
        R"(parts per million: an integer such as 28400, or a percentage such as "2.84 %")";
    const toml::node* node = need(key, expected);
    if (node == nullptr) return 0;
    if (const auto* number = node->as_integer();
        number != nullptr && number->get() >= 0 && number->get() <= most)
        return static_cast<std::uint32_t>(number->get());
    if (const auto* text = node->as_string())
    {
        std::string_view digits = trim(text->get());
        if (digits.ends_with('%'))
        {
            digits.remove_suffix(1);
            const auto value = parse_decimal_scaled(trim(digits), 4);
            if (value && *value >= 0 && *value <= most) return static_cast<std::uint32_t>(*value);
        }
    }
    wrong(*node, path_of(key), expected + ", at most 4 decimals");
    return 0;
}

i128 TableReader::amount(std::string_view key, unsigned digits)
{
    const std::string expected = R"(a decimal text in whole units such as "12.5", at most )" +
                                 std::to_string(digits) + " decimals, 0 or more";
    const auto text = string_at(key, expected);
    if (!text) return 0;
    const auto value = parse_decimal_scaled(*text, digits);
    if (value && *value >= 0 && !text->starts_with('-')) return *value;
    refuse(key, expected);
    return 0;
}

std::optional<Bytes> TableReader::hex_of(std::string_view key, std::size_t size)
{
    const std::string expected = "0x and " + std::to_string(2 * size) + " hex digits";
    const auto text = string_at(key, expected);
    if (!text) return {};
    if (text->starts_with("0x"))
        if (auto bytes = parse_hex(*text); bytes && bytes->size() == size) return *std::move(bytes);
    refuse(key, expected);
    return {};
}

Bytes20 TableReader::key_address(std::string_view key)
{
    const auto text = string_at(key, "an address: 0x and 40 hex digits");
    if (!text) return {};
    const auto bytes = parse_evm_address(*text);
    if (bytes) return *bytes;
    refuse(key, bytes.error());
    return {};
}

Address TableReader::address(std::string_view key)
{
    const toml::node* node = table_->get(key);
    const auto* text = node == nullptr ? nullptr : node->as_string();
    constexpr std::size_t long_form = 2 + 64;
    if (text != nullptr && text->get().size() == long_form) return {bytes<32>(key)};
    return Address::from_evm(key_address(key));
}

std::vector<Bytes20> TableReader::key_addresses(std::string_view key)
{
    std::vector<Bytes20> out;
    const toml::array* array = array_at(key, "an array of at least one address", 1);
    if (array == nullptr) return out;
    for (std::size_t i = 0; i < array->size(); ++i)
    {
        const toml::node& node = *array->get(i);
        const auto* text = node.as_string();
        const auto bytes = parse_evm_address(text == nullptr ? "" : text->get());
        if (bytes)
            out.push_back(*bytes);
        else
            wrong(node, path_of(key) + "[" + std::to_string(i) + "]", bytes.error());
    }
    return out;
}

std::vector<std::int64_t> TableReader::integers(std::string_view key, std::int64_t least,
                                                std::int64_t most)
{
    std::vector<std::int64_t> out;
    const std::string expected =
        "an integer from " + std::to_string(least) + " to " + std::to_string(most);
    const toml::array* array = array_at(key, "an array of at least one integer", 1);
    if (array == nullptr) return out;
    for (std::size_t i = 0; i < array->size(); ++i)
    {
        const toml::node& node = *array->get(i);
        const auto* value = node.as_integer();
        if (value != nullptr && value->get() >= least && value->get() <= most)
            out.push_back(value->get());
        else
            wrong(node, path_of(key) + "[" + std::to_string(i) + "]", expected);
    }
    return out;
}

ListenAddress TableReader::listen_or(std::string_view key, std::string_view absent)
{
    if (!has(key))
    {
        asked_.emplace(key);
        return parse_listen_address(absent).value_or(ListenAddress{});
    }
    const std::string expected = R"(host and port such as "127.0.0.1:7400")";
    const auto text = string_at(key, expected);
    if (!text) return {};
    if (auto address = parse_listen_address(*text)) return *std::move(address);
    refuse(key, expected);
    return {};
}

std::string TableReader::url(std::string_view key, std::span<const std::string_view> schemes)
{
    auto text = string_at(key, url_form(schemes));
    if (text && is_url(*text, schemes)) return *std::move(text);
    if (text) refuse(key, url_form(schemes));
    return {};
}

std::vector<std::string> TableReader::urls(std::string_view key,
                                           std::span<const std::string_view> schemes,
                                           std::size_t count_min)
{
    std::vector<std::string> out;
    const toml::array* array =
        array_at(key, "an array of at least " + std::to_string(count_min) + " URLs", count_min);
    if (array == nullptr) return out;
    for (std::size_t i = 0; i < array->size(); ++i)
    {
        const toml::node& node = *array->get(i);
        const auto* text = node.as_string();
        if (text != nullptr && is_url(text->get(), schemes))
            out.push_back(text->get());
        else
            wrong(node, path_of(key) + "[" + std::to_string(i) + "]", url_form(schemes));
    }
    return out;
}

}  // namespace ballast::config
