// SPDX-License-Identifier: Apache-2.0
// Heads, signed heads and certificates.
#include "head.hpp"

#include <ballast/base/limits.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/domain/codec.hpp>

#include "framing.hpp"

namespace ballast::journal {
namespace {

constexpr std::string_view head_tag = "BALLAST-HEAD1";

Result<std::vector<GuardianSignature>, JournalError> read_signatures(codec::Reader& in)
{
    BALLAST_TRY(const auto count, framing::read<std::uint32_t>(in));
    if (count > limits::deployment_guardians) return fail(JournalError::TooManySigners);
    std::vector<GuardianSignature> out;
    out.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i)
    {
        BALLAST_TRY(const auto signature, framing::read<GuardianSignature>(in));
        out.push_back(signature);
    }
    return out;
}

}  // namespace

Bytes32 head_digest(const Bytes32& deployment_id, const HeadStatement& head)
{
    Bytes bytes;
    bytes.reserve(256);
    append(bytes, as_bytes(head_tag));
    codec::encode(bytes, deployment_id);
    codec::encode(bytes, head);
    return crypto::sha256(bytes);
}

Result<void, JournalError> check_head(const HeadStatement& head)
{
    if (head.batch_hash.is_zero() || head.state_hash.is_zero())
        return fail(JournalError::ZeroField);
    if (head.state_sequence > head.sequence) return fail(JournalError::StateAhead);
    return {};
}

Result<void, JournalError> check_certificate(const Certificate& certificate)
{
    BALLAST_CHECK(check_head(certificate.head));
    const auto& signatures = certificate.signatures;
    if (signatures.empty()) return fail(JournalError::NoSigners);
    if (signatures.size() > limits::deployment_guardians) return fail(JournalError::TooManySigners);
    for (std::size_t i = 1; i < signatures.size(); ++i)
        if (signatures[i].guardian_index <= signatures[i - 1].guardian_index)
            return fail(JournalError::UnorderedSigners);
    return {};
}

Bytes encode_certificate(const Certificate& certificate)
{
    Bytes out{certificate_version};
    codec::encode(out, certificate);
    return out;
}

Result<Certificate, JournalError> decode_certificate(BytesView bytes)
{
    codec::Reader in{bytes};
    BALLAST_CHECK(framing::expect_version(in, certificate_version));
    Certificate certificate;
    BALLAST_TRY(certificate.head, framing::read<HeadStatement>(in));
    BALLAST_TRY(certificate.signatures, read_signatures(in));
    BALLAST_CHECK(framing::expect_end(in));
    BALLAST_CHECK(check_certificate(certificate));
    return certificate;
}

Bytes encode_signed_head(const SignedHead& head)
{
    Bytes out{certificate_version};
    codec::encode(out, head);
    return out;
}

Result<SignedHead, JournalError> decode_signed_head(BytesView bytes)
{
    codec::Reader in{bytes};
    BALLAST_CHECK(framing::expect_version(in, certificate_version));
    BALLAST_TRY(const auto head, framing::read<SignedHead>(in));
    BALLAST_CHECK(framing::expect_end(in));
    BALLAST_CHECK(check_head(head.head));
    return head;
}

}  // namespace ballast::journal
