// SPDX-License-Identifier: Apache-2.0
// The frames between a guardian and a hub, and between guardians (wire.md §6): u8 type | canonical
// struct. Leaves out what they mean to either side (link_server.hpp, follower.hpp). Format:
// docs/formats/guardian_link.md.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/limits.hpp>
#include <ballast/base/result.hpp>
#include <ballast/domain/evidence.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/journal/head.hpp>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ballast::guardian {

/// Where guardians dial a hub.
inline constexpr std::string_view hub_link_path = "/v1/guardians";
/// Where guardians dial each other.
inline constexpr std::string_view peer_link_path = "/";

/// The end of a batch that somebody holds.
struct ChainPoint
{
    Term term;
    Sequence sequence;  ///< last of the batch
    Bytes32 hash;       ///< of the batch
    bool operator==(const ChainPoint&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChainPoint, (), (term, sequence, hash))

/// Most points that a HELLO names.
inline constexpr std::size_t hello_points_max = 48;

// ---- hub to guardian

/// First frame of a connection, signed with the hub's key: who are you? `opening` asks for a
/// promise: to sign nothing any more of the highest term that the answer names, nor of older ones.
struct Challenge
{
    Bytes32 nonce;
    bool opening{};
    Signature signature;
    bool operator==(const Challenge&) const = default;
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (nonce, opening, signature))

/// How far a contract's reports have been applied.
struct AppliedReports
{
    ChainId chain;
    Address contract;
    std::uint64_t event_nonce{};
    std::uint64_t head_block{};
    bool operator==(const AppliedReports&) const = default;
};
BOOST_DESCRIBE_STRUCT(AppliedReports, (), (chain, contract, event_nonce, head_block))

// ---- guardian to hub

/// Answer to a challenge.
struct Hello
{
    Bytes32 nonce;  ///< the challenge's
    bool opening{};
    std::uint8_t guardian_index{};
    Term highest_term;               ///< that it ever joined or promised to leave behind
    std::vector<ChainPoint> points;  ///< batches it holds, the newest first; empty: none
    std::optional<journal::Certificate> certified;  ///< the newest certificate it holds
    Signature signature;                            ///< over hello_digest
    bool operator==(const Hello&) const = default;
};
BOOST_DESCRIBE_STRUCT(Hello, (),
                      (nonce, opening, guardian_index, highest_term, points, certified, signature))

/// The hub's answer to a HELLO once a term is open: where it started, why it may, what is applied.
struct Welcome
{
    Term term;
    std::optional<ChainPoint> base;  ///< the term starts after it; nothing: before record 0
    std::vector<Hello> opening;      ///< the quorum of HELLOs that the base follows from
    std::vector<AppliedReports> applied;
    bool operator==(const Welcome&) const = default;
};
BOOST_DESCRIBE_STRUCT(Welcome, (), (term, base, opening, applied))

/// A durable batch. Without a head only when it is not behind the term's base; with its own
/// certificate when there is one already.
struct BatchFrame
{
    Bytes batch;
    std::optional<journal::SignedHead> head;
    std::optional<journal::Certificate> certificate;
    bool operator==(const BatchFrame&) const = default;
};
BOOST_DESCRIBE_STRUCT(BatchFrame, (), (batch, head, certificate))

/// "I hold everything up to here": the hub sends more. For batches that are not certified by it.
struct Held
{
    Sequence sequence;
    bool operator==(const Held&) const = default;
};
BOOST_DESCRIBE_STRUCT(Held, (), (sequence))

/// A guardian's signature over a head that its own run arrived at.
struct Certify
{
    journal::HeadStatement head;
    Signature signature;
    bool operator==(const Certify&) const = default;
};
BOOST_DESCRIBE_STRUCT(Certify, (), (head, signature))

/// A quorum of them.
struct Certified
{
    journal::Certificate certificate;
    bool operator==(const Certified&) const = default;
};
BOOST_DESCRIBE_STRUCT(Certified, (), (certificate))

/// A guardian's signature over an order of its own run, inside a certified prefix.
struct SignOrder
{
    OrderId order;
    Bytes32 digest;  ///< of the order's VAA body
    Signature signature;
    bool operator==(const SignOrder&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignOrder, (), (order, digest, signature))

// ---- either way, and between guardians

/// A guardian's signature over an observation's VAA body.
struct Observe
{
    std::uint8_t guardian_index{};
    Bytes body;
    Signature signature;
    bool operator==(const Observe&) const = default;
};
BOOST_DESCRIBE_STRUCT(Observe, (), (guardian_index, body, signature))

/// A whole observation with a quorum of signatures: a guardian hands it to the hub, which owes it.
struct Observed
{
    Bytes vaa;
    bool operator==(const Observed&) const = default;
};
BOOST_DESCRIBE_STRUCT(Observed, (), (vaa))

/// Evidence that somebody else signed, handed on: prices, surfaces, marks and users' requests.
struct Request
{
    EvidenceKind kind{};
    Bytes evidence;
    bool operator==(const Request&) const = default;
};
BOOST_DESCRIBE_STRUCT(Request, (), (kind, evidence))

/// Why a guardian does not go along.
enum class RefusalCode : std::uint8_t
{
    // for ever: a person must look
    Fork = 1,            ///< the hub signed two stories
    StateDiffers = 2,    ///< the same batches gave another state hash here
    CommandDiffers = 3,  ///< a record's command is not what its evidence says
    BadEvidence = 4,     ///< a record's evidence proves nothing
    GenesisDiffers = 5,  ///< record 0 is another deployment
    BaseTooLow = 6,      ///< a term that would undo what a quorum holds
                         // until it is healed
    Omission = 16,       ///< evidence was handed over and not sequenced in time
    TooOld = 17,         ///< a batch that was not fresh when it came, and that nobody certified
    TooNew = 18,         ///< a batch from the future
    StaleTerm = 19,      ///< a term older than one that the guardian knows of
    BadHead = 20,        ///< a batch without the hub's signature where one is needed
    BadOpening = 21,     ///< a term that no quorum of HELLOs opened
    Failing = 22,        ///< the guardian itself is in trouble, e.g. its disk is full
};
BOOST_DESCRIBE_ENUM(RefusalCode, Fork, StateDiffers, CommandDiffers, BadEvidence, GenesisDiffers,
                    BaseTooLow, Omission, TooOld, TooNew, StaleTerm, BadHead, BadOpening, Failing)
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(RefusalCode code);
/// True when the guardian never certifies again until a person has looked.
[[nodiscard]] bool is_for_ever(RefusalCode code);

/// A refusal with what proves it.
struct Refuse
{
    RefusalCode code{};
    Sequence sequence;  ///< the first that is concerned
    std::string sentence;
    Bytes evidence;  ///< of a fork: two signed heads; else what helps, perhaps nothing
    bool operator==(const Refuse&) const = default;
};
BOOST_DESCRIBE_STRUCT(Refuse, (), (code, sequence, sentence, evidence))

/// The type byte is the index of the alternative plus 1.
using Frame = std::variant<Challenge, Hello, Welcome, BatchFrame, Held, Certify, Certified,
                           SignOrder, Observe, Observed, Request, Refuse>;
/// The frame's name as shown to people, e.g. "CERTIFY".
[[nodiscard]] std::string_view name_of(const Frame& frame);

enum class FrameError : std::uint8_t
{
    Empty,           ///< no bytes
    UnknownType,     ///< a type byte without meaning
    TooLong,         ///< more bytes than a frame, or a frame of this type, may have
    Malformed,       ///< not the canonical form of the type's struct
    TooManyItems,    ///< a list above its bound
    BadIndex,        ///< a guardian index that no deployment has
    ZeroField,       ///< a hash, nonce or signature that is zero
    BadCertificate,  ///< a certificate or head that no honest signer would sign
    BadKind,         ///< evidence of a kind that is not handed on
};
/// A sentence for a person.
[[nodiscard]] std::string_view describe(FrameError error);
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(FrameError error);

/// Bytes that a frame with this type byte may have; 0 for an unknown type.
[[nodiscard]] std::size_t frame_size_max(std::uint8_t type);
/// The bytes of a frame.
[[nodiscard]] Bytes encode_frame(const Frame& frame);
/// The frame of exactly these bytes, bounded and well formed; nothing in it is believed yet.
[[nodiscard]] Result<Frame, FrameError> decode_frame(BytesView bytes);

/// What a hub signs in a CHALLENGE: SHA-256("BALLAST-CHALLENGE1" | deployment_id | nonce |
/// opening).
[[nodiscard]] Bytes32 challenge_digest(const Bytes32& deployment_id, const Challenge& challenge);
/// What a guardian signs in a HELLO: SHA-256("BALLAST-HELLO1" | deployment_id | the canonical
/// struct with a zero signature).
[[nodiscard]] Bytes32 hello_digest(const Bytes32& deployment_id, const Hello& hello);

}  // namespace ballast::guardian
