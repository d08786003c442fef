// SPDX-License-Identifier: Apache-2.0
// Bytes <-> frames: a type byte, the canonical codec, and the bounds of each type.
#include "frames.hpp"

#include <ballast/crypto/sha256.hpp>
#include <ballast/domain/codec.hpp>

namespace ballast::guardian {
namespace {
/// Bytes of a certificate of the largest deployment, with room for its framing.
constexpr std::size_t certificate_size = 256 + limits::deployment_guardians * 66;
constexpr std::size_t hello_size = 512 + hello_points_max * 48 + certificate_size;
constexpr std::size_t contracts_max = 4096;
constexpr std::size_t sentence_size = 1024;
constexpr std::size_t refusal_evidence_size = 4096;

/// What a frame of each type may weigh, type byte included; in the order of Frame.
constexpr std::array<std::size_t, std::variant_size_v<Frame>> sizes{
    256,                                                                  // Challenge
    hello_size,                                                           // Hello
    256 + limits::deployment_guardians* hello_size + contracts_max * 64,  // Welcome
    512 + limits::batch_size + certificate_size,                          // BatchFrame
    16,                                                                   // Held
    256,                                                                  // Certify
    16 + certificate_size,                                                // Certified
    128,                                                                  // SignOrder
    128 + limits::payload_size,                                           // Observe
    16 + limits::vaa_size,                                                // Observed
    16 + limits::record_evidence,                                         // Request
    64 + sentence_size + refusal_evidence_size,                           // Refuse
};
static_assert(std::ranges::max(sizes) <= limits::frame_size);

using Checked = Result<void, FrameError>;

Checked check(bool holds, FrameError error)
{
    if (!holds) return fail(error);
    return {};
}

Checked check_index(std::uint8_t index)
{
    return check(index < limits::deployment_guardians, FrameError::BadIndex);
}

Checked check_parts(const Challenge& frame)
{
    return check(!frame.nonce.is_zero() && !frame.signature.is_zero(), FrameError::ZeroField);
}

Checked check_carried(const std::optional<journal::Certificate>& certificate)
{
    if (!certificate) return {};
    return check(journal::check_certificate(*certificate).has_value(), FrameError::BadCertificate);
}

Checked check_parts(const Hello& frame)
{
    BALLAST_CHECK(check_index(frame.guardian_index));
    BALLAST_CHECK(check(frame.points.size() <= hello_points_max, FrameError::TooManyItems));
    BALLAST_CHECK(
        check(!frame.nonce.is_zero() && !frame.signature.is_zero(), FrameError::ZeroField));
    for (const ChainPoint& point : frame.points)
        BALLAST_CHECK(check(!point.hash.is_zero(), FrameError::ZeroField));
    return check_carried(frame.certified);
}

Checked check_parts(const Welcome& frame)
{
    BALLAST_CHECK(
        check(frame.opening.size() <= limits::deployment_guardians, FrameError::TooManyItems));
    BALLAST_CHECK(check(frame.applied.size() <= contracts_max, FrameError::TooManyItems));
    BALLAST_CHECK(check(frame.term.value != 0, FrameError::ZeroField));
    BALLAST_CHECK(check(!frame.base || !frame.base->hash.is_zero(), FrameError::ZeroField));
    for (const Hello& hello : frame.opening) BALLAST_CHECK(check_parts(hello));
    return {};
}

Checked check_parts(const BatchFrame& frame)
{
    BALLAST_CHECK(check(!frame.batch.empty(), FrameError::Malformed));
    if (frame.head)
        BALLAST_CHECK(
            check(journal::check_head(frame.head->head).has_value(), FrameError::BadCertificate));
    return check_carried(frame.certificate);
}

Checked check_parts(const Held&) { return {}; }

Checked check_parts(const Certify& frame)
{
    BALLAST_CHECK(check(!frame.signature.is_zero(), FrameError::ZeroField));
    return check(journal::check_head(frame.head).has_value(), FrameError::BadCertificate);
}

Checked check_parts(const Certified& frame) { return check_carried(frame.certificate); }

Checked check_parts(const SignOrder& frame)
{
    return check(frame.order.value != 0 && !frame.digest.is_zero() && !frame.signature.is_zero(),
                 FrameError::ZeroField);
}

Checked check_parts(const Observe& frame)
{
    BALLAST_CHECK(check_index(frame.guardian_index));
    BALLAST_CHECK(check(!frame.signature.is_zero(), FrameError::ZeroField));
    return check(!frame.body.empty(), FrameError::Malformed);
}

Checked check_parts(const Observed& frame)
{
    return check(!frame.vaa.empty(), FrameError::Malformed);
}

Checked check_parts(const Request& frame)
{
    BALLAST_CHECK(check(!frame.evidence.empty(), FrameError::Malformed));
    const bool handed_on =
        frame.kind == EvidenceKind::PriceUpdate || frame.kind == EvidenceKind::MarketUpdate ||
        frame.kind == EvidenceKind::Trade || frame.kind == EvidenceKind::Withdrawal;
    return check(handed_on, FrameError::BadKind);
}

Checked check_parts(const Refuse& frame)
{
    return check(
        frame.sentence.size() <= sentence_size && frame.evidence.size() <= refusal_evidence_size,
        FrameError::TooLong);
}

template <std::size_t I = 0>
Result<Frame, FrameError> decode_as(std::size_t index, BytesView rest)
{
    if constexpr (I == std::variant_size_v<Frame>)
        return fail(FrameError::UnknownType);
    else
    {
        if (index != I) return decode_as<I + 1>(index, rest);
        auto decoded = codec::decode_whole<std::variant_alternative_t<I, Frame>>(rest);
        if (!decoded) return fail(FrameError::Malformed);
        BALLAST_CHECK(check_parts(*decoded));
        return Frame{std::in_place_index<I>, std::move(*decoded)};
    }
}
}  // namespace

std::string_view name_of(RefusalCode code)
{
    return boost::describe::enum_to_string(code, "Unknown");
}

bool is_for_ever(RefusalCode code) { return code <= RefusalCode::BaseTooLow; }

std::string_view name_of(const Frame& frame)
{
    constexpr std::array<std::string_view, std::variant_size_v<Frame>> names{
        "CHALLENGE", "HELLO", "WELCOME", "BATCH",    "HELD",    "CERTIFY",
        "CERTIFIED", "SIGN",  "OBSERVE", "OBSERVED", "REQUEST", "REFUSE"};
    return names[frame.index()];
}

std::string_view describe(FrameError error)
{
    switch (error)
    {
        case FrameError::Empty:
            return "a frame without bytes";
        case FrameError::UnknownType:
            return "a type byte without meaning";
        case FrameError::TooLong:
            return "more bytes than a frame of this type may have";
        case FrameError::Malformed:
            return "not the canonical form of the frame's type";
        case FrameError::TooManyItems:
            return "a list longer than its bound";
        case FrameError::BadIndex:
            return "a guardian index that no deployment has";
        case FrameError::ZeroField:
            return "a hash, nonce, term, id or signature that is zero";
        case FrameError::BadCertificate:
            return "a head or certificate that no honest signer would sign";
        case FrameError::BadKind:
            return "evidence of a kind that is not handed on";
    }
    return "unknown error";
}

std::string_view name_of(FrameError error)
{
    switch (error)
    {
        case FrameError::Empty:
            return "Empty";
        case FrameError::UnknownType:
            return "UnknownType";
        case FrameError::TooLong:
            return "TooLong";
        case FrameError::Malformed:
            return "Malformed";
        case FrameError::TooManyItems:
            return "TooManyItems";
        case FrameError::BadIndex:
            return "BadIndex";
        case FrameError::ZeroField:
            return "ZeroField";
        case FrameError::BadCertificate:
            return "BadCertificate";
        case FrameError::BadKind:
            return "BadKind";
    }
    return "Unknown";
}

std::size_t frame_size_max(std::uint8_t type)
{
    return type == 0 || type > sizes.size() ? 0 : sizes[type - 1U];
}

Bytes encode_frame(const Frame& frame)
{
    Bytes out{static_cast<std::uint8_t>(frame.index() + 1)};
    std::visit([&out](const auto& parts) { codec::encode(out, parts); }, frame);
    return out;
}

Result<Frame, FrameError> decode_frame(BytesView bytes)
{
    if (bytes.empty()) return fail(FrameError::Empty);
    const std::size_t size_max = frame_size_max(bytes[0]);
    if (size_max == 0) return fail(FrameError::UnknownType);
    if (bytes.size() > size_max) return fail(FrameError::TooLong);
    return decode_as(bytes[0] - 1U, bytes.subspan(1));
}

Bytes32 challenge_digest(const Bytes32& deployment_id, const Challenge& challenge)
{
    const std::uint8_t opening = challenge.opening ? 1 : 0;
    return crypto::sha256({as_bytes("BALLAST-CHALLENGE1"), deployment_id.view(),
                           challenge.nonce.view(), BytesView{&opening, 1}});
}

Bytes32 hello_digest(const Bytes32& deployment_id, const Hello& hello)
{
    Hello unsigned_hello = hello;
    unsigned_hello.signature = {};
    return crypto::sha256(
        {as_bytes("BALLAST-HELLO1"), deployment_id.view(), codec::encoded(unsigned_hello)});
}

}  // namespace ballast::guardian
