// SPDX-License-Identifier: Apache-2.0
// A local chain node (Anvil) as a child process on a free port, for tests and the demo. It dies
// with us: stopped by its own pid, and by the system when the thread that started it ends.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/net/io_context.hpp>
#include <ballast/net/url.hpp>
#include <string>
#include <vector>

namespace ballast::chains::evm {

struct AnvilSettings
{
    std::string binary;  ///< path of the native binary
    std::uint64_t eip155{31337};
    std::uint16_t port{};  ///< 0: any free one
    /// Blocks come this often; 0: a block for each transaction.
    std::chrono::seconds block_time{0};
    bool is_mining{true};                ///< false: blocks only by evm_mine
    std::uint64_t slots_in_an_epoch{2};  ///< finalized = latest - 2 * this
    std::vector<std::string> more;       ///< further arguments as they are
    std::chrono::milliseconds start_timeout{10'000};
    std::string log_file;  ///< the node's output; empty: dropped
    /// Where stop() leaves the chain and start() finds it again; empty: it ends with the process.
    std::string state_file;
};

class AnvilProcess
{
public:
    /// Starts a node and waits until it answers with its chain id and a block 0 of its own; a
    /// sentence otherwise. From a thread that outlives the node, never the loop's own.
    [[nodiscard]] static Result<AnvilProcess, std::string> start(net::IoContext& io,
                                                                 AnvilSettings settings);
    AnvilProcess(AnvilProcess&& other) noexcept;
    AnvilProcess& operator=(AnvilProcess&& other) noexcept;
    AnvilProcess(const AnvilProcess&) = delete;
    AnvilProcess& operator=(const AnvilProcess&) = delete;
    /// Stops.
    ~AnvilProcess();

    /// Ends the process and waits for its end; idempotent.
    void stop();
    /// Ends it as a crash would: nothing is kept.
    void kill();
    /// The machine it runs on stands still, and goes on: nothing is lost, nobody is answered.
    void freeze();
    void thaw();
    /// False when it ended by itself or was stopped.
    [[nodiscard]] bool is_running();
    [[nodiscard]] net::Url url() const;
    [[nodiscard]] int pid() const { return pid_; }

private:
    AnvilProcess(int pid, std::uint16_t port, bool keeps_state)
        : pid_{pid}, port_{port}, keeps_state_{keeps_state}
    {}
    int pid_{-1};
    std::uint16_t port_{};
    bool keeps_state_{};
};

/// The private key of Anvil's well-known account `index` (0 to 9): funded on every local chain,
/// worthless elsewhere.
[[nodiscard]] std::string_view anvil_key_hex(std::size_t index);

}  // namespace ballast::chains::evm
