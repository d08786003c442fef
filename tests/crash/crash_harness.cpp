// SPDX-License-Identifier: Apache-2.0
// The two processes of a crash test, and the pipe between them.
#include "crash_harness.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <ballast/env/clock.hpp>
#include <ballast/env/entropy.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

namespace ballast::crash {
namespace {

constexpr std::size_t frame_size = 1 + 8 + 32;  // below PIPE_BUF: the kernel never splits one
constexpr std::uint64_t acknowledgements_max = 24;
constexpr std::uint64_t delay_us_max = 4000;
/// A child that says nothing for so long hangs; it decides nothing else.
constexpr int silence_ms_max = 60'000;
constexpr const char* child_argument = "--child";

struct Settings
{
    std::uint64_t kills{200};
    std::uint64_t kills_per_folder{20};
    std::uint64_t seed{};
    std::string folder;
};

struct Child
{
    pid_t pid{};
    int pipe{};
};

/// What one child's life was.
struct Life
{
    std::vector<Acknowledgement> acknowledged;
    std::optional<std::string> complaint;
};

[[noreturn]] void die(const std::string& what)
{
    std::fprintf(stderr, "crash test: %s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(2);
}

Bytes encode(const Acknowledgement& acknowledgement)
{
    Bytes out{acknowledgement.kind};
    append_big_endian(out, acknowledgement.number);
    append(out, acknowledgement.digest.view());
    return out;
}

Acknowledgement decode(const std::array<std::uint8_t, frame_size>& frame)
{
    return {.kind = frame[0],
            .number = read_big_endian<std::uint64_t>(frame.data() + 1),
            .digest = Bytes32::from(std::span<const std::uint8_t, 32>{frame.data() + 9, 32})};
}

/// The child's main: works until it is killed.
int run_child(char** argv, const Scenario& scenario)
{
    const int pipe = std::atoi(argv[4]);
    const ChildContext context{.folder = argv[2],
                               .seed = std::strtoull(argv[3], nullptr, 10),
                               .acknowledge = [pipe](const Acknowledgement& acknowledgement) {
                                   const Bytes frame = encode(acknowledgement);
                                   while (::write(pipe, frame.data(), frame.size()) < 0)
                                       if (errno != EINTR) die("cannot acknowledge");
                               }};
    const auto complaint = scenario.workload(context);
    if (!complaint) return 0;
    std::fprintf(stderr, "crash test, child of seed %s: %s\n", argv[3], complaint->c_str());
    return 1;
}

/// Starts this program again as a child in `folder`.
Child start_child(const std::string& folder, std::uint64_t seed)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) die("cannot make a pipe");
    const std::string seed_text = std::to_string(seed);
    const std::string pipe_text = std::to_string(ends[1]);
    const pid_t pid = ::fork();
    if (pid < 0) die("cannot fork");
    if (pid == 0)
    {
        ::fcntl(ends[1], F_SETFD, 0);  // this end goes into the new program
        ::execl("/proc/self/exe", "crash", child_argument, folder.c_str(), seed_text.c_str(),
                pipe_text.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ::close(ends[1]);
    return {.pid = pid, .pipe = ends[0]};
}

enum class Heard : std::uint8_t
{
    Acknowledgement,
    Nothing,
    End,
};

/// Waits for one acknowledgement, at most so long.
Heard listen(int pipe, const timespec& patience, std::vector<Acknowledgement>& out)
{
    pollfd entry{.fd = pipe, .events = POLLIN, .revents = 0};
    const int ready = ::ppoll(&entry, 1, &patience, nullptr);
    if (ready < 0 && errno != EINTR) die("cannot poll");
    if (ready <= 0) return Heard::Nothing;
    std::array<std::uint8_t, frame_size> frame;
    const ssize_t got = ::read(pipe, frame.data(), frame.size());
    if (got == 0) return Heard::End;
    if (got != static_cast<ssize_t>(frame.size())) die("half an acknowledgement");
    out.push_back(decode(frame));
    return Heard::Acknowledgement;
}

/// Lets the child work until it acknowledged so much and then a little longer; true if it lives.
bool let_work(const Child& child, env::Entropy& random, Life& life)
{
    const std::uint64_t wanted = random.number() % acknowledgements_max;
    const timespec silence{.tv_sec = silence_ms_max / 1000, .tv_nsec = 0};
    while (life.acknowledged.size() < wanted)
    {
        const Heard heard = listen(child.pipe, silence, life.acknowledged);
        if (heard == Heard::End) return false;
        if (heard == Heard::Nothing)
        {
            life.complaint = "the child made no progress";
            return true;
        }
    }
    // Somewhere between two acknowledgements: inside a write, a sync, or an opening.
    const auto delay_us = static_cast<long>(random.number() % delay_us_max);
    const timespec delay{.tv_sec = 0, .tv_nsec = delay_us * 1000};
    ::nanosleep(&delay, nullptr);
    return true;
}

/// One child from its start to its end by SIGKILL.
Life live_and_die(const std::string& folder, std::uint64_t seed)
{
    env::SeededEntropy random{seed};
    const Child child = start_child(folder, seed);
    Life life;
    const bool lives = let_work(child, random, life);
    ::kill(child.pid, SIGKILL);
    // What it acknowledged before it died counts, too.
    const timespec silence{.tv_sec = silence_ms_max / 1000, .tv_nsec = 0};
    while (listen(child.pipe, silence, life.acknowledged) == Heard::Acknowledgement)
    {
    }
    ::close(child.pipe);
    int status = 0;
    if (::waitpid(child.pid, &status, 0) != child.pid) die("cannot wait");
    if (!lives || !WIFSIGNALED(status))
        life.complaint = "the child ended by itself, with status " + std::to_string(status);
    return life;
}

std::uint64_t number_after(int argc, char** argv, int& i)
{
    if (i + 1 >= argc) die(std::string{argv[i]} + " wants a number");
    return std::strtoull(argv[++i], nullptr, 10);
}

Settings parse_settings(int argc, char** argv)
{
    Settings out;
    out.seed = env::SystemEntropy{}.number();
    for (int i = 1; i < argc; ++i)
    {
        const std::string_view argument{argv[i]};
        if (argument == "--kills")
            out.kills = number_after(argc, argv, i);
        else if (argument == "--seed")
            out.seed = number_after(argc, argv, i);
        else if (argument == "--kills-per-folder")
            out.kills_per_folder = std::max<std::uint64_t>(1, number_after(argc, argv, i));
        else if (argument == "--folder" && i + 1 < argc)
            out.folder = argv[++i];
        else
        {
            std::fprintf(stderr,
                         "usage: %s [--kills N] [--seed N] [--folder PATH] "
                         "[--kills-per-folder N]\n",
                         argv[0]);
            std::exit(2);
        }
    }
    return out;
}

/// A new empty folder.
std::string make_folder(const std::string& parent)
{
    const std::filesystem::path base =
        parent.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path{parent};
    std::filesystem::create_directories(base);
    std::string pattern = (base / "crash-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) die("cannot make a folder in " + base.string());
    return pattern;
}

/// All children of one folder, one after the other. The folder stays when something was wrong.
std::optional<std::string> run_folder(const Settings& settings, const Scenario& scenario,
                                      env::Entropy& seeds, std::uint64_t kills,
                                      std::uint64_t& acknowledged)
{
    const std::string folder = make_folder(settings.folder);
    std::vector<Acknowledgement> all;
    for (std::uint64_t kill = 0; kill < kills; ++kill)
    {
        const std::uint64_t seed = seeds.number();
        const Life life = live_and_die(folder, seed);
        all.insert(all.end(), life.acknowledged.begin(), life.acknowledged.end());
        acknowledged += life.acknowledged.size();
        const auto complaint = life.complaint ? life.complaint : scenario.check(folder, all);
        if (complaint)
            return "after kill " + std::to_string(kill + 1) + " in " + folder + " (child's seed " +
                   std::to_string(seed) + "): " + *complaint;
    }
    std::filesystem::remove_all(folder);
    return std::nullopt;
}

}  // namespace

int run_crash_test(int argc, char** argv, const Scenario& scenario)
{
    if (argc == 5 && std::string_view{argv[1]} == child_argument) return run_child(argv, scenario);
    const Settings settings = parse_settings(argc, argv);
    std::printf("crash test: seed %llu (again with: --seed %llu)\n",
                static_cast<unsigned long long>(settings.seed),
                static_cast<unsigned long long>(settings.seed));
    std::fflush(stdout);
    const env::SystemClock clock;
    const std::int64_t start_ms = clock.monotonic_ms();
    env::SeededEntropy seeds{settings.seed};
    std::uint64_t acknowledged = 0;
    for (std::uint64_t done = 0; done < settings.kills;)
    {
        const std::uint64_t kills = std::min(settings.kills_per_folder, settings.kills - done);
        if (const auto complaint = run_folder(settings, scenario, seeds, kills, acknowledged))
        {
            std::printf("FAILED %s\n", complaint->c_str());
            return 1;
        }
        done += kills;
    }
    std::printf("%llu kills, %llu acknowledgements kept, %lld ms\n",
                static_cast<unsigned long long>(settings.kills),
                static_cast<unsigned long long>(acknowledged),
                static_cast<long long>(clock.monotonic_ms() - start_ms));
    return 0;
}

}  // namespace ballast::crash
