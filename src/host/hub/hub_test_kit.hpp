// SPDX-License-Identifier: Apache-2.0
// For tests: a whole hub on a real store and a clock of its own, asked over HTTP as anybody would,
// and a price stream that says what the test says. Guardians come from guardian's test kit; their
// clock is the world's.
#pragma once
#include <ballast/api/json_view.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/env/secret_file.hpp>
#include <ballast/guardian/link_rig_test_kit.hpp>
#include <ballast/hub/hub.hpp>
#include <ballast/net/http_client.hpp>
#include <cstdlib>
#include <filesystem>

namespace ballast::hub::test_kit {

using guardian::test_kit::World;
using pipeline::testing::account_of_key;

/// A folder of its own under the system's temporary one, gone at the end.
class TemporaryFolder
{
public:
    TemporaryFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "hub-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Sends each update to who listens, and the newest to who comes.
class PriceStream
{
public:
    explicit PriceStream(net::IoContext& io)
        : io_{io},
          server_{std::move(
              net::HttpServer::listen(io, {}, [](const net::HttpRequest&, net::Responder respond) {
                  respond({.status = 404});
              }).value())}
    {
        server_->accept_websockets("/prices", [this](const auto& session, const auto&) {
            session->receive({}, {});
            if (newest_) session->send(net::MessageKind::Binary, newest_);
            sessions_.push_back(session);
        });
        server_->start();
    }
    void push(Bytes update)
    {
        io_.run([this, update = std::move(update)]() mutable {
            newest_ = net::share(std::move(update));
            for (const auto& session : sessions_) session->send(net::MessageKind::Binary, newest_);
        });
    }
    [[nodiscard]] std::string url() const
    {
        return "ws://127.0.0.1:" + std::to_string(server_->port()) + "/prices";
    }

private:
    net::IoContext& io_;
    net::SharedBytes newest_;
    std::vector<std::shared_ptr<net::WebSocketSession>> sessions_;
    std::unique_ptr<net::HttpServer> server_;
};

/// A hub as `ballast hub` runs it.
class RunningHub
{
public:
    /// At the world's port, which it chooses if there is none yet.
    RunningHub(World& world, const TemporaryFolder& folder, const env::Clock& clock,
               const std::string& prices_url, const std::string& store = "store",
               std::vector<config::HubChain> chains = {})
        : world_{world}
    {
        const auto key_file = folder.file("hub.key").string();
        // A second hub finds it.
        (void)env::write_secret_file(key_file, engine::testing::numbered(0x11, 5));
        const config::HubConfig config{.store_path = folder.file(store),
                                       .hub_key_file = key_file,
                                       .listen = {"127.0.0.1", world.port},
                                       .verifier_threads = 2,
                                       .chains = std::move(chains),
                                       .prices_url = prices_url,
                                       .requests_per_second = 1'000,
                                       .requests_burst = 1'000,
                                       .queue_max = 1'024,
                                       .connections_max = 64,
                                       .batch_records_max = 1'024,
                                       .snapshot_every = 4};
        auto started =
            Hub::start(config, world.kit.genesis(), clock, [this](const std::string& why) {
                const std::lock_guard lock{mutex_};
                failure_ = why;
                world_.changes.note();
            });
        if (!started) throw std::runtime_error{started.error().sentence};
        hub_ = std::move(*started);
        world.port = hub_->port();
        client_.emplace(world.io, net::Url{"http", "127.0.0.1", world.port, "/"});
    }
    ~RunningHub() { hub_->stop(); }
    RunningHub(const RunningHub&) = delete;
    RunningHub& operator=(const RunningHub&) = delete;

    net::HttpResponse get(std::string target)
    {
        return client_->send_and_wait({.target = std::move(target)}).value();
    }
    net::HttpResponse post(std::string target, const boost::json::value& body)
    {
        return client_->send_and_wait(request_of(std::move(target), body)).value();
    }
    /// The answer comes later.
    std::future<net::HttpResponse> post_later(std::string target, const boost::json::value& body)
    {
        const auto answer = std::make_shared<std::promise<net::HttpResponse>>();
        client_->send(request_of(std::move(target), body), [answer](net::HttpResult result) {
            answer->set_value(std::move(result).value());
        });
        return answer->get_future();
    }
    /// A field of an answer's document as text; empty when the hub does not answer with 200.
    std::string text_at(const std::string& target, std::string_view field)
    {
        const net::HttpResponse response = get(target);
        if (response.status != 200) return {};
        const auto value = boost::json::parse(response.body).as_object().at(field);
        return value.is_string() ? std::string{value.get_string()} : boost::json::serialize(value);
    }
    std::uint64_t number_at(const std::string& target, std::string_view field)
    {
        const std::string text = text_at(target, field);
        return text.empty() || text == "null" ? 0 : std::stoull(text);
    }
    std::uint64_t term() { return number_at("/v1/journal", "term"); }
    std::uint64_t sequence() { return number_at("/v1/journal", "sequence"); }
    std::uint64_t certified() { return number_at("/v1/journal", "certified"); }
    std::string failure()
    {
        const std::lock_guard lock{mutex_};
        return failure_;
    }

private:
    static net::HttpRequest request_of(std::string target, const boost::json::value& body)
    {
        return {.method = "POST",
                .target = std::move(target),
                .content_type = "application/json",
                .body = boost::json::serialize(body)};
    }

    World& world_;
    std::mutex mutex_;
    std::string failure_;
    std::unique_ptr<Hub> hub_;
    std::optional<net::HttpClient> client_;
};

/// A canonical SignedTrade as the API takes it.
inline boost::json::object trade_json(BytesView evidence)
{
    const auto trade = codec::decode_whole<SignedTrade>(evidence).value();
    const auto with_signature = [](boost::json::value value, const Signature& signature) {
        value.as_object()["signature"] = api::to_json(signature);
        return value;
    };
    return {{"quote", with_signature(api::to_json(trade.quote, api::JsonStyle::Exact),
                                     trade.quote_signature)},
            {"accept", with_signature(api::to_json(trade.accept, api::JsonStyle::Exact),
                                      trade.accept_signature)},
            {"chain", trade.chain.value},
            {"venue", api::to_json(trade.venue)}};
}

}  // namespace ballast::hub::test_kit
