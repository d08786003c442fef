// SPDX-License-Identifier: Apache-2.0
// The rule of the base, and who may be believed about it.
#include "term_opening.hpp"

#include <ballast/guardian/quorum_votes.hpp>
#include <set>

namespace ballast::guardian {
namespace {
/// The highest point of a HELLO that one's own journal holds too.
std::optional<ChainPoint> common_point(const Hello& hello, const Holds& holds)
{
    std::optional<ChainPoint> best;
    for (const ChainPoint& point : hello.points)
        if ((!best || point.sequence > best->sequence) && holds(point)) best = point;
    return best;
}

ChainPoint point_of(const journal::HeadStatement& head)
{
    return {head.term, head.sequence, head.batch_hash};
}

std::optional<ChainPoint> newest_certified(std::span<const Hello> hellos)
{
    std::optional<ChainPoint> best;
    for (const Hello& hello : hellos)
        if (hello.certified && (!best || hello.certified->head.sequence > best->sequence))
            best = point_of(hello.certified->head);
    return best;
}

bool is_below(const std::optional<ChainPoint>& a, const std::optional<ChainPoint>& b)
{
    return b && (!a || a->sequence < b->sequence);
}

Result<void, OpeningError> check_promises(const Welcome& welcome, const Bytes32& deployment_id,
                                          const SignerSet& guardians)
{
    std::set<std::uint8_t> seen;
    for (const Hello& hello : welcome.opening)
    {
        if (!hello.opening) return fail(OpeningError::NotAPromise);
        if (!seen.insert(hello.guardian_index).second) return fail(OpeningError::SameGuardian);
        if (hello.highest_term >= welcome.term) return fail(OpeningError::TermNotNew);
        BALLAST_CHECK(check_hello(hello, deployment_id, guardians));
    }
    if (guardians.quorum() == 0 || seen.size() < guardians.quorum())
        return fail(OpeningError::BelowQuorum);
    return {};
}
}  // namespace

std::string_view describe(OpeningError error)
{
    switch (error)
    {
        case OpeningError::NoGuardian:
            return "the guardian set has no such index";
        case OpeningError::BadSignature:
            return "the HELLO is not signed by the key at its index";
        case OpeningError::BadCertificate:
            return "the HELLO names a certificate that no quorum signed";
        case OpeningError::NotAPromise:
            return "the HELLO was no answer to an opening challenge";
        case OpeningError::SameGuardian:
            return "two HELLOs of one guardian";
        case OpeningError::BelowQuorum:
            return "fewer HELLOs than a quorum";
        case OpeningError::TermNotNew:
            return "the term is not above all that guardians named";
        case OpeningError::BaseTooLow:
            return "the base undoes what guardians hold or a quorum certified";
        case OpeningError::CertifiedMissing:
            return "a certified batch is missing in this store; restore it from a guardian's";
    }
    return "unknown error";
}

std::string_view name_of(OpeningError error)
{
    switch (error)
    {
        case OpeningError::NoGuardian:
            return "NoGuardian";
        case OpeningError::BadSignature:
            return "BadSignature";
        case OpeningError::BadCertificate:
            return "BadCertificate";
        case OpeningError::NotAPromise:
            return "NotAPromise";
        case OpeningError::SameGuardian:
            return "SameGuardian";
        case OpeningError::BelowQuorum:
            return "BelowQuorum";
        case OpeningError::TermNotNew:
            return "TermNotNew";
        case OpeningError::BaseTooLow:
            return "BaseTooLow";
        case OpeningError::CertifiedMissing:
            return "CertifiedMissing";
    }
    return "Unknown";
}

void sign_hello(Hello& hello, const Bytes32& deployment_id, const crypto::SecretKey& key)
{
    hello.signature = crypto::sign(hello_digest(deployment_id, hello), key);
}

Result<void, OpeningError> check_hello(const Hello& hello, const Bytes32& deployment_id,
                                       const SignerSet& guardians)
{
    if (hello.guardian_index >= guardians.keys.size()) return fail(OpeningError::NoGuardian);
    const Bytes32 digest = hello_digest(deployment_id, hello);
    if (!verify_vote(digest, hello.guardian_index, hello.signature, guardians))
        return fail(OpeningError::BadSignature);
    if (hello.certified && !verify_certificate(*hello.certified, deployment_id, guardians))
        return fail(OpeningError::BadCertificate);
    return {};
}

Holds holds_in(const env::JournalStore& store)
{
    return [&store](const ChainPoint& point) {
        const auto batch = store.read_batch(point.sequence);
        return batch && batch->last() == point.sequence && batch->hash == point.hash;
    };
}

Result<std::optional<ChainPoint>, OpeningError> choose_base(std::span<const Hello> hellos,
                                                            std::size_t guardian_count,
                                                            const Holds& holds)
{
    std::vector<std::optional<ChainPoint>> common;
    for (const Hello& hello : hellos) common.push_back(common_point(hello, holds));
    std::ranges::sort(common, [](const auto& a, const auto& b) { return is_below(b, a); });
    std::optional<ChainPoint> base;
    if (const std::size_t faulty = faulty_max(guardian_count); common.size() > faulty)
        base = common[faulty];
    if (const auto certified = newest_certified(hellos); is_below(base, certified))
    {
        if (!holds(*certified)) return fail(OpeningError::CertifiedMissing);
        base = certified;
    }
    return base;
}

Result<void, OpeningError> check_opening(const Welcome& welcome, const Bytes32& deployment_id,
                                         const SignerSet& guardians, const Holds& holds)
{
    BALLAST_CHECK(check_promises(welcome, deployment_id, guardians));
    if (is_below(welcome.base, newest_certified(welcome.opening)))
        return fail(OpeningError::BaseTooLow);
    // What this guardian does not hold it cannot count: then the others do.
    const auto base = choose_base(welcome.opening, guardians.keys.size(), holds);
    if (base && is_below(welcome.base, *base)) return fail(OpeningError::BaseTooLow);
    return {};
}

Result<std::vector<ChainPoint>, env::StoreError> points_of(const env::JournalStore& store)
{
    constexpr std::size_t dense = 8;
    std::vector<ChainPoint> out;
    const auto end = store.last();
    if (!end) return out;
    std::uint64_t sequence = end->sequence.value;
    std::uint64_t step = 1;
    while (out.size() < hello_points_max)
    {
        BALLAST_TRY(const env::StoredBatch batch, store.read_batch({sequence}));
        out.push_back({batch.header.term, batch.last(), batch.hash});
        if (out.size() > dense) step *= 2;
        const std::uint64_t first = batch.header.first.value;
        if (first < step) break;
        sequence = first - step;
    }
    return out;
}

}  // namespace ballast::guardian
