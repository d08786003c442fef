// SPDX-License-Identifier: Apache-2.0
// Sessions of the hub's link: from a socket to frames, and the public face.
#include "link_server.hpp"

#include <spdlog/spdlog.h>

#include <ballast/domain/codec.hpp>
#include <ballast/guardian/link_state.hpp>

namespace ballast::guardian {
namespace {
/// Frames and batches that may wait for the link's thread.
constexpr std::size_t tasks_max = 4'096;
}  // namespace

std::string_view name_of(LinkPhase phase)
{
    switch (phase)
    {
        case LinkPhase::Opening:
            return "opening";
        case LinkPhase::Starting:
            return "starting";
        case LinkPhase::Open:
            return "open";
        case LinkPhase::Lost:
            return "lost";
    }
    return "unknown";
}

std::size_t LinkStatus::connected_count() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(guardians, [](const auto& view) { return view.is_connected; }));
}

GuardianLinkServer::Impl::Impl(LinkSettings s, const Genesis& g, crypto::SecretKey key,
                               env::JournalStore& js, const env::Clock& c, env::Entropy& e,
                               LinkCallbacks cb)
    : settings{s},
      genesis{g},
      hub_key{std::move(key)},
      store{js},
      clock{c},
      entropy{e},
      callbacks{std::move(cb)},
      session_of(g.guardians.keys.size()),
      views(g.guardians.keys.size()),
      heads{g.deployment_id, g.guardians, s.uncertified_max},
      orders{g.guardians, s.orders_max},
      pool{g, {.of_guardian_max = s.observations_max, .complete_max = s.completed_max}}
{
    for (std::size_t i = 0; i < views.size(); ++i) views[i].key = g.guardians.keys[i];
}

void GuardianLinkServer::Impl::launch()
{
    refresh_status();
    worker = std::make_unique<Worker>(tasks_max, [this] { tick(); });
}

void GuardianLinkServer::Impl::accept(const std::shared_ptr<net::WebSocketSession>& socket)
{
    if (is_stopped || connections >= settings.connections_max)
        return socket->close(net::CloseCode::TryAgainLater, "too many guardians");
    const SessionId id = next_session++;
    ++connections;
    const std::weak_ptr<Impl> weak = weak_from_this();
    socket->receive(
        [weak, id, socket](net::MessageKind kind, BytesView message) {
            const auto self = weak.lock();
            if (!self) return;
            if (kind != net::MessageKind::Binary)
                return socket->close(net::CloseCode::Policy, "frames are binary");
            Bytes bytes{message.begin(), message.end()};
            if (!self->worker->post([self = self.get(), id, bytes = std::move(bytes)] {
                    self->received(id, bytes);
                }))
                socket->close(net::CloseCode::TryAgainLater, "the hub is busy");
        },
        [weak, id](net::CloseReason, std::string_view) {
            const auto self = weak.lock();
            if (!self) return;
            --self->connections;
            self->worker->post_always([self = self.get(), id] { self->closed(id); });
        });
    worker->post_always([this, id, socket] { opened(id, socket); });
}

void GuardianLinkServer::Impl::opened(SessionId id,
                                      const std::shared_ptr<net::WebSocketSession>& socket)
{
    LinkSession session{.socket = socket, .since_ms = clock.monotonic_ms()};
    session.challenge.nonce = entropy.bytes32();
    session.challenge.opening = phase == LinkPhase::Opening;
    session.challenge.signature =
        crypto::sign(challenge_digest(genesis.deployment_id, session.challenge), hub_key);
    send(session, session.challenge);
    sessions.emplace(id, std::move(session));
}

void GuardianLinkServer::Impl::received(SessionId id, const Bytes& bytes)
{
    const auto at = sessions.find(id);
    if (at == sessions.end()) return;
    const auto frame = decode_frame(bytes);
    if (!frame)
    {
        ++counters.bad_frames;
        drop(id, net::CloseCode::Protocol, std::string{name_of(frame.error())});
    }
    else
        handle(id, at->second, *frame);
    refresh_status();
}

void GuardianLinkServer::Impl::handle(SessionId id, LinkSession& session, const Frame& frame)
{
    if (const auto* hello = std::get_if<Hello>(&frame)) return on_hello(id, session, *hello);
    const bool is_expected = session.hello && !std::holds_alternative<Challenge>(frame) &&
                             !std::holds_alternative<Welcome>(frame) &&
                             !std::holds_alternative<BatchFrame>(frame) &&
                             !std::holds_alternative<Certified>(frame);
    if (!is_expected)
    {
        ++counters.bad_frames;
        return drop(id, net::CloseCode::Protocol, std::string{name_of(frame)} + " is out of turn");
    }
    view_of(session).last_seen_ms = clock.now_ms();
    if (const auto* held = std::get_if<Held>(&frame)) acknowledge(session, held->sequence);
    if (const auto* vote = std::get_if<Certify>(&frame)) on_certify(session, *vote);
    if (const auto* vote = std::get_if<SignOrder>(&frame)) on_sign(session, *vote);
    if (const auto* vote = std::get_if<Observe>(&frame)) on_observe(session, *vote);
    if (const auto* observed = std::get_if<Observed>(&frame)) on_observed(*observed);
    if (const auto* refuse = std::get_if<Refuse>(&frame)) on_refuse(session, *refuse);
    if (const auto* request = std::get_if<Request>(&frame); request != nullptr && run.submit)
        run.submit(request->kind, request->evidence, [](const pipeline::SubmitResult&) {});
}

