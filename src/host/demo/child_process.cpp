// SPDX-License-Identifier: Apache-2.0
// Starting, watching and stopping a child.
#include "child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ballast/env/entropy.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <thread>
#include <utility>

namespace ballast::demo {
namespace {
constexpr std::size_t obituary_lines = 12;
constexpr std::chrono::milliseconds stop_poll{10};
constexpr int exec_failed = 127;
// Below the ports that systems give to outgoing connections: who dials a port where nobody listens
// yet may otherwise be given that very port for his own side.
constexpr std::uint64_t first_port = 20'000;
constexpr std::uint64_t port_count = 12'000;
constexpr int attempts_max = 10'000;

/// The child's side: only calls that are safe between fork and exec.
[[noreturn]] void become(char* const* arguments, int output, pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have ended before the line above took effect.
    if (::getppid() != parent) ::_exit(exec_failed);
    ::setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int input = ::open("/dev/null", O_RDONLY);
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execv(arguments[0], arguments);
    ::_exit(exec_failed);
}
}  // namespace

Answer<ChildProcess> ChildProcess::start(ChildSettings settings)
{
    const int output =
        ::open(settings.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (output < 0)
        return failure("cannot write the log '" + settings.log_file.string() +
                       "': " + std::strerror(errno));
    std::string program = settings.program.string();
    std::vector<char*> pointers{program.data()};
    for (auto& argument : settings.arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) become(pointers.data(), output, parent);
    const int error = errno;
    ::close(output);
    if (pid < 0) return failure("cannot start " + settings.name + ": " + std::strerror(error));
    return ChildProcess{std::move(settings), pid};
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : settings_{std::move(other.settings_)},
      pid_{std::exchange(other.pid_, -1)},
      status_{other.status_}
{}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept
{
    std::swap(settings_, other.settings_);
    std::swap(pid_, other.pid_);
    std::swap(status_, other.status_);
    return *this;
}

ChildProcess::~ChildProcess() { stop(); }

bool ChildProcess::reap(bool wait)
{
    if (pid_ <= 0) return true;
    if (::waitpid(pid_, &status_, wait ? 0 : WNOHANG) == 0) return false;
    pid_ = -1;
    return true;
}

bool ChildProcess::is_running() { return !reap(false); }

bool ChildProcess::stop()
{
    if (pid_ <= 0) return WIFEXITED(status_) && WEXITSTATUS(status_) == 0;
    ::kill(pid_, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + settings_.stop_timeout;
    while (!reap(false) && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(stop_poll);
    if (pid_ > 0)
    {
        ::kill(pid_, SIGKILL);
        reap(true);
    }
    return WIFEXITED(status_) && WEXITSTATUS(status_) == 0;
}

void ChildProcess::kill()
{
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    reap(true);
}

std::string ChildProcess::obituary() const
{
    std::string how = "was stopped";
    if (WIFSIGNALED(status_)) how = "was ended by signal " + std::to_string(WTERMSIG(status_));
    if (WIFEXITED(status_)) how = "ended with code " + std::to_string(WEXITSTATUS(status_));
    return settings_.name + " " + how + "; the end of " + settings_.log_file.string() + ":\n" +
           last_lines(settings_.log_file, obituary_lines);
}

std::string last_lines(const std::filesystem::path& file, std::size_t count)
{
    std::ifstream in{file};
    std::deque<std::string> lines;
    for (std::string line; std::getline(in, line);)
    {
        lines.push_back(std::move(line));
        if (lines.size() > count) lines.pop_front();
    }
    std::string out;
    for (const auto& line : lines) out += "    " + line + "\n";
    return out;
}

std::vector<std::uint16_t> free_ports(std::size_t count)
{
    namespace asio = boost::asio;
    asio::io_context io;
    // All are held until the last one is known, so that no two are the same.
    std::deque<asio::ip::tcp::acceptor> held;
    std::vector<std::uint16_t> out;
    env::SystemEntropy entropy;
    for (int left = attempts_max; out.size() < count && left > 0; --left)
    {
        const auto port = static_cast<std::uint16_t>(first_port + entropy.number() % port_count);
        asio::ip::tcp::acceptor acceptor{io, asio::ip::tcp::v4()};
        boost::system::error_code error;
        acceptor.bind({asio::ip::make_address("127.0.0.1"), port}, error);
        if (error) continue;
        held.push_back(std::move(acceptor));
        out.push_back(port);
    }
    return out;
}

}  // namespace ballast::demo
