// SPDX-License-Identifier: Apache-2.0
// The queue's door, for any thread, and the coroutine that works behind it.
#include <ballast/chains/evm/evm_submitter.hpp>
#include <ballast/chains/evm/order_call.hpp>
#include <ballast/chains/evm/relay_session.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <mutex>
#include <set>

namespace ballast::chains::evm {

namespace asio = boost::asio;

struct EvmSubmitter::Impl : std::enable_shared_from_this<Impl>
{
    using Key = std::pair<OrderId, SubmissionAction>;

    Impl(net::IoContext& io_context, EvmSubmitterSettings how, crypto::SecretKey relayer,
         SubmitterEvents events)
        : io{io_context},
          session{io_context, how, std::move(relayer), std::move(events)},
          settings{std::move(how)},
          pause{io_context.native()}
    {}

    net::IoContext& io;
    RelaySession session;
    const EvmSubmitterSettings settings;
    asio::steady_timer pause;
    bool is_running{};
    mutable std::mutex mutex;  ///< guards what follows
    std::set<Key> pending;
    std::vector<RelayTask> inbox;
    bool is_stopped{};

    std::optional<SubmitError> put(RelayTask task)
    {
        const std::lock_guard lock{mutex};
        if (is_stopped) return SubmitError::Stopped;
        if (pending.size() >= settings.queue_max) return SubmitError::QueueFull;
        if (!pending.emplace(task.order, task.action).second) return SubmitError::Duplicate;
        inbox.push_back(std::move(task));
        return std::nullopt;
    }

    void release(const Key& key)
    {
        const std::lock_guard lock{mutex};
        pending.erase(key);
    }

    std::vector<RelayTask> take_inbox()
    {
        const std::lock_guard lock{mutex};
        return std::exchange(inbox, {});
    }

    void take_in()
    {
        for (auto& task : take_inbox()) session.add(std::move(task));
        if (session.has_ended() || session.is_idle()) return;
        if (!std::exchange(is_running, true))
            asio::co_spawn(io.native(), run(shared_from_this()), asio::detached);
    }

    /// Runs while there is something to do.
    static asio::awaitable<void> run(std::shared_ptr<Impl> self)
    {
        auto retry = self->settings.retry_min;
        while (!self->session.has_ended() && !self->session.is_idle())
        {
            const bool is_well = co_await self->session.step();
            if (self->session.has_ended() || self->session.is_idle()) break;
            self->pause.expires_after(is_well ? self->settings.poll : retry);
            retry =
                is_well ? self->settings.retry_min : std::min(2 * retry, self->settings.retry_max);
            co_await self->pause.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        self->is_running = false;
    }

    void stop()
    {
        {
            const std::lock_guard lock{mutex};
            is_stopped = true;
        }
        // What was submitted a moment ago has not reached the session yet, and gets its outcome
        // with the rest.
        for (auto& task : take_inbox()) session.add(std::move(task));
        session.stop();
        pause.cancel();
    }
};

EvmSubmitter::EvmSubmitter(net::IoContext& io, EvmSubmitterSettings settings,
                           crypto::SecretKey relayer, SubmitterEvents events)
    : impl_{std::make_shared<Impl>(io, std::move(settings), std::move(relayer), std::move(events))}
{}

EvmSubmitter::~EvmSubmitter()
{
    auto& io = impl_->io;
    io.run([this] {
        impl_->stop();
        impl_.reset();
    });
}

std::optional<SubmitError> EvmSubmitter::submit(Submission submission, Done done)
{
    auto call = encode_submission(submission);
    if (!call) return call.error();
    const Impl::Key key{submission.order, submission.action};
    RelayTask task{.order = submission.order,
                   .action = submission.action,
                   .to = submission.contract.evm(),
                   .call = *std::move(call),
                   // Free before it is called, so that the owner may submit again from inside.
                   .done = [impl = impl_.get(), key,
                            done = std::move(done)](const SubmissionOutcome& outcome) {
                       impl->release(key);
                       if (done) done(outcome);
                   }};
    if (const auto error = impl_->put(std::move(task))) return error;
    impl_->io.post([impl = impl_] { impl->take_in(); });
    return std::nullopt;
}

std::size_t EvmSubmitter::pending_count() const
{
    const std::lock_guard lock{impl_->mutex};
    return impl_->pending.size();
}

void EvmSubmitter::stop()
{
    impl_->io.run([impl = impl_] { impl->stop(); });
}

Bytes20 EvmSubmitter::relayer() const { return impl_->session.relayer(); }

}  // namespace ballast::chains::evm
