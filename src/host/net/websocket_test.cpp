// SPDX-License-Identifier: Apache-2.0
// WebSocket sessions: messages both ways, bounds, slow and silent peers, and the end of either
// side.
#include <gtest/gtest.h>

#include <ballast/net/http_server.hpp>
#include <ballast/net/raw_peer_test_kit.hpp>

namespace ballast::net {

using test_kit::Inbox;
using test_kit::RawPeer;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view upgrade =
    "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

std::string text_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

class WebSocket : public testing::Test
{
protected:
    WebSocket() { io.start(); }
    ~WebSocket() override
    {
        client.reset();
        server.reset();
        io.stop();
    }

    void serve(WebSocketSettings settings = {}, bool is_echo = false)
    {
        auto made = HttpServer::listen(
            io, {}, [](HttpRequest, Responder respond) { respond({.body = "plain"}); });
        if (!made) throw std::runtime_error{made.error().sentence};
        server = std::move(*made);
        server->accept_websockets(
            "/ws",
            [this, is_echo](const std::shared_ptr<WebSocketSession>& session,
                            const HttpRequest& request) {
                targets.put(request.target);
                session->receive(
                    [this, session, is_echo](MessageKind kind, BytesView message) {
                        if (is_echo)
                            session->send(kind, share({message.begin(), message.end()}));
                        else
                            server_messages.put(text_of(message));
                    },
                    [this](CloseReason reason, std::string_view) { server_ends.put(reason); });
                sessions.put(session);
            },
            settings);
        server->start();
    }

    void dial(WebSocketSettings settings = {}, std::string target = "/ws")
    {
        client = std::make_unique<WebSocketClient>(
            io, Url{"ws", "127.0.0.1", server->port(), std::move(target)},
            WebSocketClient::Handlers{
                .on_open = [this](const auto&) { opened.put(true); },
                .on_message = [this](MessageKind,
                                     BytesView message) { client_messages.put(text_of(message)); },
                .on_close =
                    [this](CloseReason reason, std::string_view sentence) {
                        sentences.put(std::string{sentence});
                        client_ends.put(reason);
                    }},
            settings);
        client->connect();
    }

