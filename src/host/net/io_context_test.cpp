// SPDX-License-Identifier: Apache-2.0
// The loop: where callbacks run, and that stopping leaves nobody waiting.
#include <gtest/gtest.h>

#include <ballast/net/io_context.hpp>
#include <ballast/net/raw_peer_test_kit.hpp>
#include <thread>

namespace ballast::net {

using test_kit::Inbox;
using namespace std::chrono_literals;

TEST(IoContext, RunsPostedWorkOnItsOwnThreadInOrder)
{
    IoContext io;
    Inbox<int> seen;
    io.post([&] { seen.put(io.is_own_thread() ? 1 : -1); });
    io.post([&] { seen.put(2); });

    io.start();

    EXPECT_EQ(seen.take(), 1);
    EXPECT_EQ(seen.take(), 2);
    EXPECT_FALSE(io.is_own_thread());
}

TEST(IoContext, RunReturnsWhenTheWorkIsDone)
{
    IoContext io;
    io.start();
    bool was_there = false;

    io.run([&] { io.run([&] { was_there = io.is_own_thread(); }); });

    EXPECT_TRUE(was_there);
}

TEST(IoContext, RunsWorkDirectlyWhileItsThreadDoesNotRun)
{
    IoContext io;
    int count = 0;
    io.run([&] { ++count; });
    io.start();
    io.stop();
    io.run([&] { ++count; });

    EXPECT_EQ(count, 2);
}

TEST(IoContext, LeavesNobodyWaitingWhenItStops)
{
    for (int round = 0; round < 50; ++round)
    {
        IoContext io;
        io.start();
        std::atomic<int> done{};
        std::vector<std::thread> callers;
        for (int i = 0; i < 4; ++i)
            callers.emplace_back([&] {
                for (int n = 0; n < 20; ++n) io.run([&] { ++done; });
            });

        io.stop();

        for (auto& caller : callers) caller.join();
        EXPECT_EQ(done, 80);
    }
}

TEST(Timer, CallsOnceAfterItsTime)
{
    IoContext io;
    io.start();
    Inbox<int> seen;
    std::unique_ptr<Timer> timer;
    io.run([&] {
        timer = std::make_unique<Timer>(io);
        timer->start(1ms, [&] { seen.put(1); });
    });

    EXPECT_EQ(seen.take(), 1);
    io.run([&] { timer.reset(); });
    EXPECT_EQ(seen.size(), 0U);
}

TEST(Timer, ForgetsWhatWasCancelledOrReplaced)
{
    IoContext io;
    io.start();
    Inbox<int> seen;
    io.run([&] {
        Timer cancelled{io};
        cancelled.start(0ms, [&] { seen.put(-1); });
        cancelled.cancel();
        Timer destroyed{io};
        destroyed.start(0ms, [&] { seen.put(-2); });
    });
    std::unique_ptr<Timer> replaced;
    io.run([&] {
        replaced = std::make_unique<Timer>(io);
        replaced->start(0ms, [&] { seen.put(-3); });
        replaced->start(1ms, [&] { seen.put(4); });
    });

    EXPECT_EQ(seen.take(), 4);
    EXPECT_EQ(seen.size(), 0U);
    io.run([&] { replaced.reset(); });
}

}  // namespace ballast::net
