// SPDX-License-Identifier: Apache-2.0
// Client and server with each other, and the client against servers that misbehave.
#include <gtest/gtest.h>

#include <ballast/net/http_client.hpp>
#include <ballast/net/http_server.hpp>
#include <ballast/net/raw_peer_test_kit.hpp>
#include <thread>

namespace ballast::net {

using test_kit::Inbox;
using test_kit::RawPeer;
using namespace std::chrono_literals;

class Http : public testing::Test
{
protected:
    Http() { io.start(); }

    /// A server that answers with `handler`.
    HttpServer& serve(HttpServer::Handler handler, HttpServerSettings settings = {})
    {
        auto made = HttpServer::listen(io, std::move(settings), std::move(handler));
        if (!made) throw std::runtime_error{made.error().sentence};
        server = std::move(*made);
        server->start();
        return *server;
    }
    [[nodiscard]] Url url() const { return {"http", "127.0.0.1", server->port(), "/"}; }

    /// A server that answers the nth connection with the nth script: it reads one request, sends
    /// the text, hangs up.
    Url serve_raw(std::vector<std::string> scripts)
    {
        auto acceptor = std::make_shared<boost::asio::ip::tcp::acceptor>(
            raw_io, boost::asio::ip::tcp::endpoint{boost::asio::ip::make_address("127.0.0.1"), 0});
        const auto port = acceptor->local_endpoint().port();
        raw_server = std::jthread{[acceptor, scripts = std::move(scripts)] {
            for (const auto& script : scripts)
            {
                RawPeer peer{*acceptor};
                peer.read_until("\r\n\r\n");
                peer.send(script);
            }
        }};
        return {"http", "127.0.0.1", port, "/"};
    }

