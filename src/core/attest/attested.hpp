// SPDX-License-Identifier: Apache-2.0
// Attested<T>: a T that somebody's signatures prove. It has no public constructor; only the verify
// functions of this module make one, so that what was not verified cannot go further
// (architecture.md, invariant 4).
#pragma once
#include <ballast/base/bytes.hpp>
#include <cstdint>
#include <utility>
#include <vector>

namespace ballast::attest {

/// Who proved it, and what was signed.
struct Proof
{
    std::uint32_t set_index{};  ///< the signer set; 0 for a person's own signature
    Bytes32 digest;             ///< what was signed: with (chain, emitter, sequence) the replay key
    std::vector<std::uint8_t> signers;  ///< indices in the set, ascending; empty for a person's own
    bool operator==(const Proof&) const = default;
};

/// An immutable value with its proof.
template <class T>
class Attested
{
public:
    [[nodiscard]] const T& value() const { return value_; }
    const T* operator->() const { return &value_; }
    const T& operator*() const { return value_; }
    [[nodiscard]] const Proof& proof() const { return proof_; }
    [[nodiscard]] std::uint32_t set_index() const { return proof_.set_index; }
    [[nodiscard]] const Bytes32& digest() const { return proof_.digest; }
    [[nodiscard]] const std::vector<std::uint8_t>& signers() const { return proof_.signers; }

private:
    friend class Attestor;
    Attested(T value, Proof proof) : value_{std::move(value)}, proof_{std::move(proof)} {}
    T value_;
    Proof proof_;
};

}  // namespace ballast::attest
