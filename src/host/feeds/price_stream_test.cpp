// SPDX-License-Identifier: Apache-2.0
// Publisher and client over loopback. Waiting is for something that must happen; the time limits
// only keep a broken build from hanging.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/feeds/price_client.hpp>
#include <ballast/feeds/publisher.hpp>
#include <ballast/feeds/signer_fixture.hpp>
#include <ballast/net/http_client.hpp>
#include <ballast/net/http_server.hpp>
#include <condition_variable>
#include <mutex>

namespace ballast::feeds {
namespace {
constexpr std::chrono::seconds patience{30};

/// What a client reported, to be waited for.
class Heard
{
public:
    PriceClientCallbacks callbacks()
    {
        return {.on_update =
                    [this](EvidenceKind kind, BytesView b) {
                        note([&] {
                            kinds_.push_back(kind);
                            updates_.push_back({b.begin(), b.end()});
                        });
                    },
                .on_gap = [this](const PriceGap& gap) { note([&] { gaps_.push_back(gap); }); },
                .on_silence = [this](std::int64_t) { note([&] { ++silences_; }); },
                .on_connected = [this] { note([&] { ++connections_; }); },
                .on_disconnected =
                    [this](const std::string& why, std::int64_t retry_in_ms) {
                        note([&] {
                            reasons_.push_back(why);
                            waits_.push_back(retry_in_ms);
                        });
                    }};
    }

    std::vector<Bytes> wait_for_updates(std::size_t count)
    {
        return wait(updates_, [&] { return updates_.size() >= count; });
    }
    std::vector<std::string> wait_for_disconnections(std::size_t count)
    {
        return wait(reasons_, [&] { return reasons_.size() >= count; });
    }
    int wait_for_silences(int count)
    {
        return wait(silences_, [&] { return silences_ >= count; });
    }
    int wait_for_connections(int count)
    {
        return wait(connections_, [&] { return connections_ >= count; });
    }
    std::vector<EvidenceKind> kinds()
    {
        return wait(kinds_, [] { return true; });
    }
    std::vector<PriceGap> gaps()
    {
        return wait(gaps_, [] { return true; });
    }
    std::vector<std::int64_t> waits()
    {
        return wait(waits_, [] { return true; });
    }

private:
    template <class Change>
    void note(Change change)
    {
        const std::lock_guard lock{mutex_};
        change();
        changed_.notify_all();
    }

    template <class T, class Ready>
    T wait(const T& value, Ready ready)
    {
        std::unique_lock lock{mutex_};
        EXPECT_TRUE(changed_.wait_for(lock, patience, ready));
        return value;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Bytes> updates_;
    std::vector<EvidenceKind> kinds_;
    std::vector<PriceGap> gaps_;
    std::vector<std::string> reasons_;
    std::vector<std::int64_t> waits_;
    int silences_{};
    int connections_{};
};

class PriceStream : public testing::Test
{
protected:
    void SetUp() override { io.start(); }

    std::unique_ptr<Publisher> publisher_at(std::uint16_t port)
    {
        auto signer = PriceSigner::make(fixture::source(), fixture::keys({1, 2, 3}));
        auto publisher =
            Publisher::start(io, *std::move(signer), {.host = "127.0.0.1", .port = port});
        EXPECT_TRUE(publisher.has_value()) << publisher.error();
        return *std::move(publisher);
    }

    std::unique_ptr<PriceClient> client_of(std::string url, Heard& heard)
    {
        auto client = PriceClient::start(io,
                                         {.url = std::move(url),
                                          .reconnect_ms_min = 5,
                                          .reconnect_ms_max = 20,
                                          .silence_ms_max = silence_ms_max},
                                         heard.callbacks());
        EXPECT_TRUE(client.has_value());
        return *std::move(client);
    }

    net::HttpResponse get(const Publisher& publisher, const std::string& target)
    {
        const auto response = net::get_and_wait(
            io,
            {.scheme = "http", .host = "127.0.0.1", .port = publisher.port(), .target = target});
        EXPECT_TRUE(response.has_value());
        return response ? *response : net::HttpResponse{};
    }

