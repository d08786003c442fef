// SPDX-License-Identifier: Apache-2.0
// Everything that runs in the demo: two nodes with their contracts, the price publisher, four
// guardians, the hub, the maker. Built from nothing in the run folder, and stopped by its own pids.
// Leaves out what is played on it (steps).
#pragma once
#include <ballast/demo/calendar.hpp>
#include <ballast/demo/cast.hpp>
#include <ballast/demo/child_process.hpp>
#include <ballast/demo/contracts.hpp>
#include <ballast/demo/hub_client.hpp>
#include <ballast/demo/lossy_gateway.hpp>
#include <ballast/demo/price_feed.hpp>
#include <ballast/demo/screen.hpp>
#include <functional>
#include <optional>

namespace ballast::demo {

/// Where things lie on this machine, and how the demo runs.
struct DemoSettings
{
    std::filesystem::path program;  ///< the ballast binary
    std::filesystem::path anvil;
    std::filesystem::path contracts;  ///< forge's artifacts
    std::filesystem::path script_file;
    std::filesystem::path run_folder;
    bool is_headless{};  ///< ends after the last step
    bool keeps{};        ///< keys and stores stay after the end
    bool prints_json{};  ///< the summary goes to standard output, everything else to standard error
    /// Further arguments of the nodes.
    std::vector<std::string> anvil_arguments;
    /// Waits so long; true as soon as a person wants the end.
    std::function<bool(std::chrono::milliseconds)> stop_within;
};

/// A chain of the stage with what is on it.
struct Place
{
    LocalChain chain;
    ChainContracts contracts;
    std::unique_ptr<chains::evm::EvmAccount> deployer;
};

class Stage
{
public:
    /// Nodes, contracts, keys and configurations. Nothing of ours runs yet.
    [[nodiscard]] static Answer<std::unique_ptr<Stage>> build(DemoSettings settings, Script script,
                                                              Screen& screen);
    /// Stops everything.
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// Prices, guardians and hub; returns when a guardian quorum has certified its first batches.
    [[nodiscard]] Answer<void> start();
    /// `more`: further arguments of `ballast hub`.
    [[nodiscard]] Answer<void> start_hub(std::vector<std::string> more = {});
    /// Starts its process and waits for nothing.
    [[nodiscard]] Answer<void> launch_hub(std::vector<std::string> more = {});
    /// Ends the hub in order; its store is complete then.
    [[nodiscard]] Answer<void> stop_hub();
    /// Ends the hub as a crash would.
    void kill_hub();
    /// Ends a guardian as a crash would, and starts it again on what it has stored.
    void kill_guardian(std::size_t index);
    [[nodiscard]] Answer<void> start_guardian(std::size_t index);
    [[nodiscard]] Answer<void> stop_guardian(std::size_t index);
    [[nodiscard]] Answer<void> start_liquidator();
    [[nodiscard]] Answer<void> stop_liquidator();
    [[nodiscard]] Answer<void> start_maker();
    void kill_maker();
    [[nodiscard]] Answer<void> stop_maker();
    /// Stops everything that is ours, then the nodes. False when something did not end in order.
    bool stop();
    /// Fails with the last words of a process that ended by itself.
    [[nodiscard]] Answer<void> check_children();

    /// Asks `look` (an Answer<std::optional<T>>) again and again until it has a value, showing what
    /// is awaited; fails when that takes too long, when a process ends, or when a person stops us.
    template <class T, class Look>
    [[nodiscard]] Answer<T> wait_for(std::string_view what, std::chrono::milliseconds timeout,
                                     Look look);

    [[nodiscard]] HubClient& hub() { return *hub_client_; }
    /// The hub's process.
    [[nodiscard]] int hub_pid() const { return hub_ ? hub_->pid() : -1; }
    [[nodiscard]] std::filesystem::path guardian_store(std::size_t index) const;
    [[nodiscard]] std::filesystem::path hub_store() const { return folder.file("hub-store"); }

    // What the steps play with.
    DemoSettings settings;
    Script script;
    Screen& screen;
    RunFolder folder;
    Genesis genesis;
    Artifacts artifacts;
    Cast cast;
    net::IoContext io;
    std::optional<Place> a;  ///< where the trader's collateral is
    std::optional<Place> b;  ///< where the venue is
    std::unique_ptr<PriceFeed> prices;
    std::unique_ptr<LossyGateway> gateway;  ///< between the hub and the node of A

private:
    Stage(DemoSettings the_settings, Script the_script, Screen& the_screen, RunFolder the_folder,
          Genesis the_genesis, Artifacts the_artifacts, Cast the_cast, Calendar the_calendar);
    [[nodiscard]] Answer<void> start_nodes();
    [[nodiscard]] Answer<LocalChain> start_node(const GenesisChain& chain);
    [[nodiscard]] Answer<void> deploy();
    [[nodiscard]] Answer<void> start_prices();
    [[nodiscard]] Answer<void> write_configurations();
    [[nodiscard]] Answer<void> write_hub_configuration();
    [[nodiscard]] Answer<void> write_guardian_configuration(std::size_t index);
    [[nodiscard]] Answer<void> write_maker_configuration();
    [[nodiscard]] Answer<void> write_liquidator_configuration();
    [[nodiscard]] Answer<void> write_endpoints();
    [[nodiscard]] Answer<ChildProcess> start_child(const std::string& name,
                                                   const std::string& command,
                                                   const std::string& configuration,
                                                   std::vector<std::string> more = {});
    [[nodiscard]] Answer<void> pause();

    Calendar calendar_;
    std::vector<std::uint16_t> peer_ports_;  ///< of the guardians
    std::uint16_t hub_port_{};
    std::vector<std::optional<ChildProcess>> guardians_;  ///< by index; nothing while one is down
    std::optional<ChildProcess> hub_;
    std::optional<ChildProcess> maker_;
    std::optional<ChildProcess> liquidator_;
    std::unique_ptr<HubClient> hub_client_;
};

template <class T, class Look>
Answer<T> Stage::wait_for(std::string_view what, std::chrono::milliseconds timeout, Look look)
{
    const auto start = std::chrono::steady_clock::now();
    for (;;)
    {
        auto found = look();
        if (!found)
        {
            // A process that ended says more than the one that misses it.
            BALLAST_CHECK(check_children());
            return fail(std::move(found.error()));
        }
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - start);
        if (*found)
        {
            screen.waited(what, elapsed);
            return **std::move(found);
        }
        BALLAST_CHECK(check_children());
        if (elapsed >= timeout)
        {
            screen.waited(what, elapsed);
            return failure("waited " + std::to_string(timeout.count() / 1'000) + " s in vain: " +
                           std::string{what} + "; the logs are in " + folder.file("logs").string());
        }
        screen.waiting(what, elapsed);
        BALLAST_CHECK(pause());
    }
}

}  // namespace ballast::demo
