// SPDX-License-Identifier: Apache-2.0
// What happens on a guardian's own thread: frames of the hub and of peers, observations, prices.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ballast/domain/codec.hpp>
#include <ballast/guardian/follower_store.hpp>
#include <ballast/guardian/guardian_state.hpp>
#include <ballast/intake/derive.hpp>
#include <ballast/wire/observation_message.hpp>
#include <fstream>

namespace ballast::guardian {
namespace {
/// Ticks between two looks for observations that are over.
constexpr std::uint64_t ticks_per_sweep = 200;

/// How far the hub says a contract's reports are applied.
bool is_applied_at_hub(const Welcome& welcome, const Observation& observation)
{
    for (const AppliedReports& row : welcome.applied)
        if (row.chain == observation.chain && row.contract == observation.contract)
            return type_of(observation.body) == ObservationType::Head
                       ? observation.block_number <= row.head_block
                       : observation.sequence <= row.event_nonce;
    return false;
}

std::string name_of_report(const Observation& observation)
{
    return fmt::format("observation {} of chain {} (type {})", observation.sequence,
                       observation.chain.value, static_cast<unsigned>(type_of(observation.body)));
}
}  // namespace

void Guardian::Impl::hub_frame(const Bytes& bytes, std::int64_t received_ms)
{
    const auto frame = decode_frame(bytes);
    if (!frame)
    {
        spdlog::warn("guardian {}: a bad frame of the hub: {}", follower->guardian_index(),
                     describe(frame.error()));
        return hang_up_hub();
    }
    if (const auto* challenge = std::get_if<Challenge>(&*frame)) follower->on_challenge(*challenge);
    if (const auto* welcome = std::get_if<Welcome>(&*frame))
    {
        follower->on_welcome(*welcome);
        if (follower->is_joined()) send_unapplied(*welcome);
    }
    if (const auto* batch = std::get_if<BatchFrame>(&*frame))
        follower->on_batch(*batch, received_ms);
    if (const auto* certified = std::get_if<Certified>(&*frame))
        follower->on_certified(certified->certificate);
    refresh();
}

void Guardian::Impl::hub_closed()
{
    follower->on_disconnect();
    refresh();
}

void Guardian::Impl::peer_frame(const Bytes& bytes,
                                const std::shared_ptr<net::WebSocketSession>& socket)
{
    const auto frame = decode_frame(bytes);
    const auto* vote = frame ? std::get_if<Observe>(&*frame) : nullptr;
    if (vote == nullptr)
        return socket->close(net::CloseCode::Protocol, "only OBSERVE is said here");
    auto added = pool.add(*vote);
    // Anybody may dial: who brings what no guardian signed is not heard any further.
    if (!added && added.error() != VoteError::TooMany)
        return socket->close(net::CloseCode::Policy, std::string{name_of(added.error())});
    if (added && *added)
    {
        const CompleteObservation& complete = **added;
        if (!follower->is_applied(complete.observation))
            follower->owe(complete.digest, {.name = name_of_report(complete.observation),
                                            .frame = Observed{complete.vaa}});
        refresh();
    }
}

void Guardian::Impl::count_vote(const Observe& vote)
{
    auto added = pool.add(vote);
    if (!added || !*added || follower->is_applied((*added)->observation)) return;
    follower->owe((*added)->digest, {.name = name_of_report((*added)->observation),
                                     .frame = Observed{(*added)->vaa}});
}

void Guardian::Impl::peer_opened(const std::weak_ptr<DialledLink>& slot)
{
    std::shared_ptr<DialledLink> peer;
    {
        // Whoever dials fills the slot under this lock.
        const std::lock_guard lock{peers_mutex};
        peer = slot.lock();
    }
    if (!peer) return;
    for (const Observe& own :
         signer->unapplied([this](const Observation& o) { return follower->is_applied(o); }))
        (void)peer->send(Frame{own});
    refresh();
}

void Guardian::Impl::hang_up_hub()
{
    const std::lock_guard lock{peers_mutex};
    if (hub) hub->hang_up();
}

void Guardian::Impl::observed(const Observation& observation)
{
    if (follower->is_applied(observation)) return;
    const auto own = signer->sign(observation);
    if (!own)
        return chain_problem(observation.chain,
                             {chains::ChainProblemKind::FinalityViolated, own.error()});
    send_to_hub(*own);
    broadcast(*own);
    count_vote(*own);
    refresh();
}

void Guardian::Impl::progressed(ChainId chain, const chains::Cursor& cursor)
{
    // Not synced: an older cursor only means that the same is reported, and signed, once more.
    (void)parts.store.put_blob(cursors_space, codec::encoded(chain), codec::encoded(cursor));
}

void Guardian::Impl::chain_problem(ChainId chain, const chains::ChainProblem& problem)
{
    spdlog::error("guardian {}: chain {}: {}: {}", follower->guardian_index(), chain.value,
                  chains::name_of(problem.kind), problem.sentence);
    problems.insert_or_assign(chain, problem);
    refresh();
}

void Guardian::Impl::chain_recovered(ChainId chain)
{
    problems.erase(chain);
    refresh();
}

void Guardian::Impl::published(EvidenceKind kind, const Bytes& update)
{
    const auto command = intake::derive_command(kind, update, sources, parts.clock.now_ms());
    if (!command)
        return spdlog::warn(
            "guardian {}: {} refused: {}", follower->guardian_index(),
            kind == EvidenceKind::PriceUpdate ? "a price update is" : "a surface or marks are",
            command.error().sentence);
    if (const auto* prices = std::get_if<UpdatePrices>(&*command))
        follower->owe_prices(update, *prices);
    else
        follower->owe_market(update, *command);
}

void Guardian::Impl::tick()
{
    const bool was_refusing = !follower->refusals().empty();
    follower->tick();
    if (++ticks % ticks_per_sweep == 0)
    {
        const auto is_over = [this](const Observation& o) { return follower->is_applied(o); };
        pool.forget_if(is_over);
        (void)signer->unapplied(is_over);
    }
    if (was_refusing || !follower->refusals().empty()) refresh();
}

void Guardian::Impl::send_to_hub(const Frame& frame)
{
    const std::lock_guard lock{peers_mutex};
    if (hub) (void)hub->send(frame);
}

void Guardian::Impl::broadcast(const Observe& observe)
{
    const auto bytes = net::share(encode_frame(observe));
    const std::lock_guard lock{peers_mutex};
    for (const auto& peer : peers) (void)peer->send(bytes);
}

void Guardian::Impl::send_unapplied(const Welcome& welcome)
{
    for (const Observe& own :
         signer->unapplied([this](const Observation& o) { return follower->is_applied(o); }))
    {
        const auto body = wire::parse_vaa_body(own.body);
        const auto observation =
            body ? wire::parse_observation(*body) : fail(wire::DecodeError::Truncated);
        if (observation && !is_applied_at_hub(welcome, *observation)) send_to_hub(own);
    }
}

GuardianStatus Guardian::Impl::present_status()
{
    GuardianStatus now{.guardian_index = follower->guardian_index(),
                       .is_connected = follower->is_joined(),
                       .term = follower->term(),
                       .head = follower->head(),
                       .certified = follower->certified(),
                       .signed_head = follower->signed_head(),
                       .observations_signed = signer->count(),
                       .orders_signed = follower->orders_signed(),
                       .owed = follower->owed_count(),
                       .refusals = follower->refusals()};
    const pipeline::DueHash due = follower->due_hash();
    now.state_sequence = due.sequence;
    now.state_hash = due.hash;
    for (const auto& [chain, problem] : problems) now.chain_problems.push_back(problem);
    const std::lock_guard lock{peers_mutex};
    for (const auto& peer : peers) now.peers_connected += peer->is_open() ? 1U : 0U;
    return now;
}

void Guardian::Impl::refresh()
{
    GuardianStatus now = present_status();
    if (!is_written || now.certified != written) write_status_file(now);
    {
        const std::lock_guard lock{status_mutex};
        status = std::move(now);
    }
    if (parts.on_change) parts.on_change();
}

/// Replaces the file as a whole, so that a reader never sees a part of it.
void Guardian::Impl::write_status_file(const GuardianStatus& now)
{
    is_written = true;
    written = now.certified;
    if (settings.status_file.empty()) return;
    const std::filesystem::path draft = settings.status_file.string() + ".new";
    std::ofstream out{draft, std::ios::trunc};
    out << now.to_json() << '\n';
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(draft, settings.status_file, error);
    if (!out || error)
        spdlog::warn("guardian {}: cannot write {}", now.guardian_index,
                     settings.status_file.string());
}

}  // namespace ballast::guardian
