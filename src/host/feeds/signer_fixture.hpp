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

}  // namespace ballast::feeds::fixture
