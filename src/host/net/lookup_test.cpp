// SPDX-License-Identifier: Apache-2.0
// Look-ups that answer, fail, and hang.
#include <gtest/gtest.h>

#include <ballast/net/lookup.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <optional>

namespace ballast::net {
namespace {

namespace asio = boost::asio;

class LookupTest : public testing::Test
{
protected:
    LookupTest()
    {
        io.emplace();
        io->start();
    }
    void make(Lookup::Ask ask)
    {
        io->run([&] { lookup.emplace(*io, std::move(ask)); });
    }
    std::future<Found> find(std::string host)
    {
        const auto found = std::make_shared<std::promise<Found>>();
        asio::co_spawn(io->native(), tell(*lookup, std::move(host), found), asio::detached);
        return found->get_future();
    }
    static asio::awaitable<void> tell(Lookup& lookup, std::string host,
                                      std::shared_ptr<std::promise<Found>> found)
    {
        found->set_value(co_await lookup.find(std::move(host), 80));
    }
    void end()
    {
        io->run([this] { lookup.reset(); });
        io.reset();
    }

    std::optional<IoContext> io;
    std::optional<Lookup> lookup;
};

TEST_F(LookupTest, AnAddressIsNotAskedFor)
{
    make([](const std::string&, std::uint16_t) -> Found {
        ADD_FAILURE() << "asked";
        return {};
    });

    EXPECT_EQ(find("127.0.0.1").get().endpoints.at(0).address().to_string(), "127.0.0.1");
    EXPECT_EQ(find("::1").get().endpoints.at(0).port(), 80);
    end();
}

TEST_F(LookupTest, ANameIsAskedOfTheSystem)
{
    make(Lookup::ask_system);

    const Found found = find("localhost").get();

    ASSERT_FALSE(found.error) << found.error.message();
    EXPECT_TRUE(found.endpoints.at(0).address().is_loopback());
    end();
}

TEST_F(LookupTest, AFailureIsTold)
{
    make([](const std::string&, std::uint16_t) {
        return Found{.error = asio::error::host_not_found};
    });

    EXPECT_EQ(find("nowhere").get().error, asio::error::host_not_found);
    end();
}

TEST_F(LookupTest, OneThatHangsIsBrokenOffAndNobodyWaitsForIt)
{
    const auto release = std::make_shared<std::promise<void>>();
    const auto is_asked = std::make_shared<std::promise<void>>();
    make([release, is_asked](const std::string&, std::uint16_t) {
        is_asked->set_value();
        release->get_future().wait();
        return Found{};
    });
    auto found = find("slow");
    is_asked->get_future().wait();

    io->run([this] { lookup->cancel(); });

    EXPECT_EQ(found.get().error, asio::error::operation_aborted);
    end();  // the loop, too, while the look-up still hangs
    release->set_value();
}

}  // namespace
}  // namespace ballast::net
