// SPDX-License-Identifier: Apache-2.0
// For tests: stands before a node and hands every request on, but hangs up instead of handing back
// the answers that the test wants lost. One connection at a time.
#pragma once
#include <atomic>
#include <ballast/net/http_client.hpp>
#include <ballast/net/raw_peer_test_kit.hpp>
#include <boost/asio/read.hpp>
#include <functional>
#include <thread>

namespace ballast::chains::test_kit {

class LossyProxy
{
public:
    /// `is_lost` sees a request's body after the node has answered it; true loses the answer.
    LossyProxy(net::IoContext& io, net::Url node, std::function<bool(const std::string&)> is_lost)
        : node_{io, std::move(node)}, is_lost_{std::move(is_lost)}, thread_{[this] { serve(); }}
    {}
    ~LossyProxy()
    {
        has_ended_ = true;
        boost::system::error_code ignored;
        {
            const std::lock_guard lock{mutex_};
            if (current_ != nullptr)
                current_->shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
        }
        // A connection of our own lets accept() return.
        boost::asio::ip::tcp::socket knock{io_};
        knock.connect(endpoint_, ignored);
    }
    LossyProxy(const LossyProxy&) = delete;
    LossyProxy& operator=(const LossyProxy&) = delete;

    [[nodiscard]] net::Url url() const { return {"http", "127.0.0.1", endpoint_.port(), "/"}; }

private:
    void serve()
    {
        while (!has_ended_)
        {
            boost::asio::ip::tcp::socket peer{io_};
            boost::system::error_code error;
            acceptor_.accept(peer, error);
            hold(&peer);
            while (!error && !has_ended_) error = serve_one(peer);
            hold(nullptr);
        }
    }

    void hold(boost::asio::ip::tcp::socket* peer)
    {
        const std::lock_guard lock{mutex_};
        current_ = peer;
    }

    boost::system::error_code serve_one(boost::asio::ip::tcp::socket& peer)
    {
        boost::system::error_code error;
        std::string bytes;
        std::size_t head = std::string::npos;
        std::array<char, 4096> chunk{};
        while (!error && (head == std::string::npos || bytes.size() < head + body_size(bytes)))
        {
            bytes.append(chunk.data(), peer.read_some(boost::asio::buffer(chunk), error));
            if (const auto end = bytes.find("\r\n\r\n"); end != std::string::npos) head = end + 4;
        }
        if (error) return error;
        auto body = bytes.substr(head);
        const auto answer = node_.send_and_wait(
            {.method = "POST", .content_type = "application/json", .body = body});
        if (!answer || is_lost_(body)) return boost::asio::error::connection_reset;
        const auto text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                          std::to_string(answer->body.size()) + "\r\n\r\n" + answer->body;
        boost::asio::write(peer, boost::asio::buffer(text), error);
        return error;
    }

    static std::size_t body_size(const std::string& head)
    {
        constexpr std::string_view name = "Content-Length: ";
        const auto at = head.find(name);
        return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
    }

    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_{io_, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    const boost::asio::ip::tcp::endpoint endpoint_{acceptor_.local_endpoint()};
    net::HttpClient node_;
    std::function<bool(const std::string&)> is_lost_;
    std::atomic<bool> has_ended_{};
    std::mutex mutex_;
    boost::asio::ip::tcp::socket* current_{};  ///< the connection served now, under the mutex
    std::jthread thread_;
};

}  // namespace ballast::chains::test_kit