    IoContext io;
    std::unique_ptr<HttpServer> server;
    boost::asio::io_context raw_io;
    std::jthread raw_server;
};

TEST_F(Http, CarriesRequestAndResponseWhole)
{
    serve([](HttpRequest request, Responder respond) {
        respond({.status = 201,
                 .content_type = "text/plain",
                 .body = request.method + " " + std::string{request.path()} + " " +
                         std::string{request.query()} + " " + request.content_type + " " +
                         request.body + " " + std::string{request.header("x-test")}});
    });
    HttpClient client{io, url()};

    const auto response = client.send_and_wait({.method = "POST",
                                                .target = "/a/b?c=d",
                                                .headers = {{"X-Test", "yes"}},
                                                .content_type = "text/x",
                                                .body = "hello"});

    ASSERT_TRUE(response) << response.error().sentence;
    EXPECT_EQ(response->status, 201U);
    EXPECT_EQ(response->content_type, "text/plain");
    EXPECT_EQ(response->body, "POST /a/b c=d text/x hello yes");
}

TEST_F(Http, KeepsConnectionsOpenAndBounded)
{
    serve([](HttpRequest, Responder respond) { respond({.body = "ok"}); });
    HttpClient client{io, url(), {.connections_max = 2}};
    Inbox<bool> answers;

    for (int i = 0; i < 50; ++i)
        client.send({}, [&](HttpResult result) { answers.put(result && result->body == "ok"); });

    for (int i = 0; i < 50; ++i) EXPECT_EQ(answers.take(), true);
    EXPECT_LE(server->connection_count(), 2U);
}

TEST_F(Http, AnswersFromAnotherThreadLater)
{
    Inbox<Responder> waiting;
    serve([&](HttpRequest, Responder respond) { waiting.put(std::move(respond)); });
    HttpClient client{io, url()};
    Inbox<std::string> answers;
    client.send({}, [&](HttpResult result) {
        answers.put(result ? result->body : result.error().sentence);
    });

    auto respond = waiting.take();
    ASSERT_TRUE(respond);
    (*respond)({.body = "late"});
    (*respond)({.body = "twice"});

    EXPECT_EQ(answers.take(), "late");
}

TEST_F(Http, AnswersFiveHundredForADroppedRequest)
{
    serve([](HttpRequest, Responder) {});
    HttpClient client{io, url()};

    EXPECT_EQ(client.send_and_wait({})->status, 500U);
}

TEST_F(Http, AnswersHeadWithoutABody)
{
    serve([](HttpRequest, Responder respond) { respond({.body = "12345"}); });
    RawPeer peer{server->port()};

    peer.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    const auto answer = peer.read_all();
    EXPECT_NE(answer.find("Content-Length: 5"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(Http, NamesAPortInUse)
{
    serve([](HttpRequest, Responder respond) { respond({}); });

    const auto second =
        HttpServer::listen(io, {.port = server->port()}, [](HttpRequest, Responder) {});

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().error, ListenError::PortInUse);
    EXPECT_NE(second.error().sentence.find(std::to_string(server->port())), std::string::npos);
}

TEST_F(Http, NamesAnAddressThatIsNotOurs)
{
    EXPECT_EQ(HttpServer::listen(io, {.address = "203.0.113.7"}, {}).error().error,
              ListenError::BadAddress);
    EXPECT_EQ(HttpServer::listen(io, {.address = "nowhere"}, {}).error().error,
              ListenError::BadAddress);
}

TEST_F(Http, ClientNamesAServerThatIsNotThere)
{
    serve([](HttpRequest, Responder respond) { respond({}); });
    const auto gone = url();
    server.reset();
    HttpClient client{io, gone};

    const auto result = client.send_and_wait({});

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().error, HttpError::Unreachable);
    EXPECT_NE(result.error().sentence.find(gone.text()), std::string::npos);
}

TEST_F(Http, ClientNamesAServerThatDoesNotAnswer)
{
    Inbox<Responder> never;
    serve([&](HttpRequest, Responder respond) { never.put(std::move(respond)); });
    HttpClient client{io, url(), {.request_timeout = 50ms}};

    EXPECT_EQ(client.send_and_wait({}).error().error, HttpError::Timeout);
}

TEST_F(Http, ClientRefusesAnAnswerAboveItsBound)
{
    serve([](HttpRequest, Responder respond) { respond({.body = std::string(2000, 'x')}); });
    HttpClient client{io, url(), {.response_size_max = 1000}};

    EXPECT_EQ(client.send_and_wait({}).error().error, HttpError::TooLarge);
}

TEST_F(Http, ClientNamesWhatIsNotHttp)
{
    HttpClient client{io, serve_raw({"SSH-2.0-OpenSSH_9.2\r\n\r\n"})};

    EXPECT_EQ(client.send_and_wait({}).error().error, HttpError::Malformed);
}

TEST_F(Http, ClientNamesAnAnswerThatStopsHalfWay)
{
    HttpClient client{io, serve_raw({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"})};

    EXPECT_EQ(client.send_and_wait({}).error().error, HttpError::Closed);
}

TEST_F(Http, ClientAsksAgainWhenAnIdleConnectionWasClosed)
{
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    HttpClient client{io, serve_raw({answer, answer})};

    ASSERT_TRUE(client.send_and_wait({}));
    const auto second = client.send_and_wait({});

    ASSERT_TRUE(second) << second.error().sentence;
    EXPECT_EQ(second->body, "ok");
}

TEST_F(Http, ClientQueueIsBounded)
{
    Inbox<Responder> never;
    serve([&](HttpRequest, Responder respond) { never.put(std::move(respond)); });
    HttpClient client{io, url(), {.connections_max = 1, .queue_max = 1}};
    Inbox<std::optional<HttpError>> results;
    const auto note = [&](HttpResult result) {
        results.put(result ? std::nullopt : std::optional{result.error().error});
    };

    for (int i = 0; i < 3; ++i) client.send({}, note);

    EXPECT_EQ(results.take(), HttpError::QueueFull);
    client.close();
    EXPECT_EQ(results.take(), HttpError::Stopped);
    EXPECT_EQ(results.take(), HttpError::Stopped);
    EXPECT_EQ(client.send_and_wait({}).error().error, HttpError::Stopped);
}

TEST_F(Http, NothingIsCalledAfterAClientIsGone)
{
    Inbox<Responder> waiting;
    serve([&](HttpRequest, Responder respond) { waiting.put(std::move(respond)); });
    auto client = std::make_unique<HttpClient>(io, url());
    std::atomic<int> calls{};
    client->send({}, [&](HttpResult) { ++calls; });
    auto respond = waiting.take();
    ASSERT_TRUE(respond);

    client.reset();

    EXPECT_EQ(calls, 1);
    (*respond)({});
    io.run([] {});
    EXPECT_EQ(calls, 1);
}

}  // namespace ballast::net
