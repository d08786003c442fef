// SPDX-License-Identifier: Apache-2.0
// A random story of a deployment: three chains as models, fifty accounts, falling prices, reports
// that come late, twice, early or contradicting; where asked for, options and futures with their
// surfaces, marks and expiries. The same seed tells the same story. After every command all
// invariants are counted again. Not used by the product.
#pragma once
#include <ballast/engine/state.hpp>
#include <ballast/engine/testing/full_check.hpp>
#include <ballast/engine/testing/story_tally.hpp>
#include <ballast/engine/testing/vault_model.hpp>
#include <ballast/engine/testing/venue_model.hpp>
#include <random>

namespace ballast::engine::testing {

struct StoryOptions
{
    std::uint64_t seed{1};
    std::uint64_t commands{25'000};
    /// Also plays the story on a state whose queue names every account each time, on one where
    /// everybody is margined from nothing at every instant, and on one that is restored from a
    /// snapshot again and again; all must say the same after every command.
    bool has_twins{};
    std::uint64_t snapshot_every{997};
    bool margins_portfolios{};
    /// Options and futures beside the perpetuals; such a story margins portfolios.
    bool has_dated{};
};

/// What a command must lead to, where that is known.
struct StoryExpectation
{
    bool is_truth{};  ///< a true report in its place: must be taken
    bool may_trip{};
};

/// Three chains, four tokens, two instruments, three feeds; limits that a story reaches.
[[nodiscard]] Genesis story_genesis();
/// Lists options and futures of both perpetuals, daily at first, and margins portfolios; the
/// deployment starts so long before the first of them expires.
void list_dated(Genesis& genesis, std::int64_t before_expiry_ms);

class Story
{
public:
    explicit Story(StoryOptions options);

    /// One command; false when the story is over or something is wrong.
    bool step();
    /// Everything outstanding is delivered, executed or proven lapsed, and compared with the
    /// chains.
    void conclude();
    /// What is wrong, as a sentence; empty while nothing is.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] const StoryTally& tally();
    [[nodiscard]] const State& state() const { return state_; }

private:
    /// An order that left the hub, with what a venue wants to see.
    struct SentOrder
    {
        Order order;
        TradeEvidence evidence;
        bool is_done{};
    };
    enum class TwinKind : std::uint8_t
    {
        ChecksFully,
        MarksAll,
        IsRestored,
    };
    struct Twin
    {
        TwinKind kind{};
        State state;
        OutcomeSink sink;
    };

    [[nodiscard]] std::uint64_t below(std::uint64_t n) { return random_() % n; }
    [[nodiscard]] bool one_in(std::uint64_t n) { return below(n) == 0; }
    [[nodiscard]] AccountId anyone();
    void fail_with(std::string what);

    // story.cpp: commands
    void apply(Command command, StoryExpectation expected = {},
               const TradeEvidence* evidence = nullptr);
    void begin();
    void pass_time();
    void reset_routes();

    // story_checks.cpp
    void check_twins(const SequencedCommand& command);
    void play(Twin& twin, const SequencedCommand& command);
    void check_orders();
    [[nodiscard]] i128 highest_price_e18(const Transfer& transfer) const;
    void check_resent_orders(const State& state);
    void check_snapshot();
    void check_derived(const State& restored);
    void check_outcome(StoryExpectation expected);
    void check_event(const Event& event);

    // story_requests.cpp: what people and feeds send
    void move_prices();
    void clamp_prices();
    void send_prices(std::uint64_t feeds_mask, std::int64_t age_s);
    void trade();
    void withdraw();
    void send_nonsense();
    [[nodiscard]] RequestTrade trade_request();
    [[nodiscard]] i128 bearable_lots(const AccountId& account, std::uint64_t instrument);
    void send_request(Command request, const TradeEvidence* evidence = nullptr);
    void send_again();

    // story_market.cpp: what is dated
    [[nodiscard]] bool is_dated(std::size_t instrument) const;
    [[nodiscard]] std::int64_t fair_price_e8(std::size_t instrument) const;
    void move_market();
    void gap_price();
    [[nodiscard]] VolatilitySlice slice(std::int64_t expiry_s, std::int64_t index_e8,
                                        std::int64_t vol_ppm);
    void send_surface(std::size_t feed);
    void spoil(VolatilityUpdate& update);
    void send_marks();
    void approach_expiry();
    [[nodiscard]] std::size_t any_instrument();

    // story_chains.cpp: what happens on chains, and what of it is reported
    void act_on_chain();
    void deposit();
    void deposit(const AccountId& account, TokenIndex token, u128 amount);
    void opt();
    void misbehave();
    void submit(std::size_t place);
    [[nodiscard]] ChainAnswer submit(const SentOrder& sent);
    [[nodiscard]] ContractModel& contract(std::uint32_t row);
    void pass_chains_to(std::uint64_t time_s);
    [[nodiscard]] bool is_halted(std::uint32_t row) const;
    void report();
    void report_next(std::uint32_t row);
    void report_again(std::uint32_t row);
    void report_early(std::uint32_t row);
    void contradict(std::uint32_t row);
    void report_head();
    [[nodiscard]] std::size_t backlog(std::uint32_t row);

    // story_end.cpp
    void report_all();
    void settle_round();
    [[nodiscard]] bool is_at_rest() const;
    void compare_with_chains();
    [[nodiscard]] bool waits_for_settlement(std::size_t instrument) const;
    void compare_positions(std::size_t k);
    void check_rows_at_rest();

    StoryOptions options_;
    std::mt19937_64 random_;
    State state_;
    std::vector<Twin> twins_;
    FullCheck full_check_;
    OutcomeSink sink_;
    StoryTally tally_;
    std::string problem_;
    std::uint64_t next_sequence_{};
    std::int64_t now_ms_{};
    std::uint64_t pace_{};  ///< 0 busy, 1 usual, 2 quiet
    std::uint64_t silent_feeds_{};
    std::uint64_t crowd_{};                          ///< so many accounts do half of everything
    std::int64_t lowest_share_{};                    ///< prices fall to one part in so many
    std::array<std::int64_t, 3> halted_until_ms_{};  ///< chains that make no blocks
    std::uint64_t next_nonce_{1};
    std::array<std::int64_t, 3> prices_e8_{};
    std::int64_t volatility_ppm_{700'000};
    std::vector<std::int64_t> marks_before_;    ///< the present command
    std::vector<std::int64_t> indexes_before_;  ///< likewise, by feed
    std::vector<SentOrder> sent_;
    std::map<OrderId, Order> ordered_;               ///< all that ever left the hub
    std::vector<Command> approved_;                  ///< some requests that led to an order
    std::vector<std::pair<Quote, Bytes32>> quotes_;  ///< some that are partly taken
    std::vector<VaultModel> vaults_;
    std::vector<VenueModel> venues_;
    std::vector<std::pair<std::uint32_t, ObserveChain>> heads_;  ///< true ones, not all reported
};

}  // namespace ballast::engine::testing
