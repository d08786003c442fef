// SPDX-License-Identifier: Apache-2.0
// The server against peers that send too much, too slowly, or what is no HTTP at all.
#include <gtest/gtest.h>

#include <ballast/net/http_client.hpp>
#include <ballast/net/http_server.hpp>
#include <ballast/net/raw_peer_test_kit.hpp>
#include <random>

namespace ballast::net {

using test_kit::Inbox;
using test_kit::RawPeer;
using namespace std::chrono_literals;

class HostilePeer : public testing::Test
{
protected:
    HostilePeer() { io.start(); }

    HttpServer& serve(HttpServerSettings settings, HttpServer::Handler handler = {})
    {
        if (!handler) handler = [](HttpRequest, Responder respond) { respond({.body = "ok"}); };
        auto made = HttpServer::listen(io, std::move(settings), std::move(handler));
        if (!made) throw std::runtime_error{made.error().sentence};
        server = std::move(*made);
        server->start();
        return *server;
    }
    /// What the server says to these bytes until it hangs up.
    std::string answer_to(std::string_view bytes)
    {
        RawPeer peer{server->port()};
        peer.send(bytes);
        return peer.read_all();
    }
    /// True while the server still serves others.
    bool is_alive()
    {
        return get_and_wait(io, {"http", "127.0.0.1", server->port(), "/"}).has_value();
    }

    IoContext io;
    std::unique_ptr<HttpServer> server;
};

TEST_F(HostilePeer, IsToldThatItsBodyIsTooLarge)
{
    serve({.body_size_max = 100});

    EXPECT_TRUE(answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n")
                    .starts_with("HTTP/1.1 413"));
    EXPECT_TRUE(answer_to("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                          std::string(101, 'x') + "\r\n0\r\n\r\n")
                    .starts_with("HTTP/1.1 413"));
    EXPECT_TRUE(
        answer_to("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100\r\n\r\n" +
                  std::string(100, 'x'))
            .starts_with("HTTP/1.1 200"));
}

TEST_F(HostilePeer, GetsTheRefusalEvenWhileItStillSends)
{
    serve({.body_size_max = 100});

    const auto answer = answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" +
                                  std::string(500'000, 'x'));

    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413")) << answer;
}

TEST_F(HostilePeer, IsToldThatItsHeaderIsTooLarge)
{
    serve({.header_size_max = 1000});

    EXPECT_TRUE(answer_to("GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n")
                    .starts_with("HTTP/1.1 431"));
}

TEST_F(HostilePeer, IsToldThatItSpeaksNoHttp)
{
    serve({});

    for (const std::string bytes :
         {"\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
          "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "GET / HTTP/1.1\r\nbad header\r\n\r\n"})
        EXPECT_TRUE(answer_to(bytes).starts_with("HTTP/1.1 400")) << bytes;
    EXPECT_TRUE(is_alive());
}

TEST_F(HostilePeer, CannotHarmOthersByRandomBytes)
{
    serve({.read_timeout = 20ms, .idle_timeout = 20ms});
    std::mt19937 random{20'261'123};
    for (int round = 0; round < 200; ++round)
    {
        std::string bytes = round % 2 == 0 ? "GET / HTTP/1.1\r\n" : "";
        for (auto left = random() % 400; left > 0; --left)
            bytes.push_back(static_cast<char>(random()));
        answer_to(bytes);
    }

    EXPECT_TRUE(is_alive());
}

TEST_F(HostilePeer, IsDroppedWhenItSendsTooSlowly)
{
    serve({.read_timeout = 50ms});

    EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost:"), "");
    EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf"), "");
}

TEST_F(HostilePeer, IsDroppedWhenItSaysNothing)
{
    serve({.idle_timeout = 50ms});

    EXPECT_EQ(answer_to(""), "");
}

TEST_F(HostilePeer, IsTurnedAwayAboveTheConnectionLimit)
{
    serve({.connections_max = 2});
    RawPeer first{server->port()};
    RawPeer second{server->port()};
    first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    first.read_until("ok");
    second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    second.read_until("ok");

    RawPeer third{server->port()};

    EXPECT_TRUE(third.read_all().starts_with("HTTP/1.1 503"));
}

TEST_F(HostilePeer, IsToldToComeBackWhenTooManyRequestsWait)
{
    Inbox<Responder> waiting;
    serve({.pending_max = 1},
          [&](HttpRequest, Responder respond) { waiting.put(std::move(respond)); });
    RawPeer first{server->port()};
    first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    auto respond = waiting.take();
    ASSERT_TRUE(respond);

    const auto refused = answer_to("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(refused.starts_with("HTTP/1.1 503")) << refused;
    EXPECT_NE(refused.find("Retry-After"), std::string::npos);

    (*respond)({.body = "done"});
    EXPECT_NE(first.read_until("done").find("200"), std::string::npos);
}

TEST_F(HostilePeer, MayHangUpBeforeItsAnswer)
{
    Inbox<Responder> waiting;
    serve({}, [&](HttpRequest, Responder respond) { waiting.put(std::move(respond)); });
    {
        RawPeer peer{server->port()};
        peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        auto respond = waiting.take();
        ASSERT_TRUE(respond);
        peer.close();
        (*respond)({.body = std::string(100'000, 'x')});
    }
    RawPeer next{server->port()};
    next.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    auto respond = waiting.take();
    ASSERT_TRUE(respond);
    (*respond)({.body = "fine"});

    EXPECT_NE(next.read_until("fine").find("fine"), std::string::npos);
}

TEST_F(HostilePeer, MaySendSeveralRequestsAtOnce)
{
    serve({}, [](HttpRequest request, Responder respond) {
        respond({.body = "<" + request.target + ">"});
    });

    const auto answers = answer_to(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: "
        "close\r\n\r\n");

    EXPECT_NE(answers.find("</1>"), std::string::npos);
    EXPECT_NE(answers.find("</2>"), std::string::npos);
}

TEST_F(HostilePeer, DoesNotKeepTheServerFromStopping)
{
    Inbox<Responder> waiting;
    serve({}, [&](HttpRequest, Responder respond) { waiting.put(std::move(respond)); });
    RawPeer silent{server->port()};
    RawPeer half{server->port()};
    half.send("GET / HT");
    RawPeer asking{server->port()};
    asking.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    auto respond = waiting.take();
    ASSERT_TRUE(respond);

    server.reset();

    EXPECT_EQ(silent.read_all(), "");
    EXPECT_EQ(asking.read_all(), "");
    (*respond)({.body = "too late"});
    io.run([] {});
}

}  // namespace ballast::net
