// SPDX-License-Identifier: Apache-2.0
// A guardian's life: open the store, listen, watch, dial; and all of it back.
#include "guardian.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ballast/domain/codec.hpp>
#include <ballast/guardian/follower_store.hpp>
#include <ballast/guardian/guardian_state.hpp>

namespace ballast::guardian {
namespace {
/// Frames and reports that may wait for the guardian's thread.
constexpr std::size_t tasks_max = 4'096;
/// Connections of other guardians, some to spare for those that are being replaced.
constexpr std::size_t peer_connections_max = 64;

net::WebSocketSettings peer_socket()
{
    net::WebSocketSettings out;
    out.message_size_max = frame_size_max(9);  // OBSERVE
    out.send_queue_bytes_max = std::size_t{8} << 20U;
    return out;
}

chains::WatchedChain watched(const Genesis& genesis, const GenesisChain& chain)
{
    chains::WatchedChain out{.chain = chain.id,
                             .eip155 = chain.eip155,
                             .name = chain.name,
                             .deployment = genesis.deployment_id,
                             .heartbeat_blocks = chain.heartbeat_blocks,
                             .contracts = {}};
    for (const GenesisContract& contract : genesis.contracts)
        if (contract.chain == chain.id)
            out.contracts.push_back(
                {contract.address, contract.code_hash, contract.deployed_block});
    return out;
}

Result<net::Url, std::string> url_of(const std::string& text)
{
    auto url = net::parse_url(text);
    if (url && url->scheme == "ws") return std::move(*url);
    return fail(fmt::format("\"{}\" is not a ws:// address{}{}", text, url ? "" : ": ",
                            url ? std::string_view{} : net::describe(url.error())));
}
}  // namespace

Result<void, std::string> Guardian::Impl::launch()
{
    auto opened = Follower::open(genesis,
                                 {.fresh_ms_max = settings.fresh_ms_max,
                                  .omission_ms_max = settings.omission_ms_max,
                                  .snapshot_every = settings.snapshot_every},
                                 parts.store, parts.clock, parts.key.duplicate(),
                                 [this](const Frame& frame) { send_to_hub(frame); });
    if (!opened) return fail(std::move(opened).error());
    follower = std::move(*opened);
    signer = std::make_unique<ObservationSigner>(follower->guardian_index(), parts.key.duplicate(),
                                                 parts.store);
    for (const Observe& own :
         signer->unapplied([this](const Observation& o) { return follower->is_applied(o); }))
        count_vote(own);
    status = present_status();
    worker = std::make_unique<Worker>(tasks_max, [this] { tick(); });
    BALLAST_CHECK(listen_to_peers());
    for (const std::string& url : settings.peers_dial) BALLAST_CHECK(dial_peer(url));
    BALLAST_CHECK(watch_chains());
    BALLAST_CHECK(watch_prices());
    BALLAST_CHECK(dial_hub());
    worker->post_always([this] { refresh(); });
    return {};
}

Result<void, std::string> Guardian::Impl::listen_to_peers()
{
    auto server = net::HttpServer::listen(
        parts.io,
        {.address = settings.peers_address,
         .port = settings.peers_port,
         .connections_max = peer_connections_max},
        [](const net::HttpRequest&, net::Responder respond) {
            respond({.status = 404,
                     .body = R"({"code":"NotFound","sentence":"only guardians speak here"})"});
        });
    if (!server) return fail(std::move(server).error().sentence);
    peer_server = std::move(*server);
    peer_server->accept_websockets(
        std::string{peer_link_path},
        [weak = weak_from_this()](const std::shared_ptr<net::WebSocketSession>& socket,
                                  const net::HttpRequest&) {
            if (const auto self = weak.lock()) self->accept_peer(socket);
        },
        peer_socket());
    peer_server->start();
    return {};
}

void Guardian::Impl::accept_peer(const std::shared_ptr<net::WebSocketSession>& socket)
{
    socket->receive(
        [weak = weak_from_this(), socket](net::MessageKind, BytesView message) {
            const auto self = weak.lock();
            if (!self) return;
            Bytes bytes{message.begin(), message.end()};
            if (!self->post([impl = self.get(), bytes = std::move(bytes), socket] {
                    impl->peer_frame(bytes, socket);
                }))
                socket->close(net::CloseCode::TryAgainLater, "busy");
        },
        [](net::CloseReason, std::string_view) {});
}

Result<void, std::string> Guardian::Impl::dial_peer(const std::string& text)
{
    BALLAST_TRY(net::Url url, url_of(text));
    const std::lock_guard lock{peers_mutex};
    // The link's own handler names the link, which does not exist before it is made.
    const auto slot = std::make_shared<std::weak_ptr<DialledLink>>();
    auto peer = std::make_shared<DialledLink>(
        parts.io,
        DialSettings{.url = std::move(url),
                     .pause_min = std::chrono::milliseconds{settings.redial_ms_min},
                     .pause_max = std::chrono::milliseconds{settings.redial_ms_max},
                     .socket = peer_socket()},
        DialHandlers{.on_open =
                         [weak = weak_from_this(), slot] {
                             const auto self = weak.lock();
                             if (!self) return;
                             self->worker->post_always(
                                 [impl = self.get(), slot] { impl->peer_opened(*slot); });
                         },
                     .on_frame = {},
                     .on_close = {}});
    *slot = peer;
    peers.push_back(std::move(peer));
    return {};
}

Result<void, std::string> Guardian::Impl::watch_chains()
{
    if (!parts.make_watcher) return {};
    for (const GenesisChain& chain : genesis.chains)
    {
        std::optional<chains::Cursor> cursor;
        if (const auto bytes = parts.store.blob(cursors_space, codec::encoded(chain.id)))
            if (auto decoded = codec::decode_whole<chains::Cursor>(*bytes))
                cursor = std::move(*decoded);
        BALLAST_TRY(
            std::unique_ptr<chains::Watcher> watcher,
            parts.make_watcher(watched(genesis, chain), events_of(chain.id), std::move(cursor)));
        watchers.push_back(std::move(watcher));
    }
    for (const auto& watcher : watchers) watcher->start();
    return {};
}

chains::WatcherEvents Guardian::Impl::events_of(ChainId chain)
{
    const std::size_t row = watchers.size();
    const auto on_observation = [this](const Observation& observation) {
        worker->post_always([this, observation] { observed(observation); });
    };
    chains::WatcherEvents out;
    out.on_finalised = on_observation;
    out.on_head = on_observation;
    out.on_problem = [this, chain](const chains::ChainProblem& problem) {
        worker->post_always([this, chain, problem] { chain_problem(chain, problem); });
    };
    out.on_recovered = [this, chain] {
        worker->post_always([this, chain] { chain_recovered(chain); });
    };
    out.on_progress = [this, chain, row](const chains::Progress&) {
        // Behind the observations that it covers, on the same queue.
        worker->post_always(
            [this, chain, cursor = watchers[row]->cursor()] { progressed(chain, cursor); });
    };
    return out;
}

Result<void, std::string> Guardian::Impl::watch_prices()
{
    if (settings.prices_url.empty()) return {};
    feeds::PriceClientCallbacks callbacks;
    callbacks.on_update = [this](EvidenceKind kind, BytesView update) {
        // A lost update matters little: the next one comes soon.
        (void)post(
            [this, kind, bytes = Bytes{update.begin(), update.end()}] { published(kind, bytes); });
    };
    auto client =
        feeds::PriceClient::start(parts.io, {.url = settings.prices_url}, std::move(callbacks));
    if (!client) return fail(std::move(client).error());
    price_client = std::move(*client);
    return {};
}

Result<void, std::string> Guardian::Impl::dial_hub()
{
    BALLAST_TRY(net::Url url, url_of(settings.hub_url));
    // The link exists before its first frame is handled: the guardian's thread waits for the lock.
    const std::lock_guard lock{peers_mutex};
    hub = std::make_unique<DialledLink>(
        parts.io,
        DialSettings{.url = std::move(url),
                     .pause_min = std::chrono::milliseconds{settings.redial_ms_min},
                     .pause_max = std::chrono::milliseconds{settings.redial_ms_max},
                     .socket = {}},
        DialHandlers{
            .on_open = {},
            .on_frame =
                [this](BytesView frame) {
                    const std::int64_t received_ms = parts.clock.now_ms();
                    Bytes bytes{frame.begin(), frame.end()};
                    if (!post([this, bytes = std::move(bytes), received_ms] {
                            hub_frame(bytes, received_ms);
                        }))
                        worker->post_always([this] { hang_up_hub(); });
                },
            .on_close =
                [this](std::string_view) { worker->post_always([this] { hub_closed(); }); }});
    return {};
}

void Guardian::Impl::stop()
{
    if (is_stopped.exchange(true)) return;
    // First of all: a long queue of reports to sign, each with a sync, is not worked off. They are
    // reported again after the next start, for the cursor stands before them.
    if (worker) worker->dismiss();
    for (const auto& watcher : watchers) watcher->stop();
    price_client.reset();
    if (peer_server) peer_server->stop();
    if (worker)
    {
        worker->stop();
        // The guardian's thread has ended: what was its own is ours.
        const pipeline::DueHash hash = follower->hash_now();
        spdlog::info("guardian {}: stops at sequence {} with state hash {}",
                     follower->guardian_index(), hash.sequence.value, to_hex_0x(hash.hash.view()));
        is_written = false;
        refresh();
    }
    hub.reset();
    peers.clear();
    peer_server.reset();
    watchers.clear();
}

// ---- the public face

Result<std::unique_ptr<Guardian>, std::string> Guardian::start(const Genesis& genesis,
                                                               GuardianSettings settings,
                                                               GuardianParts parts)
{
    auto impl = std::make_shared<Impl>(genesis, std::move(settings), std::move(parts));
    if (const auto launched = impl->launch(); !launched)
    {
        impl->stop();
        return fail(launched.error());
    }
    return std::unique_ptr<Guardian>{new Guardian(std::move(impl))};
}

Guardian::Guardian(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}

Guardian::~Guardian() { stop(); }

void Guardian::stop() { impl_->stop(); }

void Guardian::add_peer(const std::string& url)
{
    if (const auto dialled = impl_->dial_peer(url); !dialled)
        spdlog::error("guardian: {}", dialled.error());
}

std::uint16_t Guardian::peers_port() const { return impl_->peer_server->port(); }

GuardianStatus Guardian::status() const
{
    const std::lock_guard lock{impl_->status_mutex};
    return impl_->status;
}

}  // namespace ballast::guardian