    IoContext io;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<WebSocketClient> client;
    Inbox<std::string> targets, server_messages, client_messages, sentences;
    Inbox<std::shared_ptr<WebSocketSession>> sessions;
    Inbox<CloseReason> server_ends, client_ends;
    Inbox<bool> opened;
};

TEST_F(WebSocket, CarriesMessagesBothWaysInOrder)
{
    serve({}, true);
    dial({}, "/ws?from=7");
    ASSERT_TRUE(opened.take());
    const std::string large(3'000'000, 'L');

    for (int i = 0; i < 100; ++i) EXPECT_TRUE(client->send_text(std::to_string(i)));
    EXPECT_TRUE(client->send_binary({large.begin(), large.end()}));

    for (int i = 0; i < 100; ++i) EXPECT_EQ(client_messages.take(), std::to_string(i));
    EXPECT_EQ(client_messages.take(), large);
    EXPECT_EQ(targets.take(), "/ws?from=7");
}

TEST_F(WebSocket, ClosesPolitelyFromTheClient)
{
    serve();
    dial();
    ASSERT_TRUE(opened.take());

    client->send_text("last words");
    client->close();

    EXPECT_EQ(server_messages.take(), "last words");
    EXPECT_EQ(server_ends.take(), CloseReason::ByPeer);
    EXPECT_EQ(client_ends.take(), CloseReason::ByUs);
    EXPECT_FALSE(client->send_text("too late"));
}

TEST_F(WebSocket, ClosesPolitelyFromTheServerWithItsReason)
{
    serve();
    dial();
    const auto session = sessions.take();
    ASSERT_TRUE(session);

    (*session)->send_text("last words");
    (*session)->close(CloseCode::Policy, "unknown key");

    EXPECT_EQ(client_messages.take(), "last words");
    EXPECT_EQ(client_ends.take(), CloseReason::ByPeer);
    EXPECT_EQ(server_ends.take(), CloseReason::ByUs);
    EXPECT_NE(sentences.take()->find("1008: unknown key"), std::string::npos);
}

TEST_F(WebSocket, CanBeDialledAgainAfterItsEnd)
{
    serve();
    dial();
    ASSERT_TRUE(opened.take());
    client->close();
    ASSERT_TRUE(client_ends.take());

    client->connect();

    EXPECT_TRUE(opened.take());
}

TEST_F(WebSocket, RefusesAMessageAboveItsBound)
{
    serve({.message_size_max = 1000});
    dial();
    ASSERT_TRUE(opened.take());

    client->send_binary(Bytes(1001));

    EXPECT_EQ(server_ends.take(), CloseReason::TooLarge);
    EXPECT_TRUE(client_ends.take());
}

TEST_F(WebSocket, ClosesAConsumerThatIsTooSlow)
{
    serve({.send_queue_bytes_max = 4'000'000});
    RawPeer peer{server->port()};
    peer.send(upgrade);
    const auto session = sessions.take();
    ASSERT_TRUE(session);

    const auto message = share(Bytes(1'000'000));
    int sent = 0;
    while ((*session)->send(MessageKind::Binary, message) && sent < 1000) ++sent;

    EXPECT_LT(sent, 1000);
    EXPECT_EQ(server_ends.take(), CloseReason::SlowConsumer);
    EXPECT_FALSE((*session)->is_open());
}

TEST_F(WebSocket, FindsAPeerThatVanished)
{
    serve({.idle_timeout = 60ms});
    RawPeer peer{server->port()};
    peer.send(upgrade);
    ASSERT_TRUE(sessions.take());

    EXPECT_EQ(server_ends.take(), CloseReason::Silent);
}

TEST_F(WebSocket, KeepsASilentSessionOpenWhileThePeerAnswersPings)
{
    serve({.idle_timeout = 40ms});
    dial();
    const auto session = sessions.take();
    ASSERT_TRUE(session);

    EXPECT_EQ(server_ends.take(200ms), std::nullopt);
    EXPECT_TRUE((*session)->is_open());
}

TEST_F(WebSocket, NamesBytesThatAreNoFrames)
{
    serve();

    for (const auto& bytes : {std::string{"\x81\x05hello"}, "\xf3\x80" + std::string(4, '\0'),
                              "\x81\x82" + std::string(4, '\0') + "\xff\xff"})
    {
        RawPeer peer{server->port()};
        peer.send(std::string{upgrade} + bytes);
        peer.read_until("\x88");
        peer.close();
        EXPECT_EQ(server_ends.take(), CloseReason::ProtocolError);
    }
}

TEST_F(WebSocket, NamesAPeerThatHangsUp)
{
    serve();
    RawPeer peer{server->port()};
    peer.send(upgrade);
    ASSERT_TRUE(sessions.take());

    peer.close();

    EXPECT_EQ(server_ends.take(), CloseReason::Broken);
}

TEST_F(WebSocket, IsOpenedOnlyWhereTheServerSaysSo)
{
    serve();
    dial({}, "/elsewhere");

    EXPECT_EQ(client_ends.take(), CloseReason::Refused);
}

TEST_F(WebSocket, NamesAServerThatIsNotThere)
{
    serve();
    const auto port = server->port();
    server.reset();
    client = std::make_unique<WebSocketClient>(
        io, Url{"ws", "127.0.0.1", port, "/ws"},
        WebSocketClient::Handlers{
            .on_close = [this](CloseReason reason, std::string_view) { client_ends.put(reason); }});

    client->connect();

    EXPECT_EQ(client_ends.take(), CloseReason::Unreachable);
}

TEST_F(WebSocket, GivesUpADialThatGetsNoAnswer)
{
    boost::asio::io_context raw;
    boost::asio::ip::tcp::acceptor silent{raw, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    client = std::make_unique<WebSocketClient>(
        io, Url{"ws", "127.0.0.1", silent.local_endpoint().port(), "/ws"},
        WebSocketClient::Handlers{
            .on_close = [this](CloseReason reason, std::string_view) { client_ends.put(reason); }},
        WebSocketSettings{.handshake_timeout = 50ms});

    client->connect();
    EXPECT_EQ(client_ends.take(), CloseReason::Timeout);

    client->connect();
    client->close();
    EXPECT_EQ(client_ends.take(), CloseReason::ByUs);
}

TEST_F(WebSocket, EndsWithItsServer)
{
    serve();
    dial();
    const auto session = sessions.take();
    ASSERT_TRUE(session);

    server->stop();

    EXPECT_EQ(server_ends.take(), CloseReason::ServerStopping);
    EXPECT_FALSE((*session)->is_open());
    EXPECT_EQ(client_ends.take(), CloseReason::ByPeer);
    EXPECT_EQ(server_ends.size(), 0U);
}

TEST_F(WebSocket, ServerStopsWhileAPeerReadsNothing)
{
    serve({.close_timeout = 20ms});
    RawPeer peer{server->port()};
    peer.send(upgrade);
    const auto session = sessions.take();
    ASSERT_TRUE(session);
    const auto message = share(Bytes(1'000'000));
    for (int i = 0; i < 20; ++i) (*session)->send(MessageKind::Binary, message);

    server.reset();

    EXPECT_EQ(server_ends.take(), CloseReason::ServerStopping);
}

TEST_F(WebSocket, NothingIsCalledAfterAClientIsGone)
{
    serve();
    dial();
    ASSERT_TRUE(opened.take());

    client.reset();

    EXPECT_EQ(server_ends.take(), CloseReason::ByPeer);
    EXPECT_EQ(client_ends.size(), 0U);
}

}  // namespace ballast::net