void GuardianLinkServer::Impl::closed(SessionId id)
{
    const auto at = sessions.find(id);
    if (at == sessions.end()) return;
    if (at->second.hello)
    {
        const std::uint8_t guardian = at->second.hello->guardian_index;
        if (session_of[guardian] == id)
        {
            session_of[guardian].reset();
            views[guardian].is_connected = false;
            views[guardian].held.reset();
            if (phase == LinkPhase::Opening) hellos.erase(guardian);
            spdlog::info("guardian link: guardian {} left", guardian);
        }
    }
    sessions.erase(at);
    refresh_status();
}

void GuardianLinkServer::Impl::drop(SessionId id, net::CloseCode code, const std::string& why)
{
    const auto at = sessions.find(id);
    if (at == sessions.end()) return;
    spdlog::warn("guardian link: closes {}: {}", at->second.socket->remote(), why);
    at->second.socket->close(code, why);
    closed(id);
}

void GuardianLinkServer::Impl::send(LinkSession& session, const Frame& frame)
{
    // A session that is too slow is closed by the socket, which reports it.
    (void)session.socket->send_binary(encode_frame(frame));
}

void GuardianLinkServer::Impl::tick()
{
    std::vector<SessionId> silent;
    for (const auto& [id, session] : sessions)
        if (!session.hello && clock.monotonic_ms() - session.since_ms > settings.hello_ms_max)
            silent.push_back(id);
    for (const SessionId id : silent) drop(id, net::CloseCode::Policy, "no HELLO in time");
    retry_submissions();
}

void GuardianLinkServer::Impl::refresh_status()
{
    const std::lock_guard lock{status_mutex};
    status.phase = phase;
    status.term = term;
    status.certified.reset();
    if (certificate) status.certified = certificate->head.sequence;
    status.guardians = views;
    status.counters = counters;
    status.heads_waiting = heads.waiting_count();
    status.orders_waiting = orders.waiting_count();
    status.observations_waiting = pool.waiting_count();
}

void GuardianLinkServer::Impl::note_store(const Result<void, env::StoreError>& written,
                                          std::string_view what)
{
    if (!written)
        spdlog::error("guardian link: cannot store {}: {}", what, env::describe(written.error()));
}

// ---- the public face

GuardianLinkServer::GuardianLinkServer(LinkSettings settings, const Genesis& genesis,
                                       crypto::SecretKey hub_key, env::JournalStore& store,
                                       const env::Clock& clock, env::Entropy& entropy,
                                       LinkCallbacks callbacks)
    : impl_{std::make_shared<Impl>(settings, genesis, std::move(hub_key), store, clock, entropy,
                                   std::move(callbacks))}
{
    impl_->launch();
}

GuardianLinkServer::~GuardianLinkServer() { stop(); }

void GuardianLinkServer::attach(net::HttpServer& server)
{
    server.accept_websockets(
        std::string{hub_link_path},
        [weak = std::weak_ptr<Impl>{impl_}](const std::shared_ptr<net::WebSocketSession>& socket,
                                            const net::HttpRequest&) {
            if (const auto impl = weak.lock())
                impl->accept(socket);
            else
                socket->close(net::CloseCode::GoingAway);
        });
}

void GuardianLinkServer::start(TermStart begin)
{
    impl_->worker->post_always([impl = impl_.get(), begin = std::move(begin)]() mutable {
        impl->begin(std::move(begin));
    });
}

void GuardianLinkServer::publish(const pipeline::SharedBatch& batch)
{
    impl_->worker->post_waiting([impl = impl_.get(), batch] { impl->take_batch(batch); });
}

void GuardianLinkServer::reopen()
{
    impl_->worker->post_always([impl = impl_.get()] { impl->reopen(); });
}

void GuardianLinkServer::stop()
{
    if (impl_->is_stopped.exchange(true)) return;
    impl_->worker->run([impl = impl_.get()] {
        for (auto& [id, session] : impl->sessions)
            session.socket->close(net::CloseCode::GoingAway, "the hub stops");
    });
    impl_->worker->stop();
}

std::optional<Bytes> GuardianLinkServer::signed_order(OrderId order) const
{
    auto vaa = impl_->store.blob(orders_space, codec::encoded(order));
    if (!vaa) return std::nullopt;
    return std::move(*vaa);
}

LinkStatus GuardianLinkServer::status() const
{
    const std::lock_guard lock{impl_->status_mutex};
    return impl_->status;
}

}  // namespace ballast::guardian