    net::IoContext io;
    std::int64_t silence_ms_max{60'000};
};

const std::vector<FeedPrice> prices{fixture::price(1, 3'000), fixture::price(2, 1)};
}  // namespace

TEST_F(PriceStream, PushesEachUpdateAndServesTheLatest)
{
    const auto publisher = publisher_at(0);
    Heard heard;
    const auto client = client_of(publisher->stream_url(), heard);
    heard.wait_for_connections(1);

    const auto first = publisher->publish(prices, 100);
    const auto second = publisher->publish(prices, 101);

    ASSERT_TRUE(first && second);
    EXPECT_EQ(heard.wait_for_updates(2), (std::vector{*first, *second}));
    const net::HttpResponse latest = get(*publisher, std::string{latest_update_path});
    EXPECT_EQ(latest.status, 200U);
    EXPECT_EQ((Bytes{latest.body.begin(), latest.body.end()}), *second);
    EXPECT_TRUE(heard.gaps().empty());
}

TEST_F(PriceStream, GivesALateListenerTheLatestAtOnce)
{
    const auto publisher = publisher_at(0);
    ASSERT_TRUE(publisher->publish(prices, 100));
    const auto second = publisher->publish(prices, 101);

    Heard heard;
    const auto client = client_of(publisher->stream_url(), heard);

    EXPECT_EQ(heard.wait_for_updates(1), std::vector<Bytes>{*second});
}

TEST_F(PriceStream, CarriesSurfacesAndMarksBesidePricesAndSaysWhichIsWhich)
{
    const auto publisher = publisher_at(0);
    Heard heard;
    const auto client = client_of(publisher->stream_url(), heard);
    heard.wait_for_connections(1);

    const auto price = publisher->publish(prices, 100);
    const auto surface = publisher->publish_surface(fixture::surface(1, 100));
    const auto marks = publisher->publish_marks(std::vector{fixture::mark("ETH-PERP", 100)});

    ASSERT_TRUE(price && surface && marks);
    EXPECT_EQ(heard.wait_for_updates(3), (std::vector{*price, *surface, *marks}));
    EXPECT_THAT(heard.kinds(),
                testing::ElementsAre(EvidenceKind::PriceUpdate, EvidenceKind::MarketUpdate,
                                     EvidenceKind::MarketUpdate));
    const net::HttpResponse latest = get(*publisher, std::string{latest_update_path});
    EXPECT_EQ((Bytes{latest.body.begin(), latest.body.end()}), *price);
}

TEST_F(PriceStream, GivesALateListenerTheLatestOfEachUnderlyingAndAllMarks)
{
    const auto publisher = publisher_at(0);
    const auto surface_2 = publisher->publish_surface(fixture::surface(2, 100));
    ASSERT_TRUE(publisher->publish_surface(fixture::surface(1, 100)));
    const auto surface_1 = publisher->publish_surface(fixture::surface(1, 101));
    ASSERT_TRUE(publisher->publish_marks(std::vector{fixture::mark("BTC-PERP", 100)}));
    const auto marks = publisher->publish_marks(std::vector{fixture::mark("ETH-PERP", 101)});
    const auto price = publisher->publish(prices, 101);

    Heard heard;
    const auto client = client_of(publisher->stream_url(), heard);

    EXPECT_EQ(heard.wait_for_updates(4), (std::vector{*price, *surface_1, *surface_2, *marks}));
}

TEST_F(PriceStream, IsSilentWithoutPricesWhateverElseItCarries)
{
    silence_ms_max = 30;
    const auto publisher = publisher_at(0);
    ASSERT_TRUE(publisher->publish_surface(fixture::surface(1, 100)));
    Heard heard;

    const auto client = client_of(publisher->stream_url(), heard);

    EXPECT_GE(heard.wait_for_silences(2), 2);
    heard.wait_for_updates(2);  // the surface, with each connection
    EXPECT_TRUE(heard.gaps().empty());
}

TEST_F(PriceStream, AnswersWhatItDoesNotServeWithASentence)
{
    const auto publisher = publisher_at(0);

    EXPECT_EQ(get(*publisher, std::string{latest_update_path}).status, 503U);
    EXPECT_EQ(get(*publisher, "/other").status, 404U);
}

TEST_F(PriceStream, SaysWhenThePortIsTaken)
{
    const auto publisher = publisher_at(0);
    auto signer = PriceSigner::make(fixture::source(), fixture::keys({1, 2, 3}));

    const auto second =
        Publisher::start(io, *std::move(signer), {.host = "127.0.0.1", .port = publisher->port()});

    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), testing::HasSubstr(std::to_string(publisher->port())));
}

TEST_F(PriceStream, ReportsTheSecondsThatDidNotCome)
{
    const auto publisher = publisher_at(0);
    Heard heard;
    const auto client = client_of(publisher->stream_url(), heard);
    heard.wait_for_connections(1);

    ASSERT_TRUE(publisher->publish(prices, 100));
    ASSERT_TRUE(publisher->publish(prices, 104));

    heard.wait_for_updates(2);
    const auto gaps = heard.gaps();
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_EQ(gaps[0].last_s, 100);
    EXPECT_EQ(gaps[0].next_s, 104);
}

TEST_F(PriceStream, DialsAgainUntilThePublisherIsBack)
{
    auto publisher = publisher_at(0);
    const std::uint16_t port = publisher->port();
    Heard heard;
    const auto client = client_of(publisher->stream_url(), heard);
    ASSERT_TRUE(publisher->publish(prices, 100));
    heard.wait_for_updates(1);

    publisher.reset();
    heard.wait_for_disconnections(3);  // the session, then at least two dials in vain
    publisher = publisher_at(port);
    const auto update = publisher->publish(prices, 103);

    EXPECT_EQ(heard.wait_for_updates(2).back(), *update);
    EXPECT_GE(heard.waits().at(1), heard.waits().at(0));
    EXPECT_EQ(heard.gaps().size(), 1U);
}

TEST_F(PriceStream, LeavesAStreamThatIsSilent)
{
    silence_ms_max = 30;
    const auto publisher = publisher_at(0);
    Heard heard;

    const auto client = client_of(publisher->stream_url(), heard);

    EXPECT_GE(heard.wait_for_silences(2), 2);
    EXPECT_THAT(heard.wait_for_disconnections(1).at(0), testing::HasSubstr("silent for 30 ms"));
}

TEST_F(PriceStream, LeavesAStreamThatSendsSomethingElse)
{
    auto server = net::HttpServer::listen(
        io, {}, [](net::HttpRequest, net::Responder respond) { respond({.status = 404}); });
    ASSERT_TRUE(server);
    (*server)->accept_websockets("/stream", [](const auto& session, const net::HttpRequest&) {
        session->send_binary(Bytes{1, 2, 3});
    });
    (*server)->start();
    Heard heard;

    const auto client =
        client_of("ws://127.0.0.1:" + std::to_string((*server)->port()) + "/stream", heard);

    EXPECT_THAT(heard.wait_for_disconnections(2).at(0),
                testing::HasSubstr("sent what is no price update"));
}

TEST_F(PriceStream, LeavesAStreamWhoseVaaIsNeitherASurfaceNorMarks)
{
    auto server = net::HttpServer::listen(
        io, {}, [](net::HttpRequest, net::Responder respond) { respond({.status = 404}); });
    ASSERT_TRUE(server);
    wire::Vaa root;
    root.body.payload = {'A', 'U', 'W', 'V'};
    (*server)->accept_websockets("/stream", [&](const auto& session, const net::HttpRequest&) {
        session->send_binary(wire::encode_vaa(root));
    });
    (*server)->start();
    Heard heard;

    const auto client =
        client_of("ws://127.0.0.1:" + std::to_string((*server)->port()) + "/stream", heard);

    EXPECT_THAT(heard.wait_for_disconnections(1).at(0),
                testing::HasSubstr("sent what is no price update"));
}

TEST_F(PriceStream, RefusesAnAddressThatIsNoStream)
{
    EXPECT_FALSE(PriceClient::start(io, {.url = "http://127.0.0.1:1/"}, {}));
    EXPECT_FALSE(PriceClient::start(io, {.url = "127.0.0.1"}, {}));
}

}  // namespace ballast::feeds
