// SPDX-License-Identifier: Apache-2.0
// A price source with known development keys, for tests: five keys, three of which must sign.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/feeds/price_signer.hpp>
#include <initializer_list>
#include <vector>

namespace ballast::feeds::fixture {

/// The key whose 32 bytes are the number.
inline crypto::SecretKey key(std::uint8_t number)
{
    Bytes32 bytes;
    bytes.bytes[31] = number;
    return *crypto::SecretKey::from_bytes(bytes);
}

inline std::vector<crypto::SecretKey> keys(std::initializer_list<std::uint8_t> numbers)
{
    std::vector<crypto::SecretKey> out;
    for (const std::uint8_t number : numbers) out.push_back(key(number));
    return out;
}

/// Keys 1 to 5 at the indices 0 to 4.
inline GenesisPriceSource source()
{
    GenesisPriceSource out;
    out.signers.index = 7;
    out.signers.rule = QuorumRule::Fixed;
    out.signers.fixed_quorum = 3;
    for (std::uint8_t i = 1; i <= 5; ++i) out.signers.keys.push_back(crypto::address_of(key(i)));
    out.emitter_chain = {26};
    out.emitter.bytes[31] = 9;
    return out;
}

/// A price of the feed whose id begins with the number.
inline FeedPrice price(std::uint8_t feed, std::int64_t value)
{
    FeedPrice out{.feed = {}, .price = value, .conf = 1, .expo = -8};
    out.feed.bytes[0] = feed;
    return out;
}

/// A surface with one expiry, of the underlying whose id begins with the number.
inline VolatilityUpdate surface(std::uint8_t underlying, std::uint64_t publish_time_s)
{
    VolatilityUpdate out{.underlying = {}, .publish_time_s = publish_time_s, .slices = {}};
    out.underlying.bytes[0] = underlying;
    out.slices.push_back(
        {.expiry_s = 1'000'000, .a_e9 = 1, .sigma_e9 = 1, .forward_e8 = 300'000'000'000});
    return out;
}

inline InstrumentMark mark(const char* instrument, std::uint64_t time_s)
{
    return {.instrument = *InstrumentName::parse(instrument), .mark_e8 = 5, .time_s = time_s};
}

}  // namespace ballast::feeds::fixture
