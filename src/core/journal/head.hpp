// SPDX-License-Identifier: Apache-2.0
// What hub and guardians sign about a batch, and the certificate that a quorum of such signatures
// makes. Leaves out checking signatures against a set (attest), and the rule of one head per term
// and sequence (host/guardian).
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/journal/journal_error.hpp>
#include <boost/describe.hpp>
#include <cstdint>
#include <vector>

namespace ballast::journal {

inline constexpr std::uint8_t certificate_version = 1;

/// The end of a batch: everything up to `sequence` is this, and the state was that.
struct HeadStatement
{
    Term term;
    Sequence sequence;  ///< last sequence of the batch
    Bytes32 batch_hash;
    Sequence state_sequence;  ///< the latest sequence, not after `sequence`, at which a state hash
                              ///< was due
    Bytes32 state_hash;
    bool operator==(const HeadStatement&) const = default;
};
BOOST_DESCRIBE_STRUCT(HeadStatement, (), (term, sequence, batch_hash, state_sequence, state_hash))

/// What is signed: SHA-256("BALLAST-HEAD1" | deployment_id | term | sequence | batch hash |
/// state_sequence | state hash), numbers as u64. Source: architecture, Heads and terms.
[[nodiscard]] Bytes32 head_digest(const Bytes32& deployment_id, const HeadStatement& head);

/// A head under one signature: the hub's, when it sends a batch.
struct SignedHead
{
    HeadStatement head;
    Signature signature;
    bool operator==(const SignedHead&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignedHead, (), (head, signature))

/// One guardian's signature over a head's digest.
struct GuardianSignature
{
    std::uint8_t guardian_index{};
    Signature signature;
    bool operator==(const GuardianSignature&) const = default;
};
BOOST_DESCRIBE_STRUCT(GuardianSignature, (), (guardian_index, signature))

/// A head with the signatures of several guardians. Whether they are a quorum of valid ones,
/// `attest` says.
struct Certificate
{
    HeadStatement head;
    std::vector<GuardianSignature> signatures;  ///< guardian indices ascend strictly
    bool operator==(const Certificate&) const = default;
};
BOOST_DESCRIBE_STRUCT(Certificate, (), (head, signatures))

/// Nothing, or ZeroField / StateAhead: what no honest signer would sign.
[[nodiscard]] Result<void, JournalError> check_head(const HeadStatement& head);
/// Nothing, or what is wrong with the head or with the number and order of the signatures.
[[nodiscard]] Result<void, JournalError> check_certificate(const Certificate& certificate);

/// u8 version | head | u32 n | n * { u8 guardian index | 65 bytes }.
[[nodiscard]] Bytes encode_certificate(const Certificate& certificate);
/// A certificate that passes check_certificate, or what was wrong with the bytes.
[[nodiscard]] Result<Certificate, JournalError> decode_certificate(BytesView bytes);
/// u8 version | head | 65 bytes.
[[nodiscard]] Bytes encode_signed_head(const SignedHead& head);
/// A signed head that passes check_head, or what was wrong with the bytes.
[[nodiscard]] Result<SignedHead, JournalError> decode_signed_head(BytesView bytes);

}  // namespace ballast::journal
