// SPDX-License-Identifier: Apache-2.0
// For tests: a peer that sends any bytes it likes and reads what comes back, blocking, and a value
// that a callback hands to a waiting test.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace ballast::net::test_kit {

/// Nothing in a test waits longer than this for what must come.
inline constexpr std::chrono::seconds patience{20};

/// A TCP connection to a server of this machine.
class RawPeer
{
public:
    explicit RawPeer(std::uint16_t port)
    {
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    }
    explicit RawPeer(boost::asio::ip::tcp::acceptor& acceptor) { acceptor.accept(socket_); }

    /// False when the server has closed already.
    bool send(std::string_view bytes)
    {
        boost::system::error_code error;
        boost::asio::write(socket_, boost::asio::buffer(bytes.data(), bytes.size()), error);
        return !error;
    }
    /// What came until the server closed.
    std::string read_all()
    {
        std::string out;
        boost::system::error_code error;
        while (!error) out += read_some(error);
        return out;
    }
    /// What came up to and including `end`, and perhaps more; less when the server closed.
    std::string read_until(std::string_view end)
    {
        std::string out;
        boost::system::error_code error;
        while (!error && out.find(end) == std::string::npos) out += read_some(error);
        return out;
    }
    void close() { socket_.close(); }

private:
    std::string read_some(boost::system::error_code& error)
    {
        std::string chunk(4096, '\0');
        chunk.resize(socket_.read_some(boost::asio::buffer(chunk), error));
        return chunk;
    }

    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_{io_};
};

/// Values from callbacks, taken by the test in their order.
template <class T>
class Inbox
{
public:
    void put(T value)
    {
        const std::lock_guard lock{mutex_};
        values_.push_back(std::move(value));
        came_.notify_all();
    }
    /// The next value; nothing when none came within the patience of a test.
    std::optional<T> take(std::chrono::milliseconds limit = patience)
    {
        std::unique_lock lock{mutex_};
        if (!came_.wait_for(lock, limit, [this] { return !values_.empty(); })) return std::nullopt;
        std::optional<T> out{std::move(values_.front())};
        values_.pop_front();
        return out;
    }
    [[nodiscard]] std::size_t size()
    {
        const std::lock_guard lock{mutex_};
        return values_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<T> values_;
};

}  // namespace ballast::net::test_kit
