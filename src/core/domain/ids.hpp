// SPDX-License-Identifier: Apache-2.0
// Identifiers as types: 32 bytes outside, dense u32 inside (by first appearance). Leaves out what
// they name.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/hex.hpp>
#include <ballast/numeric/int128.hpp>
#include <compare>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>

namespace ballast {

/// A number that only compares with its own kind. Value 0 is an ordinary value unless the kind says
/// otherwise.
template <class Tag, std::unsigned_integral T>
struct StrongNumber
{
    T value{};
    using value_type = T;
    constexpr auto operator<=>(const StrongNumber&) const = default;
};

/// The chain's number in the deployment's registry, 1 to 0xBA10 (not the EIP-155 id).
using ChainId = StrongNumber<struct ChainTag, std::uint16_t>;
/// Position of a command in the journal; the genesis record is 0.
using Sequence = StrongNumber<struct SequenceTag, std::uint64_t>;
/// A hub's reign; every start of a hub opens a new one.
using Term = StrongNumber<struct TermTag, std::uint64_t>;
/// Unique in the deployment, single use, from 1.
using OrderId = StrongNumber<struct OrderTag, std::uint64_t>;
/// Of a liquidation, unique in the deployment, from 1.
using LiquidationId = StrongNumber<struct LiquidationTag, std::uint64_t>;
/// Dense indices inside the state: a row of the table of that name.
using AccountIndex = StrongNumber<struct AccountIndexTag, std::uint32_t>;
using AssetIndex = StrongNumber<struct AssetIndexTag, std::uint32_t>;
using TokenIndex = StrongNumber<struct TokenIndexTag, std::uint32_t>;
using InstrumentIndex = StrongNumber<struct InstrumentIndexTag, std::uint32_t>;
using FeedIndex = StrongNumber<struct FeedIndexTag, std::uint32_t>;

/// The registry number under which the hub itself speaks (wire.md §2).
inline constexpr ChainId hub_chain{0xBA11};
inline constexpr ChainId last_chain{0xBA10};

/// An address on any chain: 32 bytes, an EVM address left-padded with zeros.
struct Address
{
    Bytes32 value;
    constexpr auto operator<=>(const Address&) const = default;
    [[nodiscard]] constexpr bool is_zero() const { return value.is_zero(); }
    /// The EVM address in the last 20 bytes.
    [[nodiscard]] Bytes20 evm() const
    {
        return Bytes20::from(std::span<const std::uint8_t, 20>{value.bytes.data() + 12, 20});
    }
    /// True when the first 12 bytes are zero and the rest is not.
    [[nodiscard]] bool is_evm() const
    {
        return !is_zero() && std::all_of(value.bytes.begin(), value.bytes.begin() + 12,
                                         [](std::uint8_t b) { return b == 0; });
    }
    static Address from_evm(const Bytes20& address)
    {
        Address out;
        std::copy(address.bytes.begin(), address.bytes.end(), out.value.bytes.begin() + 12);
        return out;
    }
};

/// 20 bytes owner | u16 home chain (0: the owner's own ECDSA key signs) | 10 bytes subaccount.
struct AccountId
{
    Bytes32 value;
    constexpr auto operator<=>(const AccountId&) const = default;
    [[nodiscard]] Bytes20 owner() const
    {
        return Bytes20::from(std::span<const std::uint8_t, 20>{value.bytes.data(), 20});
    }
    [[nodiscard]] ChainId home_chain() const
    {
        return {read_big_endian<std::uint16_t>(value.bytes.data() + 20)};
    }
    static AccountId of_owner(const Bytes20& owner, std::uint64_t subaccount = 0)
    {
        AccountId out;
        std::copy(owner.bytes.begin(), owner.bytes.end(), out.value.bytes.begin());
        for (std::size_t i = 0; i < 8; ++i)
            out.value.bytes[31 - i] = static_cast<std::uint8_t>(subaccount >> (8 * i));
        return out;
    }
};

/// ASCII in the usual exchange style ("ETH-PERP"), zero-padded right; unique per venue.
struct InstrumentName
{
    Bytes32 value;
    constexpr auto operator<=>(const InstrumentName&) const = default;
    /// The text without its padding.
    [[nodiscard]] std::string text() const
    {
        std::string out;
        for (const auto byte : value.bytes)
        {
            if (byte == 0) break;
            out.push_back(static_cast<char>(byte));
        }
        return out;
    }
    /// The name of a text of 1 to 32 characters A-Z 0-9 '-' '.', or BadDigit / WrongLength.
    static Result<InstrumentName, HexError> parse(std::string_view text);
    /// True for the one canonical form: 1 to 32 allowed characters, then only zeros.
    [[nodiscard]] bool is_canonical() const;
};

/// Cheap, well-mixed hash of ids that are already hashes or keys; only for look-up tables.
struct IdHash
{
    using is_avalanching = void;
    [[nodiscard]] static std::uint64_t mix(const std::array<std::uint64_t, 4>& parts) noexcept
    {
        // The two halves of a product of 128 bits: every bit of a factor reaches every other.
        const auto folded = [](std::uint64_t a, std::uint64_t b) {
            const u128 product = static_cast<u128>(a) * b;
            return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
        };
        return folded(parts[0] ^ 0x9E3779B97F4A7C15ULL, parts[1] ^ 0xC2B2AE3D27D4EB4FULL) ^
               folded(parts[2] ^ 0x165667B19E3779F9ULL, parts[3] ^ 0xD6E8FEB86659FD93ULL);
    }
    std::size_t operator()(const Bytes32& id) const noexcept
    {
        std::array<std::uint64_t, 4> parts;
        std::memcpy(parts.data(), id.bytes.data(), sizeof parts);
        return mix(parts);
    }
    std::size_t operator()(const AccountId& id) const noexcept { return (*this)(id.value); }
    std::size_t operator()(const Address& id) const noexcept { return (*this)(id.value); }
    template <class Tag, class T>
    std::size_t operator()(const StrongNumber<Tag, T>& id) const noexcept
    {
        std::uint64_t h = static_cast<std::uint64_t>(id.value) * 0x9E3779B97F4A7C15ULL;
        return h ^ (h >> 32U);
    }
};

}  // namespace ballast
