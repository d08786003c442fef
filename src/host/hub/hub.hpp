// SPDX-License-Identifier: Apache-2.0
// The hub process, put together: store, guardians' link, pipeline, prices, relayer, API. Opens a
// term with a guardian quorum before it orders anything, and another one when that is lost; until
// then the API takes nothing in and answers 503.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/config/hub_toml.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/env/clock.hpp>
#include <functional>
#include <memory>
#include <string>

namespace ballast::hub {

/// Why the hub could not start: what is wrong and what to do.
struct HubProblem
{
    bool is_configuration{};  ///< a file says something wrong; otherwise the environment is not as
                              ///< needed
    std::string sentence;
};

class Hub
{
public:
    /// Opens the store, binds the port and waits for guardians in the background. `on_failure` is
    /// called once, from another thread, when a new term would not help (a full disk, a damaged
    /// store): stop it then. `clock` outlives it.
    [[nodiscard]] static Result<std::unique_ptr<Hub>, HubProblem> start(
        config::HubConfig config, Genesis genesis, const env::Clock& clock,
        std::function<void(std::string)> on_failure);
    /// Stops.
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    /// Stops taking requests, finishes the batch under way, writes a snapshot and closes the store.
    /// Idempotent.
    void stop();
    /// The port that the API really has.
    [[nodiscard]] std::uint16_t port() const;
    /// "sequence=… state_hash=…" of the present state, for the log.
    [[nodiscard]] std::string state_line() const;

private:
    struct Impl;
    explicit Hub(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::hub
