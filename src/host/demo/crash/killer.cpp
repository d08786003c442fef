// SPDX-License-Identifier: Apache-2.0
// Striking and reviving.
#include "killer.hpp"

namespace ballast::demo {
namespace {
constexpr std::uint64_t rest_ms_min = 150;
constexpr std::uint64_t rest_ms_spread = 900;
}  // namespace

Killer::Killer(Stage& stage, std::uint64_t seed, std::size_t kills)
    : stage_{stage},
      random_{seed},
      wanted_{kills},
      struck_(stage.cast.guardians.size() + 1),
      thread_{[this] { run(); }}
{}

Killer::~Killer()
{
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Killer::run()
{
    while (kills_ < wanted_ &&
           !rest(std::chrono::milliseconds{rest_ms_min + random_() % rest_ms_spread}))
        if (auto struck = strike(); !struck)
        {
            const std::lock_guard lock{mutex_};
            failure_ = std::move(struck.error());
            break;
        }
    if (auto alive = revive(); !alive)
    {
        const std::lock_guard lock{mutex_};
        if (!failure_) failure_ = std::move(alive.error());
    }
    {
        const std::lock_guard lock{mutex_};
        is_done_ = true;
    }
    changed_.notify_all();
    // Its children live as long as this thread.
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return is_ending_; });
}

/// True when the test ends.
bool Killer::rest(std::chrono::milliseconds duration)
{
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, duration, [this] { return is_ending_; });
}

Answer<void> Killer::strike()
{
    const std::size_t guardians = stage_.cast.guardians.size();
    const std::size_t victim = random_() % 5 < 2 ? guardians : random_() % guardians;
    if (victim == guardians)
    {
        stage_.kill_hub();
        if (random_() % 2 == 0 && rest(std::chrono::milliseconds{random_() % 500})) return {};
        BALLAST_CHECK(stage_.launch_hub());
    }
    else
    {
        BALLAST_CHECK(revive());
        stage_.kill_guardian(victim);
        // Every third stays down until another guardian is struck.
        if (random_() % 3 == 0)
            dead_ = victim;
        else
            BALLAST_CHECK(stage_.start_guardian(victim));
    }
    const std::lock_guard lock{mutex_};
    ++struck_[victim];
    ++kills_;
    return {};
}

Answer<void> Killer::revive()
{
    if (!dead_) return {};
    BALLAST_CHECK(stage_.start_guardian(*dead_));
    dead_.reset();
    return {};
}

Answer<void> Killer::finish()
{
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return is_done_.load(); });
    if (failure_) return fail(*failure_);
    return {};
}

std::string Killer::tally() const
{
    const std::lock_guard lock{mutex_};
    std::string out = "hub " + std::to_string(struck_.back());
    for (std::size_t i = 0; i + 1 < struck_.size(); ++i)
        out += ", " + guardian_name(i) + " " + std::to_string(struck_[i]);
    return out;
}

}  // namespace ballast::demo
