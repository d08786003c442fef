// SPDX-License-Identifier: Apache-2.0
// Orders (wire.md §2, types 64 and above): domain struct <-> VAA body. Format:
// docs/formats/payloads.md.
#pragma once
#include <ballast/domain/order.hpp>
#include <ballast/wire/vaa.hpp>

namespace ballast::wire {

/// The VAA body's bytes: a function of the order alone, so to re-send is to send identical bytes.
/// `timestamp_s` is below 2^32.
[[nodiscard]] Bytes encode_order(const Order& order);
/// The order in an envelope's body. `Order::chain` is not on the wire and stays 0; the caller knows
/// it from the EIP-155 id. Types 67 to 70 are UnsupportedType.
[[nodiscard]] Result<Order, DecodeError> parse_order(const VaaBody& body);

}  // namespace ballast::wire
