// SPDX-License-Identifier: Apache-2.0
// A market maker: quotes both sides of its instruments around their marks, through the hub's public
// API alone, as long as prices are fresh and its own margin allows. Leaves out hedging.
#pragma once
#include <ballast/demo/failure.hpp>
#include <ballast/demo/hub_client.hpp>
#include <ballast/demo/maker/maker_toml.hpp>
#include <ballast/demo/maker/nonce_file.hpp>
#include <ballast/demo/trade_signing.hpp>
#include <ballast/env/clock.hpp>
#include <map>
#include <optional>
#include <string>

namespace ballast::demo {

/// Bid and offer at `mark_e8` -+ `spread_ppm`, on the tick and never inside the spread. USD e8.
struct Prices
{
    std::int64_t bid_e8{};
    std::int64_t offer_e8{};
    bool operator==(const Prices&) const = default;
};
[[nodiscard]] Prices prices_around(std::int64_t mark_e8, std::uint32_t spread_ppm,
                                   std::int64_t tick_e8);

class Maker
{
public:
    /// `io` runs and outlives it. The key is the owner's of the maker's account.
    Maker(net::IoContext& io, const net::Url& hub, MakerConfig config, crypto::SecretKey key,
          NonceFile nonces, const env::Clock& clock);

    /// One round: looks at the instruments and at the own account, and quotes what it may. What
    /// changed since the last round is logged, a line an instrument. Fails only where going on is
    /// useless.
    [[nodiscard]] Answer<void> quote_once();
    [[nodiscard]] const AccountId& account() const { return account_; }

private:
    /// Why there is no quote in this round.
    struct Pause
    {
        std::string why;
    };
    /// What was last logged of an instrument.
    struct Said
    {
        std::optional<std::string> pause;  ///< nothing while it is quoted
        std::optional<Prices> prices;
    };
    [[nodiscard]] static Result<Listing, Pause> look(const boost::json::value& instruments,
                                                     std::string_view name);
    [[nodiscard]] Answer<std::optional<Pause>> quote(const boost::json::value& instruments,
                                                     const QuoteWays& ways);
    [[nodiscard]] Result<void, Pause> check_margin();
    [[nodiscard]] Answer<std::optional<Pause>> post_side(const Listing& listing, i128 quantity_e18,
                                                         std::int64_t price_e8);
    void log_pause(const QuoteWays& ways, const std::string& why);
    void log_quotes(const QuoteWays& ways, const Prices& prices);

    MakerConfig config_;
    crypto::SecretKey key_;
    NonceFile nonces_;
    const env::Clock& clock_;
    HubClient hub_;
    AccountId account_;
    std::map<std::string, Said> said_;  ///< by instrument
};

}  // namespace ballast::demo
