// SPDX-License-Identifier: Apache-2.0
// For tests: a hub without threads and sockets, which makes batches, heads, certificates and
// WELCOMEs exactly as told, true ones and false ones.
#pragma once
#include <ballast/domain/codec.hpp>
#include <ballast/guardian/frames.hpp>
#include <ballast/guardian/term_opening.hpp>
#include <ballast/journal/batch.hpp>
#include <ballast/pipeline/replica.hpp>
#include <ballast/pipeline/testing/evidence_kit.hpp>
#include <functional>
#include <stdexcept>
#include <vector>

namespace ballast::guardian::test_kit {

using pipeline::testing::EvidenceKit;
using pipeline::testing::key_number;

/// Evidence with its kind.
struct Piece
{
    EvidenceKind kind{};
    Bytes evidence;
};

/// The hub's side of a chain, in one term at a time; a copy is a hub that tells another story.
class ScriptedHub
{
public:
    explicit ScriptedHub(const Genesis& genesis, Term term = {1})
        : genesis_{genesis}, replica_{genesis}, term_{term}
    {}

    /// The genesis record, with the genesis' own time.
    BatchFrame first_batch()
    {
        return batch({{EvidenceKind::Genesis, codec::encoded(genesis_)}}, genesis_.time_ms);
    }

    /// The next batch; every record has this time. `edit` may falsify a command.
    BatchFrame batch(const std::vector<Piece>& pieces, std::int64_t time_ms,
                     const std::function<void(Command&)>& edit = {})
    {
        const intake::Sources sources{genesis_};
        const journal::ChainPosition at = replica_.position();
        journal::BatchBuilder builder;
        builder.start({.deployment_id = genesis_.deployment_id,
                       .term = term_,
                       .first = at.next,
                       .previous_hash = at.hash});
        for (const Piece& piece : pieces)
        {
            auto command = intake::derive_command(piece.kind, piece.evidence, sources, time_ms);
            if (!command) throw std::runtime_error{std::string{command.error().sentence}};
            if (edit) edit(*command);
            if (!builder.append({piece.kind, time_ms, piece.evidence, *command}))
                throw std::runtime_error{"the record does not fit"};
        }
        const journal::SealedBatch sealed = builder.seal();
        BatchFrame out{.batch = {sealed.bytes.begin(), sealed.bytes.end()}};
        if (!replica_.follow(out.batch, pipeline::Evidence::Trust))
            throw std::runtime_error{"the batch does not follow"};
        out.head = signed_head(replica_.head());
        points_.push_back({term_, out.head->head.sequence, out.head->head.batch_hash});
        return out;
    }

    [[nodiscard]] journal::SignedHead signed_head(const journal::HeadStatement& head) const
    {
        return {head, crypto::sign(journal::head_digest(genesis_.deployment_id, head),
                                   EvidenceKit::hub_key())};
    }

    /// The last head under the signatures of guardians 0..signers-1.
    [[nodiscard]] journal::Certificate certificate(std::size_t signers = 3) const
    {
        return certificate_of(replica_.head(), signers);
    }
    [[nodiscard]] journal::Certificate certificate_of(const journal::HeadStatement& head,
                                                      std::size_t signers = 3) const
    {
        journal::Certificate out{.head = head, .signatures = {}};
        const Bytes32 digest = journal::head_digest(genesis_.deployment_id, head);
        for (std::uint8_t i = 0; i < signers; ++i)
            out.signatures.push_back({i, crypto::sign(digest, key_number(i + 1U))});
        return out;
    }

    [[nodiscard]] Challenge challenge(bool opening, std::uint64_t key = 5) const
    {
        Challenge out{.nonce = engine::testing::numbered(0x77, ++challenges_),
                      .opening = opening,
                      .signature = {}};
        out.signature =
            crypto::sign(challenge_digest(genesis_.deployment_id, out), key_number(key));
        return out;
    }

    /// A promise of guardian `index` that holds these points.
    [[nodiscard]] Hello hello(std::uint8_t index, Term highest, std::vector<ChainPoint> points,
                              std::optional<journal::Certificate> certified = {}) const
    {
        Hello out{.nonce = engine::testing::numbered(0x78, index),
                  .opening = true,
                  .guardian_index = index,
                  .highest_term = highest,
                  .points = std::move(points),
                  .certified = std::move(certified),
                  .signature = {}};
        sign_hello(out, genesis_.deployment_id, key_number(index + 1U));
        return out;
    }

    /// A WELCOME to the hub's term at `base`, opened by guardians 0, 1 and 2, who hold `points`.
    [[nodiscard]] Welcome welcome(std::optional<ChainPoint> base = {},
                                  std::vector<ChainPoint> points = {}) const
    {
        Welcome out{.term = term_, .base = base, .opening = {}, .applied = {}};
        for (std::uint8_t i = 0; i < 3; ++i)
            out.opening.push_back(hello(i, {term_.value - 1}, points));
        return out;
    }

    /// Begins another term at the present end.
    void set_term(Term term) { term_ = term; }
    [[nodiscard]] const std::vector<ChainPoint>& points() const { return points_; }
    [[nodiscard]] const pipeline::Replica& replica() const { return replica_; }

private:
    Genesis genesis_;
    pipeline::Replica replica_;
    Term term_;
    std::vector<ChainPoint> points_;
    mutable std::uint64_t challenges_{};
};

}  // namespace ballast::guardian::test_kit
