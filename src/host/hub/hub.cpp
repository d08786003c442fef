// SPDX-License-Identifier: Apache-2.0
// The hub's parts and the order in which they start and stop.
#include "hub.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <ballast/api/api_server.hpp>
#include <ballast/chains/evm/evm_submitter.hpp>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/env/secret_file.hpp>
#include <ballast/feeds/price_client.hpp>
#include <ballast/hub/services.hpp>
#include <ballast/hub/term_keeper.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <ballast/store/rocksdb_store.hpp>
#include <thread>

namespace ballast::hub {
namespace {

/// Enough that guardians never wait for the hub, few enough that none of them grows stale.
constexpr std::size_t uncertified_batches = 16;

std::unexpected<HubProblem> wrong_configuration(std::string sentence)
{
    return fail(HubProblem{true, std::move(sentence)});
}

std::unexpected<HubProblem> wrong_environment(std::string sentence)
{
    return fail(HubProblem{false, std::move(sentence)});
}

Result<crypto::SecretKey, HubProblem> read_key(const std::filesystem::path& file)
{
    const auto bytes = env::read_secret_file(file.string());
    if (!bytes) return wrong_environment(bytes.error().sentence());
    auto key = crypto::SecretKey::from_bytes(*bytes);
    if (!key) return wrong_configuration(file.string() + ": " + std::string{describe(key.error())});
    return std::move(*key);
}

const GenesisChain* chain_named(const Genesis& genesis, const std::string& name)
{
    for (const GenesisChain& chain : genesis.chains)
        if (chain.name == name) return &chain;
    return nullptr;
}

std::uint32_t default_verifiers()
{
    const unsigned processors = std::thread::hardware_concurrency();
    return processors > 1 ? processors - 1 : 1;
}

}  // namespace

struct Hub::Impl
{
    Impl(config::HubConfig c, Genesis g, const env::Clock& time,
         std::function<void(std::string)> failure)
        : config{std::move(c)}, genesis{std::move(g)}, clock{time}, on_failure{std::move(failure)}
    {}

    const config::HubConfig config;
    const Genesis genesis;
    const env::Clock& clock;
    const std::function<void(std::string)> on_failure;
    env::SystemEntropy entropy;
    std::unique_ptr<env::JournalStore> store;
    net::IoContext io;
    std::unique_ptr<Relayer> relayer;
    std::unique_ptr<Services> services;
    std::vector<std::unique_ptr<chains::evm::EvmSubmitter>> submitters;
    std::unique_ptr<pipeline::Pipeline> pipeline;
    std::unique_ptr<api::ApiServer> api;
    std::unique_ptr<guardian::GuardianLinkServer> link;
    std::unique_ptr<net::HttpServer> server;
    std::unique_ptr<feeds::PriceClient> prices;
    std::unique_ptr<TermKeeper> terms;
    std::atomic<bool> has_failed{};
    std::atomic<bool> is_stopped{};

