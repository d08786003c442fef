// SPDX-License-Identifier: Apache-2.0
// Terms at the hub: HELLOs, the opening, WELCOMEs, refusals, and the end of a term.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ballast/domain/codec.hpp>
#include <ballast/guardian/link_state.hpp>
#include <ballast/guardian/term_opening.hpp>
#include <ballast/wire/order_message.hpp>

namespace ballast::guardian {
namespace {
/// The highest term that the store knows of.
Term last_term(const env::JournalStore& store)
{
    Term out;
    if (const auto end = store.last()) out = end->term;
    if (const auto bytes = store.meta(term_key))
        if (const auto opened = codec::decode_whole<Term>(*bytes)) out = std::max(out, *opened);
    return out;
}

std::optional<journal::Certificate> last_certificate(const env::JournalStore& store)
{
    const auto sequence = store.last_certified();
    if (!sequence) return std::nullopt;
    const auto bytes = store.certificate(*sequence);
    if (!bytes) return std::nullopt;
    auto certificate = journal::decode_certificate(*bytes);
    if (!certificate) return std::nullopt;
    return std::move(*certificate);
}

bool is_beyond(const std::optional<ChainPoint>& point, Sequence sequence)
{
    return point && point->sequence >= sequence;
}
}  // namespace

void GuardianLinkServer::Impl::on_hello(SessionId id, LinkSession& session, const Hello& hello)
{
    const auto refuse = [&](std::string_view why) {
        ++counters.refused_hellos;
        drop(id, net::CloseCode::Policy, fmt::format("HELLO refused: {}", why));
    };
    if (session.hello) return refuse("a second HELLO");
    if (hello.nonce != session.challenge.nonce || hello.opening != session.challenge.opening)
        return refuse("it answers another challenge");
    if (const auto checked = check_hello(hello, genesis.deployment_id, genesis.guardians); !checked)
        return refuse(describe(checked.error()));

    const std::uint8_t guardian = hello.guardian_index;
    if (session_of[guardian])
        drop(*session_of[guardian], net::CloseCode::Policy, "a newer connection of this guardian");
    session_of[guardian] = id;
    session.hello = hello;
    GuardianView& view = views[guardian];
    view.is_connected = true;
    view.last_seen_ms = clock.now_ms();
    view.refusal.reset();
    view.refusal_sentence.clear();
    spdlog::info("guardian link: guardian {} said HELLO from {}", guardian,
                 session.socket->remote());
    if (phase == LinkPhase::Open) return welcome(session);
    if (phase != LinkPhase::Opening || !hello.opening) return;
    hellos[guardian] = hello;
    if (hellos.size() >= genesis.guardians.quorum()) open_term();
}

void GuardianLinkServer::Impl::open_term()
{
    opening.clear();
    term = last_term(store);
    for (const auto& [guardian, hello] : hellos)
    {
        opening.push_back(hello);
        term = std::max(term, hello.highest_term);
    }
    ++term.value;
    auto chosen = choose_base(opening, genesis.guardians.keys.size(), holds_in(store));
    if (!chosen) return give_up(std::string{describe(chosen.error())});
    base = *chosen;
    certificate = last_certificate(store);
    if (certificate && !is_beyond(base, certificate->head.sequence))
        base = ChainPoint{certificate->head.term, certificate->head.sequence,
                          certificate->head.batch_hash};
    if (const auto kept = store.put_meta(term_key, codec::encoded(term)); !kept)
        return give_up(fmt::format("cannot store the term: {}", env::describe(kept.error())));
    forget_older_terms();
    phase = LinkPhase::Starting;
    hellos.clear();
    spdlog::info("guardian link: term {} opens after {}", term.value,
                 base ? fmt::format("sequence {}", base->sequence.value) : "nothing");
    if (callbacks.on_term_open) callbacks.on_term_open({term, base});
}

/// Nothing of the terms before is sent any more: what is not behind the base needs no head. What
/// lies behind the base comes with publish() only.
void GuardianLinkServer::Impl::forget_older_terms()
{
    heads.clear();
    orders.clear();
    frames.clear();
    end.reset();
    if (base) end = base->sequence;
    std::vector<Bytes> old;
    (void)store.for_each_blob(heads_space, {}, [&old](BytesView key, BytesView) {
        old.emplace_back(key.begin(), key.end());
        return env::Walk::Continue;
    });
    for (const Bytes& key : old) note_store(store.drop_blob(heads_space, key), "heads");
}

void GuardianLinkServer::Impl::begin(TermStart start)
{
    if (phase != LinkPhase::Starting)
        return spdlog::warn("guardian link: start() without an opened term");
    run = std::move(start);
    phase = LinkPhase::Open;
    adopt_orders(run.outstanding);
    for (auto& [id, session] : sessions)
        if (session.hello) welcome(session);
    refresh_status();
}

void GuardianLinkServer::Impl::adopt_orders(const std::vector<Order>& outstanding)
{
    for (const Order& order : outstanding)
    {
        const auto kept = store.blob(orders_space, codec::encoded(order.id));
        const auto vaa = kept ? wire::parse_vaa(*kept) : fail(wire::DecodeError::Truncated);
        const bool is_signed = vaa && wire::encode_vaa_body(vaa->body) == wire::encode_order(order);
        if (is_signed)
        {
            if (callbacks.on_order_signed) callbacks.on_order_signed(order.id, *kept);
        }
        else if (!orders.expect(order))
            spdlog::error("guardian link: too many orders wait; order {} is not signed",
                          order.id.value);
    }
}

void GuardianLinkServer::Impl::welcome(LinkSession& session)
{
    Welcome frame{.term = term, .base = base, .opening = opening, .applied = {}};
    if (run.applied) frame.applied = run.applied();
    send(session, frame);
    const Holds holds = holds_in(store);
    Sequence from;
    for (const ChainPoint& point : session.hello->points)
        if (holds(point)) from = std::max(from, Sequence{point.sequence.value + 1});
    session.next = from;
    session.is_streaming = true;
    pump(session);
}

void GuardianLinkServer::Impl::on_refuse(LinkSession& session, const Refuse& refuse)
{
    const std::uint8_t guardian = session.hello->guardian_index;
    ++counters.refusals;
    GuardianView& view = views[guardian];
    view.refusal = refuse.code;
    view.refusal_sentence = refuse.sentence;
    spdlog::warn("guardian link: guardian {} refuses: {} at sequence {}: {}", guardian,
                 name_of(refuse.code), refuse.sequence.value, refuse.sentence);
    if (callbacks.on_refusal) callbacks.on_refusal(guardian, refuse);
    if (refuse.code == RefusalCode::Omission || refuse.code == RefusalCode::Failing) return;
    session.in_flight.clear();
    session.in_flight_bytes = 0;
    if (refuse.code == RefusalCode::TooOld || refuse.code == RefusalCode::TooNew)
    {
        session.stalled = refuse.sequence;
        session.next = refuse.sequence;
        pump(session);
    }
    else
        session.is_streaming = false;

    std::size_t refusing = 0;
    for (const GuardianView& each : views)
        if (each.refusal && *each.refusal != RefusalCode::Omission &&
            *each.refusal != RefusalCode::Failing)
            ++refusing;
    if (phase == LinkPhase::Open && views.size() - refusing < genesis.guardians.quorum())
        lose(fmt::format("{} guardians refuse; the last one: {}: {}", refusing,
                         name_of(refuse.code), refuse.sentence));
}

void GuardianLinkServer::Impl::lose(const std::string& why)
{
    phase = LinkPhase::Lost;
    spdlog::error("guardian link: term {} is lost: {}", term.value, why);
    if (callbacks.on_term_lost) callbacks.on_term_lost(why);
}

void GuardianLinkServer::Impl::give_up(const std::string& why)
{
    phase = LinkPhase::Lost;
    spdlog::error("guardian link: term {} cannot be opened: {}", term.value, why);
    if (callbacks.on_store_failed) callbacks.on_store_failed(why);
}

void GuardianLinkServer::Impl::reopen()
{
    phase = LinkPhase::Opening;
    run = {};
    // What was handed to the old pipeline may lie beyond the new base: it may be brought again.
    done.clear();
    done_order.clear();
    for (GuardianView& view : views)
    {
        view.refusal.reset();
        view.refusal_sentence.clear();
    }
    hellos.clear();
    opening.clear();
    heads.clear();
    orders.clear();
    frames.clear();
    end.reset();
    std::vector<SessionId> all;
    for (const auto& [id, session] : sessions) all.push_back(id);
    for (const SessionId id : all) drop(id, net::CloseCode::GoingAway, "a new term opens");
    refresh_status();
}

}  // namespace ballast::guardian
