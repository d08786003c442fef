// SPDX-License-Identifier: Apache-2.0
// The one thread on which all networking happens, and timers on it. Leaves out sockets.
//
// Every callback of ballast::net and ballast::chains runs on this thread unless its declaration
// says otherwise, one at a time, so that they need no locks among themselves. A callback must not
// block.
#pragma once
#include <ballast/net/callback.hpp>
#include <chrono>
#include <memory>

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace ballast::net {

/// An event loop with a thread of its own. Made first and destroyed last: everything else here
/// refers to it.
class IoContext
{
public:
    /// Nothing runs before start(); what is posted until then waits.
    IoContext();
    /// Stops.
    ~IoContext();
    IoContext(const IoContext&) = delete;
    IoContext& operator=(const IoContext&) = delete;

    /// Starts the thread; once.
    void start();
    /// Ends the loop after the callback that runs now and joins the thread; what waited is dropped
    /// with its owners. Idempotent; not from the thread itself.
    void stop();

    /// Runs `work` on the thread, behind what waits already. From any thread.
    void post(Callback<void()> work);
    /// Runs `work` on the thread and returns when it is done; directly when called from there, or
    /// when the thread does not run (not started, or stopped). From any thread.
    void run(Callback<void()> work);
    /// True on the loop's own thread.
    [[nodiscard]] bool is_own_thread() const;

    /// The loop itself, for what is built on Boost.Asio.
    [[nodiscard]] boost::asio::io_context& native();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// One alarm. Used on the loop's thread only, destroyed there or when the loop has stopped.
class Timer
{
public:
    explicit Timer(IoContext& io);
    /// Cancels.
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Calls `work` once after `delay`; replaces what was set before.
    void start(std::chrono::milliseconds delay, Callback<void()> work);
    /// After this, what was set is not called, even if its time has passed already.
    void cancel();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::net