    Result<void, HubProblem> assemble();
    Result<void, HubProblem> add_submitters();
    Result<void, HubProblem> listen();
    void make_pipeline(crypto::SecretKey hub_key);
    guardian::LinkCallbacks link_callbacks();
    TermCallbacks term_callbacks();
    void follow_prices();
    void fail_with(const std::string& why);
    void stop();
};

Result<std::unique_ptr<Hub>, HubProblem> Hub::start(config::HubConfig config, Genesis genesis,
                                                    const env::Clock& clock,
                                                    std::function<void(std::string)> on_failure)
{
    auto impl =
        std::make_unique<Impl>(std::move(config), std::move(genesis), clock, std::move(on_failure));
    BALLAST_CHECK(impl->assemble());
    return std::unique_ptr<Hub>{new Hub{std::move(impl)}};
}

Hub::Hub(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

Hub::~Hub() { stop(); }

void Hub::stop() { impl_->stop(); }

std::uint16_t Hub::port() const { return impl_->server->port(); }

std::string Hub::state_line() const
{
    return impl_->pipeline->read([](const pipeline::Replica& replica) {
        const auto head = replica.head();
        return "sequence=" + std::to_string(head.sequence.value) +
               " state_sequence=" + std::to_string(head.state_sequence.value) +
               " state_hash=" + to_hex_0x(head.state_hash.view());
    });
}

Result<void, HubProblem> Hub::Impl::assemble()
{
    BALLAST_TRY(crypto::SecretKey hub_key, read_key(config.hub_key_file));
    if (address_of(hub_key) != genesis.hub_key)
        return wrong_configuration(config.hub_key_file.string() + " holds the key of " +
                                   to_hex_0x(address_of(hub_key).view()) +
                                   ", but the genesis names the hub " +
                                   to_hex_0x(genesis.hub_key.view()));
    auto opened = store::open_rocksdb_store({.folder = config.store_path.string()});
    if (!opened) return wrong_environment(opened.error().sentence());
    store = std::move(*opened);

    relayer = std::make_unique<Relayer>(io, clock, genesis);
    services = std::make_unique<Services>(clock, *relayer);
    make_pipeline(hub_key.duplicate());
    api = std::make_unique<api::ApiServer>(
        io, *pipeline, *store, *services,
        api::ApiSettings{.account_rate = {config.requests_per_second, config.requests_burst}});
    link = std::make_unique<guardian::GuardianLinkServer>(guardian::LinkSettings{}, genesis,
                                                          std::move(hub_key), *store, clock,
                                                          entropy, link_callbacks());
    services->attach(*link);
    // Before the server takes guardians, whose HELLOs open the first term.
    terms = std::make_unique<TermKeeper>(TermParts{.store = *store,
                                                   .genesis = genesis,
                                                   .pipeline = *pipeline,
                                                   .link = *link,
                                                   .relayer = *relayer},
                                         term_callbacks());
    BALLAST_CHECK(add_submitters());
    BALLAST_CHECK(listen());
    io.start();
    server->start();
    spdlog::info("hub: listens on {}:{}, waits for a quorum of guardians", config.listen.host,
                 server->port());
    return {};
}

void Hub::Impl::make_pipeline(crypto::SecretKey hub_key)
{
    const pipeline::PipelineSettings settings{.term = {},
                                              .verifier_threads = config.verifier_threads == 0
                                                                      ? default_verifiers()
                                                                      : config.verifier_threads,
                                              .queue_max = config.queue_max,
                                              .batch_records_max = config.batch_records_max,
                                              .batch_wait_ms_max = config.batch_wait_ms_max,
                                              .snapshot_every = config.snapshot_every,
                                              .uncertified_max = uncertified_batches};
    pipeline = std::make_unique<pipeline::Pipeline>(
        settings, pipeline::Replica{genesis}, *store, clock, std::move(hub_key),
        [this](const pipeline::SharedBatch& batch) {
            relayer->on_batch(*batch);
            link->publish(batch);
            api->on_batch(batch);
        },
        [this](const std::string& why) { fail_with(why); });
}

guardian::LinkCallbacks Hub::Impl::link_callbacks()
{
    guardian::LinkCallbacks out;
    out.on_term_open = [this](const guardian::TermOpening& opening) { terms->open(opening); };
    out.on_certified = [this](const journal::Certificate& certificate) {
        pipeline->note_certified(certificate.head.sequence);
    };
    out.on_order_signed = [this](OrderId order, const Bytes& vaa) {
        relayer->on_signed(order, vaa);
        services->on_signed(order, vaa);
    };
    out.on_refusal = [](std::uint8_t index, const guardian::Refuse& refusal) {
        spdlog::warn("hub: guardian={} refuses: {}", index, refusal.sentence);
    };
    out.on_term_lost = [this](const std::string& why) { terms->lose(why); };
    out.on_store_failed = [this](const std::string& why) { fail_with(why); };
    return out;
}

Result<void, HubProblem> Hub::Impl::add_submitters()
{
    for (const config::HubChain& entry : config.chains)
    {
        const GenesisChain* chain = chain_named(genesis, entry.node.name);
        if (chain == nullptr)
            return wrong_configuration("[chains." + entry.node.name +
                                       "] is no chain of the genesis");
        const auto url = net::parse_url(entry.node.rpc_urls.front());
        if (!url)
            return wrong_configuration(entry.node.rpc_urls.front() + ": " +
                                       std::string{describe(url.error())});
        BALLAST_TRY(crypto::SecretKey key, read_key(entry.relayer_key_file));
        const ChainId id = chain->id;
        services->set_node({.chain = id, .reachable = true});
        chains::SubmitterEvents events;
        events.on_sent = [this](OrderId order, const Bytes32& transaction, bool is_replacement) {
            relayer->note_transaction(order, transaction, is_replacement);
        };
        events.on_problem = [this, id](const chains::ChainProblem& problem) {
            spdlog::warn("hub: chain={} {}", id.value, problem.sentence);
            services->set_node({.chain = id, .problem = problem.sentence});
        };
        events.on_recovered = [this, id] { services->set_node({.chain = id, .reachable = true}); };
        chains::evm::EvmSubmitterSettings settings{
            .node = *url, .eip155 = chain->eip155, .name = chain->name};
        settings.poll = std::chrono::milliseconds{entry.node.poll_ms};
        settings.replace_after = std::chrono::milliseconds{entry.replace_fee_after_ms};
        settings.fee_max_wei = static_cast<u128>(entry.fee_gwei_max) * 1'000'000'000;
        submitters.push_back(std::make_unique<chains::evm::EvmSubmitter>(
            io, settings, std::move(key), std::move(events)));
        relayer->add_chain(id, *submitters.back());
    }
    return {};
}

Result<void, HubProblem> Hub::Impl::listen()
{
    auto listening = net::HttpServer::listen(io,
                                             {.address = config.listen.host,
                                              .port = config.listen.port,
                                              .connections_max = config.connections_max},
                                             api->handler());
    if (!listening) return wrong_environment(listening.error().sentence);
    server = std::move(*listening);
    api->attach(*server);
    link->attach(*server);
    return {};
}

TermCallbacks Hub::Impl::term_callbacks()
{
    TermCallbacks out;
    out.on_opening = [this](bool was_cut) {
        if (was_cut) api->on_journal_cut();
    };
    out.on_open = [this] { io.run([this] { follow_prices(); }); };
    out.on_lost = [this] {
        services->forget_waiting();
        api->on_term_lost();
    };
    out.on_failure = [this](const std::string& why) { fail_with(why); };
    return out;
}

void Hub::Impl::follow_prices()
{
    if (prices || is_stopped) return;
    feeds::PriceClientCallbacks callbacks;
    callbacks.on_update = [this](EvidenceKind kind, BytesView update) {
        pipeline->submit(
            kind, Bytes{update.begin(), update.end()},
            [kind](const pipeline::SubmitResult& result) {
                if (!result && result.error().error == pipeline::SubmitError::BadEvidence)
                    spdlog::warn(
                        "hub: {} refused: {} {}",
                        kind == EvidenceKind::PriceUpdate ? "price update" : "surface or marks",
                        result.error().code, result.error().sentence);
            });
    };
    callbacks.on_gap = [](const feeds::PriceGap& gap) {
        spdlog::warn("hub: prices have a gap from {} to {}", gap.last_s, gap.next_s);
    };
    callbacks.on_disconnected = [](const std::string& why, std::int64_t retry_in_ms) {
        spdlog::warn("hub: prices: {}; next try in {} ms", why, retry_in_ms);
    };
    auto client = feeds::PriceClient::start(io, {.url = config.prices_url}, std::move(callbacks));
    if (!client) return fail_with(config.prices_url + ": " + client.error());
    prices = std::move(*client);
}

void Hub::Impl::fail_with(const std::string& why)
{
    if (has_failed.exchange(true)) return;
    spdlog::error("hub: {}", why);
    if (on_failure) on_failure(why);
}

void Hub::Impl::stop()
{
    if (is_stopped.exchange(true)) return;
    if (server) server->stop();
    if (terms) terms->stop();
    io.run([this] { prices.reset(); });
    if (pipeline) pipeline->stop();
    if (link) link->stop();
    for (auto& submitter : submitters) submitter->stop();
    io.stop();
    relayer.reset();
}

}  // namespace ballast::hub
