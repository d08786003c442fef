// SPDX-License-Identifier: Apache-2.0
// One child, without a shell in between.
#include "gnuplot.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to programs

namespace ballast::backtest {
namespace {

/// The exit code of `gnuplot FILE`, or why it did not start.
Result<int, std::string> run_gnuplot(std::string file)
{
    std::string program = "gnuplot";
    char* arguments[] = {program.data(), file.data(), nullptr};
    pid_t child = 0;
    if (const int error =
            ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ);
        error != 0)
        return fail(std::string{std::strerror(error)});
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return fail(std::string{std::strerror(errno)});
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

}  // namespace

Result<void, std::string> draw_plot(const std::string& script, const std::filesystem::path& picture)
{
    std::filesystem::path program = picture;
    program += ".gnuplot";
    std::ofstream out{program, std::ios::binary};
    out << script;
    out.close();
    if (!out) return fail("cannot write " + program.string() + ": " + std::strerror(errno));
    const auto code = run_gnuplot(program.string());
    if (!code || *code != 0)
        return fail("gnuplot did not draw " + picture.string() + " (" +
                    (code ? "it ended with code " + std::to_string(*code) : code.error()) +
                    "): install it (Debian: gnuplot-nox), then run gnuplot " + program.string());
    std::error_code error;
    std::filesystem::remove(program, error);
    return {};
}

}  // namespace ballast::backtest
