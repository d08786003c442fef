// SPDX-License-Identifier: Apache-2.0
// Plays random stories, seed after seed, until so many commands were applied; every invariant is
// recounted after each of them. Shows progress every two seconds and in the end what happened.
#include <algorithm>
#include <ballast/engine/testing/story.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace ballast::engine::testing;
using Clock = std::chrono::steady_clock;

namespace {

struct Options
{
    std::uint64_t commands{1'000'000};
    std::uint64_t seed{1};
    std::uint64_t story{100'000};
    /// One story of so many is also played on states that check everybody, and that are restored.
    std::uint64_t twins_every{10};
    /// One story of so many margins portfolios, by their worst scenario.
    std::uint64_t portfolios_every{3};
    /// One of so many of those has options and futures.
    std::uint64_t dated_every{2};
};

[[noreturn]] void usage()
{
    std::fputs(
        "usage: random_commands [--commands COUNT] [--seed FIRST] [--story COMMANDS_EACH]\n"
        "                       [--twins-every STORIES] [--portfolios-every STORIES]\n"
        "                       [--dated-every STORIES_WITH_PORTFOLIOS]\n",
        stderr);
    std::exit(2);
}

Options read_options(int count, char** words)
{
    Options out;
    for (int i = 1; i < count; i += 2)
    {
        std::uint64_t* value = nullptr;
        if (std::strcmp(words[i], "--commands") == 0) value = &out.commands;
        if (std::strcmp(words[i], "--seed") == 0) value = &out.seed;
        if (std::strcmp(words[i], "--story") == 0) value = &out.story;
        if (std::strcmp(words[i], "--twins-every") == 0) value = &out.twins_every;
        if (std::strcmp(words[i], "--portfolios-every") == 0) value = &out.portfolios_every;
        if (std::strcmp(words[i], "--dated-every") == 0) value = &out.dated_every;
        if (value == nullptr || i + 1 == count) usage();
        char* end = nullptr;
        *value = std::strtoull(words[i + 1], &end, 10);
        if (*end != '\0' || *value == 0) usage();
    }
    return out;
}

/// Lines of progress, at most one in two seconds.
class Progress
{
public:
    explicit Progress(std::uint64_t goal) : goal_{goal} {}

    void show(std::uint64_t done, std::uint64_t seed)
    {
        const Clock::time_point now = Clock::now();
        if (now - shown_ < std::chrono::seconds{2}) return;
        shown_ = now;
        std::printf("%12llu of %llu commands, %.0f/s, seed %llu\n",
                    static_cast<unsigned long long>(done), static_cast<unsigned long long>(goal_),
                    static_cast<double>(done) / seconds(), static_cast<unsigned long long>(seed));
        std::fflush(stdout);
    }
    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(Clock::now() - begun_).count();
    }

private:
    std::uint64_t goal_;
    Clock::time_point begun_{Clock::now()};
    Clock::time_point shown_{begun_};
};

}  // namespace

int main(int count, char** words)
{
    const Options options = read_options(count, words);
    Progress progress{options.commands};
    StoryTally all;
    std::uint64_t seed = options.seed;
    for (; all.seen.commands < options.commands; ++seed)
    {
        const std::uint64_t number = seed - options.seed;
        const bool margins = number % options.portfolios_every == 0;
        Story story{
            {.seed = seed,
             .commands = std::min(options.story, options.commands - all.seen.commands),
             .has_twins = number % options.twins_every == 0,
             .margins_portfolios = margins,
             .has_dated = margins && number / options.portfolios_every % options.dated_every == 0}};
        for (std::uint64_t i = 0; story.step(); ++i)
            if (i % 1'000 == 0) progress.show(all.seen.commands + i, seed);
        if (story.problem().empty()) story.conclude();
        all.add(story.tally());
        if (story.problem().empty()) continue;
        std::printf("BROKEN: %s\n", story.problem().c_str());
        return 1;
    }
    for (const auto& [name, times] : all.rows())
        std::printf("%-36s %12llu\n", name.c_str(), static_cast<unsigned long long>(times));
    std::printf(
        "%llu commands in %.1f s (%.0f/s), seeds %llu to %llu: every invariant held after each\n",
        static_cast<unsigned long long>(all.seen.commands), progress.seconds(),
        static_cast<double>(all.seen.commands) / progress.seconds(),
        static_cast<unsigned long long>(options.seed), static_cast<unsigned long long>(seed - 1));
}
