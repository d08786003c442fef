// SPDX-License-Identifier: Apache-2.0
// The loop and its timers; also the one place where Boost.Asio's own sources are compiled.
#include <ballast/base/assert.hpp>
#include <ballast/net/io_context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/impl/src.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace ballast::net {

namespace {

/// Work of another thread, which waits for it.
struct Job
{
    Callback<void()> work;
    bool is_done{};
};

enum class State
{
    Idle,  ///< not started, or stopped
    Running,
    Stopping,  ///< the thread may still run its last callback
};

}  // namespace

struct IoContext::Impl
{
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{
        io.get_executor()};
    std::thread thread;
    std::atomic<std::thread::id> thread_id;

    std::mutex mutex;
    std::condition_variable done;
    State state{State::Idle};
    std::vector<Job*> jobs;

    void run_jobs()
    {
        std::unique_lock lock{mutex};
        const auto batch = std::exchange(jobs, {});
        lock.unlock();
        for (auto* job : batch) job->work();
        lock.lock();
        for (auto* job : batch) job->is_done = true;
        done.notify_all();
    }
};

IoContext::IoContext() : impl_{std::make_unique<Impl>()} {}

IoContext::~IoContext() { stop(); }

void IoContext::start()
{
    const std::lock_guard lock{impl_->mutex};
    BALLAST_ASSERT(impl_->state == State::Idle && !impl_->thread.joinable());
    impl_->state = State::Running;
    impl_->thread = std::thread{[impl = impl_.get()] {
        impl->thread_id = std::this_thread::get_id();
        impl->io.run();
    }};
}

void IoContext::stop()
{
    BALLAST_ASSERT(!is_own_thread());
    {
        const std::lock_guard lock{impl_->mutex};
        if (impl_->state != State::Running) return;
        impl_->state = State::Stopping;
    }
    impl_->io.stop();
    impl_->thread.join();
    impl_->thread_id = std::thread::id{};
    // Whoever waits in run() still gets his work done, by this thread in place of the one that
    // ended.
    for (;;)
    {
        impl_->run_jobs();
        const std::lock_guard lock{impl_->mutex};
        if (!impl_->jobs.empty()) continue;
        impl_->state = State::Idle;
        return;
    }
}

void IoContext::post(Callback<void()> work) { boost::asio::post(impl_->io, std::move(work)); }

void IoContext::run(Callback<void()> work)
{
    if (is_own_thread()) return work();
    std::unique_lock lock{impl_->mutex};
    if (impl_->state == State::Idle)
    {
        lock.unlock();
        return work();
    }
    Job job{.work = std::move(work)};
    impl_->jobs.push_back(&job);
    boost::asio::post(impl_->io, [impl = impl_.get()] { impl->run_jobs(); });
    impl_->done.wait(lock, [&job] { return job.is_done; });
}

bool IoContext::is_own_thread() const { return impl_->thread_id == std::this_thread::get_id(); }

boost::asio::io_context& IoContext::native() { return impl_->io; }

struct Timer::Impl
{
    boost::asio::steady_timer timer;
    /// Tells an alarm that was replaced or cancelled, but queued already, from the one that is set.
    std::uint64_t generation{};
    Callback<void()> work;
};

Timer::Timer(IoContext& io) : impl_{std::make_shared<Impl>(boost::asio::steady_timer{io.native()})}
{}

Timer::~Timer() { cancel(); }

void Timer::start(std::chrono::milliseconds delay, Callback<void()> work)
{
    impl_->work = std::move(work);
    impl_->timer.expires_after(delay);
    impl_->timer.async_wait(
        [impl = impl_, generation = ++impl_->generation](const boost::system::error_code& error) {
            if (error || generation != impl->generation) return;
            // Moved out first, because the work may start or destroy this very timer.
            auto work_now = std::exchange(impl->work, {});
            work_now();
        });
}

void Timer::cancel()
{
    ++impl_->generation;
    impl_->work = {};
    impl_->timer.cancel();
}

}  // namespace ballast::net
