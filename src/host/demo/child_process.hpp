// SPDX-License-Identifier: Apache-2.0
// A program of ours as a child process: its output goes to a log file, it ends with us, and it is
// stopped by its own pid. Leaves out what it says.
#pragma once
#include <ballast/demo/failure.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace ballast::demo {

struct ChildSettings
{
    std::string name;  ///< for sentences, e.g. "guardian 2"
    std::filesystem::path program;
    std::vector<std::string> arguments;              ///< without the program's own name
    std::filesystem::path log_file;                  ///< appended to
    std::chrono::milliseconds stop_timeout{10'000};  ///< from SIGTERM to SIGKILL
};

class ChildProcess
{
public:
    /// Starts the program in a process group of its own (a Ctrl-C at the terminal is ours alone).
    /// From a thread that outlives it: the system ends it when that thread ends.
    [[nodiscard]] static Answer<ChildProcess> start(ChildSettings settings);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    /// Stops.
    ~ChildProcess();

    /// Asks it to end, waits, and ends it when it does not; idempotent. False when it had to be
    /// ended, or ended with another code than 0.
    bool stop();
    /// Ends it as a crash would: SIGKILL, and waits.
    void kill();
    /// False when it ended by itself or was stopped.
    [[nodiscard]] bool is_running();
    /// Why it is not running any more, with the last lines of its log.
    [[nodiscard]] std::string obituary() const;
    [[nodiscard]] const std::string& name() const { return settings_.name; }
    [[nodiscard]] int pid() const { return pid_; }

private:
    ChildProcess(ChildSettings settings, int pid) : settings_{std::move(settings)}, pid_{pid} {}
    bool reap(bool wait);

    ChildSettings settings_;
    int pid_{-1};
    int status_{};  ///< as waitpid gave it, once it has ended
};

/// The last `count` lines of a file, each indented.
[[nodiscard]] std::string last_lines(const std::filesystem::path& file, std::size_t count);

/// `count` different ports of this machine that nobody listens at; anybody may take one meanwhile.
[[nodiscard]] std::vector<std::uint16_t> free_ports(std::size_t count);

}  // namespace ballast::demo
