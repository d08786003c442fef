// SPDX-License-Identifier: Apache-2.0
// One coroutine polls: latest and finalized; then the blocks between, their logs, and what became
// final. A step that fails is tried again at the next poll, from what is known for sure.
#include <ballast/chains/evm/evm_watcher.hpp>
#include <ballast/chains/evm/watch_session.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace ballast::chains::evm {

namespace asio = boost::asio;

struct EvmWatcher::Impl
{
    Impl(net::IoContext& io_context, EvmWatcherSettings how, WatchedChain chain,
         WatcherEvents events, std::optional<Cursor> cursor)
        : io{io_context},
          session{io_context, how, std::move(chain), std::move(events), std::move(cursor)},
          settings{std::move(how)},
          pause{io_context.native()}
    {}

    net::IoContext& io;
    WatchSession session;
    const EvmWatcherSettings settings;
    asio::steady_timer pause;
    bool is_started{};

    static asio::awaitable<void> run(std::shared_ptr<Impl> self)
    {
        auto retry = self->settings.retry_min;
        while (!self->session.has_ended())
        {
            const bool is_well = co_await self->session.poll();
            if (self->session.has_ended()) co_return;
            self->pause.expires_after(is_well ? self->settings.poll : retry);
            retry =
                is_well ? self->settings.retry_min : std::min(2 * retry, self->settings.retry_max);
            co_await self->pause.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }

    void stop()
    {
        session.stop();
        pause.cancel();
    }
};

EvmWatcher::EvmWatcher(net::IoContext& io, EvmWatcherSettings settings, WatchedChain chain,
                       WatcherEvents events, std::optional<Cursor> cursor)
    : impl_{std::make_shared<Impl>(io, std::move(settings), std::move(chain), std::move(events),
                                   std::move(cursor))}
{}

EvmWatcher::~EvmWatcher()
{
    auto& io = impl_->io;
    io.run([this] {
        impl_->stop();
        impl_.reset();
    });
}

void EvmWatcher::start()
{
    impl_->io.post([impl = impl_] {
        if (std::exchange(impl->is_started, true)) return;
        asio::co_spawn(impl->io.native(), Impl::run(impl), asio::detached);
    });
}

void EvmWatcher::stop()
{
    impl_->io.run([impl = impl_] { impl->stop(); });
}

Cursor EvmWatcher::cursor() const { return impl_->session.cursor(); }

}  // namespace ballast::chains::evm
