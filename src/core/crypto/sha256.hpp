// SPDX-License-Identifier: Apache-2.0
// SHA-256 for the journal's chain and the state hash, at once or piece by piece. Uses the
// processor's own instructions where it has them; the bytes are the same everywhere.
#pragma once
#include <ballast/base/bytes.hpp>
#include <initializer_list>

namespace ballast::crypto {

/// The 32-byte hash of `bytes`.
[[nodiscard]] Bytes32 sha256(BytesView bytes);
/// The hash of the parts, one behind the other.
[[nodiscard]] Bytes32 sha256(std::initializer_list<BytesView> parts);

/// A hash that grows; a plain value, copied to branch off. Allocates nothing.
class Sha256
{
public:
    Sha256() noexcept;
    /// Takes in more bytes.
    Sha256& update(BytesView bytes) noexcept;
    /// The hash of all bytes taken in so far; the object itself may take in more.
    [[nodiscard]] Bytes32 digest() const noexcept;

private:
    // The library's context, kept as bytes so that its header stays in one file; checked there for
    // size.
    static constexpr std::size_t context_size = 112;
    alignas(8) std::array<std::uint8_t, context_size> context_;
};

}  // namespace ballast::crypto
