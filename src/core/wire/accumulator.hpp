// SPDX-License-Identifier: Apache-2.0
// Price updates ("PNAU", wire.md §3): a VAA over a merkle root, and messages with their paths.
// Leaves out paths and signatures being right (attest/price_proof.hpp). Format:
// docs/formats/accumulator.md.
#pragma once
#include <ballast/crypto/merkle.hpp>
#include <ballast/domain/request.hpp>
#include <ballast/wire/vaa.hpp>

namespace ballast::wire {

/// A message with its path to the root; not yet proven.
struct AccumulatorMessage
{
    Bytes message;
    crypto::PricePath path;
    bool operator==(const AccumulatorMessage&) const = default;
};

/// A whole update; major version 1, any minor version, whose additions stand in `header_extra`.
struct Accumulator
{
    std::uint8_t minor{};
    Bytes header_extra;
    Vaa vaa;
    std::vector<AccumulatorMessage> messages;
    bool operator==(const Accumulator&) const = default;
};

/// The VAA's payload ("AUWV"); bytes behind the root are allowed and kept.
struct AccumulatorRoot
{
    std::uint64_t slot{};
    std::uint32_t ring_size{};
    Bytes20 root;
    Bytes extra;
    bool operator==(const AccumulatorRoot&) const = default;
};

/// The update of exactly these bytes; nothing may follow the last message.
[[nodiscard]] Result<Accumulator, DecodeError> parse_accumulator(BytesView bytes);
[[nodiscard]] Bytes encode_accumulator(const Accumulator& update);

/// The root in the payload of the update's VAA. BadMagic, BadVersion, Truncated, ZeroField.
[[nodiscard]] Result<AccumulatorRoot, DecodeError> parse_accumulator_root(BytesView payload);
[[nodiscard]] Bytes encode_accumulator_root(const AccumulatorRoot& root);

/// The price in a message of type 0; bytes behind the known fields are allowed. Other types:
/// UnsupportedType.
[[nodiscard]] Result<PricePoint, DecodeError> parse_price_message(BytesView message);
/// The 85 bytes of a price message.
[[nodiscard]] Bytes encode_price_message(const PricePoint& price);

}  // namespace ballast::wire
