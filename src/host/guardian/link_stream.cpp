// SPDX-License-Identifier: Apache-2.0
// Batches to guardians as fast as each acknowledges them; their signatures and evidence back.
#include <spdlog/spdlog.h>

#include <ballast/domain/codec.hpp>
#include <ballast/guardian/link_state.hpp>

namespace ballast::guardian {
namespace {
/// Encoded batches that are kept for sessions that follow closely.
constexpr std::size_t frames_max = 64;
/// Submissions that are tried again at once after the pipeline's queue was full.
constexpr std::size_t retries_at_once = 64;
}  // namespace

void GuardianLinkServer::Impl::take_batch(const pipeline::SharedBatch& batch)
{
    // The pipeline may be quicker than start(), and an older one may still have something to say.
    const bool is_ours = phase == LinkPhase::Starting || phase == LinkPhase::Open;
    if (!is_ours || batch->header.term != term) return;
    const Sequence last = batch->header.last();
    note_store(
        store.put_blob(heads_space, codec::encoded(last), journal::encode_signed_head(batch->head)),
        "a head");
    heads.expect(batch->head.head);
    for (const pipeline::CommandOutcome& outcome : batch->outcomes)
    {
        for (const Order& order : outcome.orders)
            if (!orders.expect(order))
                spdlog::error("guardian link: too many orders wait; order {} is not signed",
                              order.id.value);
        for (const Event& event : outcome.events)
            if (const auto ended = ended_order(event)) orders.forget(ended->order);
    }
    frames[batch->header.first] = {
        last, net::share(encode_frame(BatchFrame{batch->bytes, batch->head, std::nullopt})), false};
    if (frames.size() > frames_max) frames.erase(frames.begin());
    end = last;
    pump_all();
    refresh_status();
}

void GuardianLinkServer::Impl::pump_all()
{
    for (auto& [id, session] : sessions) pump(session);
}

void GuardianLinkServer::Impl::pump(LinkSession& session)
{
    if (!session.is_streaming || phase != LinkPhase::Open) return;
    if (session.stalled)
    {
        if (!certificate || certificate->head.sequence < *session.stalled) return;
        session.stalled.reset();
    }
    while (end && session.next <= *end && session.in_flight.size() < settings.window_batches &&
           session.in_flight_bytes < settings.window_bytes)
    {
        Sequence last;
        const auto frame = frame_of(session.next, last);
        if (!frame)
            return spdlog::error("guardian link: cannot read batch {}: {}", session.next.value,
                                 env::describe(frame.error()));
        if (!session.socket->send(net::MessageKind::Binary, *frame)) return;
        session.in_flight.push_back({last, (*frame)->size()});
        session.in_flight_bytes += (*frame)->size();
        session.next = {last.value + 1};
        offer_certificate(session);
    }
    offer_certificate(session);
}

Result<net::SharedBytes, env::StoreError> GuardianLinkServer::Impl::frame_of(Sequence first,
                                                                             Sequence& last)
{
    const auto is_covered = [this](Sequence sequence) {
        return certificate && certificate->head.sequence >= sequence;
    };
    if (const auto cached = frames.find(first);
        cached != frames.end() && cached->second.has_certificate == is_covered(cached->second.last))
    {
        last = cached->second.last;
        return cached->second.bytes;
    }
    BALLAST_TRY(env::StoredBatch batch, store.read_batch(first));
    last = batch.last();
    BatchFrame frame{.batch = std::move(batch.bytes), .head = std::nullopt, .certificate = {}};
    if (const auto head = store.blob(heads_space, codec::encoded(last)))
        if (auto decoded = journal::decode_signed_head(*head)) frame.head = std::move(*decoded);
    if (is_covered(last))
    {
        frame.certificate = certificate;
        if (const auto own = store.certificate(last))
            if (auto decoded = journal::decode_certificate(*own)) frame.certificate = *decoded;
    }
    const CachedFrame made{last, net::share(encode_frame(frame)), is_covered(last)};
    if (const auto cached = frames.find(first); cached != frames.end()) cached->second = made;
    return made.bytes;
}

void GuardianLinkServer::Impl::offer_certificate(LinkSession& session)
{
    if (!session.is_streaming || !certificate) return;
    const Sequence sequence = certificate->head.sequence;
    if (sequence >= session.next || (session.told && *session.told >= sequence)) return;
    session.told = sequence;
    send(session, Certified{*certificate});
}

void GuardianLinkServer::Impl::acknowledge(LinkSession& session, Sequence held)
{
    GuardianView& view = view_of(session);
    if (!view.held || *view.held < held) view.held = held;
    while (!session.in_flight.empty() && session.in_flight.front().last <= held)
    {
        session.in_flight_bytes -= session.in_flight.front().size;
        session.in_flight.pop_front();
    }
    pump(session);
}

void GuardianLinkServer::Impl::on_certify(LinkSession& session, const Certify& vote)
{
    acknowledge(session, vote.head.sequence);
    if (phase != LinkPhase::Open) return;
    if (certificate && vote.head.sequence <= certificate->head.sequence) return;
    const std::uint8_t guardian = session.hello->guardian_index;
    const auto counted = heads.add(guardian, vote);
    if (!counted)
    {
        ++counters.bad_signatures;
        return spdlog::warn("guardian link: guardian {}'s CERTIFY of sequence {} is refused: {}",
                            guardian, vote.head.sequence.value, name_of(counted.error()));
    }
    GuardianView& view = view_of(session);
    view.certified = vote.head.sequence;
    view.refusal.reset();
    view.refusal_sentence.clear();
    if (*counted) on_certificate(**counted);
}

void GuardianLinkServer::Impl::on_certificate(const journal::Certificate& made)
{
    certificate = made;
    ++counters.certificates;
    note_store(store.put_certificate(made.head.sequence, journal::encode_certificate(made)),
               "a certificate");
    for (auto& [id, session] : sessions)
    {
        offer_certificate(session);
        pump(session);
    }
    if (callbacks.on_certified) callbacks.on_certified(made);
}

void GuardianLinkServer::Impl::on_sign(LinkSession& session, const SignOrder& vote)
{
    if (phase != LinkPhase::Open) return;
    const auto counted = orders.add(session.hello->guardian_index, vote);
    if (!counted)
    {
        // One signature more than a quorum, or an order that ended meanwhile, is nothing unusual.
        if (counted.error() == DeskError::NotExpected) return;
        ++counters.bad_signatures;
        return spdlog::warn("guardian link: guardian {}'s signature of order {} is refused: {}",
                            session.hello->guardian_index, vote.order.value,
                            name_of(counted.error()));
    }
    if (*counted) finish_order(vote.order, **counted);
}

void GuardianLinkServer::Impl::finish_order(OrderId order, const Bytes& vaa)
{
    ++counters.orders_signed;
    note_store(store.put_blob(orders_space, codec::encoded(order), vaa), "a signed order");
    if (callbacks.on_order_signed) callbacks.on_order_signed(order, vaa);
}

void GuardianLinkServer::Impl::on_observe(LinkSession& session, const Observe& vote)
{
    const std::uint8_t guardian = session.hello->guardian_index;
    if (vote.guardian_index != guardian)
    {
        ++counters.bad_signatures;
        return spdlog::warn("guardian link: guardian {} brings a signature of guardian {}",
                            guardian, vote.guardian_index);
    }
    auto added = pool.add(vote);
    if (!added)
    {
        ++(added.error() == VoteError::TooMany ? counters.dropped_observations
                                               : counters.bad_signatures);
        return spdlog::warn("guardian link: guardian {}'s OBSERVE is refused: {}", guardian,
                            name_of(added.error()));
    }
    if (!*added) return;
    ++counters.attestations;
    submit_attestation((*added)->digest, std::move((*added)->vaa));
}

void GuardianLinkServer::Impl::on_observed(const Observed& observed)
{
    const auto vaa = wire::parse_vaa(observed.vaa);
    if (!vaa)
    {
        ++counters.bad_signatures;
        return;
    }
    const Bytes32 digest = wire::vaa_digest(vaa->body);
    if (submitting.contains(digest)) return;
    submit_attestation(digest, observed.vaa);
}

void GuardianLinkServer::Impl::submit_attestation(const Bytes32& digest, Bytes vaa)
{
    if (done.contains(digest)) return;
    if (!run.submit)
    {
        if (retries.size() < settings.completed_max) retries.emplace_back(digest, std::move(vaa));
        return;
    }
    submitting.insert(digest);
    const std::weak_ptr<Impl> weak = weak_from_this();
    Bytes copy = vaa;
    run.submit(EvidenceKind::Attestation, std::move(vaa),
               [weak, digest, copy = std::move(copy)](const pipeline::SubmitResult& result) {
                   const auto self = weak.lock();
                   if (!self) return;
                   self->worker->post_always([impl = self.get(), digest, copy, result] {
                       impl->submitted(digest, copy, result);
                   });
               });
}

void GuardianLinkServer::Impl::submitted(const Bytes32& digest, const Bytes& vaa,
                                         const pipeline::SubmitResult& result)
{
    submitting.erase(digest);
    if (result || result.error().error == pipeline::SubmitError::NotNow)
        return remember_done(digest);
    if (result.error().error == pipeline::SubmitError::BadEvidence)
        return spdlog::warn("guardian link: an attestation is refused: {}", result.error().code);
    if (retries.size() < settings.completed_max) retries.emplace_back(digest, vaa);
}

void GuardianLinkServer::Impl::remember_done(const Bytes32& digest)
{
    if (!done.insert(digest).second) return;
    done_order.push_back(digest);
    if (done_order.size() <= settings.completed_max) return;
    done.erase(done_order.front());
    done_order.pop_front();
}

void GuardianLinkServer::Impl::retry_submissions()
{
    if (!run.submit) return;
    for (std::size_t i = std::min(retries.size(), retries_at_once); i > 0; --i)
    {
        auto [digest, vaa] = std::move(retries.front());
        retries.pop_front();
        submit_attestation(digest, std::move(vaa));
    }
}

}  // namespace ballast::guardian
