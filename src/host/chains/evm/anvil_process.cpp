// SPDX-License-Identifier: Apache-2.0
// Starting and stopping a node: a port that was free a moment ago may be taken by the time the node
// binds it, so the node must show that it is the one that was started.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <ballast/chains/evm/anvil_process.hpp>
#include <ballast/chains/evm/json_rpc.hpp>
#include <ballast/chains/evm/rpc_types.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <thread>

namespace ballast::chains::evm {

namespace {

constexpr int attempts_max = 5;
constexpr std::chrono::milliseconds answer_poll{10};
constexpr std::chrono::seconds farewell_time{10};

std::uint16_t free_port()
{
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor acceptor{io, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    return acceptor.local_endpoint().port();
}

std::vector<std::string> arguments_of(const AnvilSettings& settings, std::uint16_t port,
                                      std::int64_t genesis_time_s)
{
    std::vector<std::string> out{settings.binary,
                                 "--host",
                                 "127.0.0.1",
                                 "--port",
                                 std::to_string(port),
                                 "--chain-id",
                                 std::to_string(settings.eip155),
                                 "--slots-in-an-epoch",
                                 std::to_string(settings.slots_in_an_epoch),
                                 "--timestamp",
                                 std::to_string(genesis_time_s)};
    if (!settings.is_mining) out.emplace_back("--no-mining");
    if (settings.block_time.count() > 0)
    {
        out.emplace_back("--block-time");
        out.push_back(std::to_string(settings.block_time.count()));
    }
    if (settings.log_file.empty()) out.emplace_back("--silent");
    if (!settings.state_file.empty())
    {
        out.emplace_back("--state");
        out.push_back(settings.state_file);
    }
    out.insert(out.end(), settings.more.begin(), settings.more.end());
    return out;
}

/// The child's side: only calls that are safe between fork and exec.
[[noreturn]] void become(char* const* arguments, int output, pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have ended before the line above took effect.
    if (::getppid() != parent) ::_exit(1);
    const int input = ::open("/dev/null", O_RDONLY);
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execv(arguments[0], arguments);
    ::_exit(127);
}

Result<int, std::string> spawn(const AnvilSettings& settings, std::vector<std::string> arguments)
{
    if (::access(settings.binary.c_str(), X_OK) != 0)
        return fail("there is no node to run at '" + settings.binary + "' (" +
                    std::strerror(errno) +
                    "): npm ci installs it, or name another in the configuration");
    const std::string log = settings.log_file.empty() ? "/dev/null" : settings.log_file;
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (output < 0)
        return fail("cannot write the node's log '" + log + "': " + std::strerror(errno));
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) become(pointers.data(), output, parent);
    const int error = errno;
    ::close(output);
    if (pid < 0) return fail(std::string{"cannot start a process: "} + std::strerror(error));
    return pid;
}

/// True when the node answers, as the chain that was asked for, with a block 0 of the time that was
/// asked for (a chain that was kept has the time of its first start).
bool is_ours(JsonRpc& rpc, const AnvilSettings& settings, std::int64_t genesis_time_s)
{
    const auto answers =
        rpc.batch_and_wait({{"eth_chainId", {}}, {"eth_getBlockByNumber", {"0x0", false}}});
    if (!answers || !(*answers)[0] || !(*answers)[1]) return false;
    const auto id = parse_u64(*(*answers)[0], "chain id");
    if (!id || *id != settings.eip155) return false;
    if (!settings.state_file.empty()) return true;
    const auto block = parse_header(*(*answers)[1]);
    return block && *block && (*block)->timestamp_s == static_cast<std::uint64_t>(genesis_time_s);
}

}  // namespace

Result<AnvilProcess, std::string> AnvilProcess::start(net::IoContext& io, AnvilSettings settings)
{
    const auto deadline = std::chrono::steady_clock::now() + settings.start_timeout;
    for (int attempt = 0; attempt < attempts_max; ++attempt)
    {
        const auto port = settings.port != 0 ? settings.port : free_port();
        const std::int64_t genesis_time_s = std::time(nullptr) - attempt;
        BALLAST_TRY(const int pid, spawn(settings, arguments_of(settings, port, genesis_time_s)));
        AnvilProcess node{pid, port, !settings.state_file.empty()};
        JsonRpc rpc{io, node.url()};
        while (node.is_running() && std::chrono::steady_clock::now() < deadline)
        {
            if (is_ours(rpc, settings, genesis_time_s)) return node;
            std::this_thread::sleep_for(answer_poll);
        }
        // A port of the caller's choice is not exchanged for another; a free one may have been
        // taken meanwhile.
        if (settings.port != 0)
            return fail("the node at port " + std::to_string(port) +
                        " did not start: is the port in use?");
    }
    return fail("'" + settings.binary + "' does not answer as chain " +
                std::to_string(settings.eip155) +
                "; run it by hand, or give it a log file, to see why");
}

AnvilProcess::AnvilProcess(AnvilProcess&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)}, port_{other.port_}, keeps_state_{other.keeps_state_}
{}

AnvilProcess& AnvilProcess::operator=(AnvilProcess&& other) noexcept
{
    std::swap(pid_, other.pid_);
    std::swap(port_, other.port_);
    std::swap(keeps_state_, other.keeps_state_);
    return *this;
}

AnvilProcess::~AnvilProcess() { stop(); }

void AnvilProcess::stop()
{
    // A node that keeps nothing is not owed a farewell; one that does writes its chain at its end.
    if (pid_ > 0 && keeps_state_)
    {
        ::kill(pid_, SIGTERM);
        const auto deadline = std::chrono::steady_clock::now() + farewell_time;
        while (is_running() && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(answer_poll);
    }
    kill();
}

void AnvilProcess::freeze()
{
    if (pid_ > 0) ::kill(pid_, SIGSTOP);
}

void AnvilProcess::thaw()
{
    if (pid_ > 0) ::kill(pid_, SIGCONT);
}

void AnvilProcess::kill()
{
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

bool AnvilProcess::is_running()
{
    if (pid_ <= 0) return false;
    if (::waitpid(pid_, nullptr, WNOHANG) == 0) return true;
    pid_ = -1;
    return false;
}

net::Url AnvilProcess::url() const { return {"http", "127.0.0.1", port_, "/"}; }

std::string_view anvil_key_hex(std::size_t index)
{
    // The first ten keys of the mnemonic "test test test test test test test test test test test
    // junk".
    static constexpr std::array<std::string_view, 10> keys{
        "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
        "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
        "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
        "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
        "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
        "8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
        "92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
        "4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
        "dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
        "2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"};
    return keys.at(index);
}

}  // namespace ballast::chains::evm
