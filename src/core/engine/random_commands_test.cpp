// SPDX-License-Identifier: Apache-2.0
// Conservation and containment under random commands: late, repeated, contradicting and unmatched
// reports among good ones. World::apply recounts every invariant after each command.
#include <gtest/gtest.h>

#include <ballast/engine/state_codec.hpp>
#include <ballast/engine/state_hash.hpp>
#include <ballast/engine/testing/world.hpp>
#include <cstdlib>
#include <random>

using namespace ballast;
using namespace ballast::engine;
using namespace ballast::engine::testing;

namespace {

constexpr std::uint64_t parties = 50;

/// One random story; the same seed tells the same one.
class Story
{
public:
    explicit Story(std::uint64_t seed) : random_{seed}, world_{genesis()} {}

    World& play(int steps)
    {
        price();
        for (int i = 0; i < steps; ++i) step();
        return world_;
    }

private:
    static Genesis genesis()
    {
        Genesis g = test_genesis();
        g.settlement_interval_ms = 600'000;
        g.debt_account_usd_e6 = 2'000 * dollar;
        return g;
    }

    std::uint64_t below(std::uint64_t n) { return random_() % n; }
    AccountId anyone() { return account_number(1 + below(parties)); }

    void price()
    {
        level_ = std::max<std::int64_t>(500, level_ + static_cast<std::int64_t>(below(121)) - 60);
        world_.price("ETH", level_ * 1'00000000, static_cast<std::int64_t>(below(100'000'000)));
        world_.price("USDC", 99'900'000 + static_cast<std::int64_t>(below(200'000)));
    }

    void trade()
    {
        const auto lots = static_cast<std::int64_t>(below(4'000)) - 2'000;
        const std::int64_t price_e8 =
            (level_ + static_cast<std::int64_t>(below(41)) - 20) * 1'00000000;
        RequestTrade request = world_.trade_request(anyone(), anyone(), lots, price_e8);
        if (below(20) == 0) request.accept.nonce = below(100);
        if (below(20) == 0) request.quote.quantity_e18 *= 2;
        world_.apply(std::move(request));
        if (!world_.sink.orders.empty()) open_.push_back(world_.sink.orders[0].id);
    }

    void fill()
    {
        if (open_.empty()) return;
        const std::size_t i = below(open_.size());
        const OrderId order = open_[i];
        if (below(10) != 0) open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
        if (world_.state.permits.contains(order))
            world_.fill(order);
        else if (below(4) == 0)  // a fill that nothing explains
            world_.apply(
                world_.next_event(2, Filled{.order = order, .quantity_e18 = 1, .price_e18 = 1}));
    }

    void withdraw()
    {
        const TokenIndex token{static_cast<std::uint32_t>(below(3))};
        const i128 amount = token == weth_alpha ? static_cast<i128>(below(3'000)) * (ether / 1'000)
                                                : static_cast<i128>(below(10'000)) * dollar;
        RequestWithdrawal request = world_.withdrawal_request(
            anyone(), token, amount, evm_address(below(2) == 0 ? 77 : 500));
        if (below(20) == 0) request.withdraw.nonce = below(100);
        world_.apply(std::move(request));
        if (!world_.sink.orders.empty()) leaving_.push_back(world_.sink.orders[0].id);
    }

    void pay()
    {
        if (leaving_.empty()) return;
        const OrderId order = leaving_[below(leaving_.size())];
        if (!world_.state.releases.contains(order))
        {
            std::erase(leaving_, order);  // it lapsed
            return;
        }
        const auto how = below(2) == 0 ? ReleaseOutcome::Paid : ReleaseOutcome::Claimable;
        Observation report = world_.release_report(order, how);
        if (below(30) == 0) std::get<Released>(report.body).amount += 1;
        const std::uint64_t digest = world_.next_block;
        if (below(5) == 0) report.body = Voided{order};
        world_.apply(ObserveChain{std::move(report), numbered(6, digest)});
    }

    void step()
    {
        if (below(400) == 0)  // as an operator would reset them
            for (ContractState& contract : world_.state.contracts)
                contract.status = RouteStatus::Green;
        switch (below(16))
        {
            case 0:
                price();
                break;
            case 1:
            case 2:
                world_.deposit(anyone(), TokenIndex{static_cast<std::uint32_t>(below(3))},
                               below(2) == 0 ? static_cast<i128>(below(20'000)) * dollar
                                             : static_cast<i128>(below(5)) * ether);
                break;
            case 3:
            case 4:
            case 5:
            case 6:
                trade();
                break;
            case 7:
            case 8:
            case 9:
                fill();
                break;
            case 10:
                world_.now_ms += static_cast<std::int64_t>(below(30'000));
                world_.head(static_cast<std::uint32_t>(below(3)),
                            static_cast<std::uint64_t>(world_.now_ms / 1000));
                break;
            case 11:
                disturb();
                break;
            case 12:
            case 13:
                withdraw();
                break;
            case 14:
            case 15:
                pay();
                break;
            default:
                break;
        }
    }

    void disturb()
    {
        ObserveChain command =
            world_.next_event(static_cast<std::uint32_t>(below(3)), Voided{{below(200)}});
        switch (below(5))
        {
            case 0:
                command.observation.sequence += below(3);
                break;
            case 1:
                command.observation.sequence -=
                    std::min<std::uint64_t>(command.observation.sequence, below(300));
                break;
            case 2:
                command.observation.body = Released{{1},
                                                    world_.state.genesis.tokens[below(3)].address,
                                                    below(1'000),
                                                    evm_address(1),
                                                    ReleaseOutcome::Paid};
                break;
            case 3:
                command.observation.body = LiquidatorOpted{anyone(), true};
                break;
            default:
                break;
        }
        world_.apply(std::move(command));
    }

    std::mt19937_64 random_;
    World world_;
    std::int64_t level_{3'000};
    std::vector<OrderId> open_;
    std::vector<OrderId> leaving_;
};

}  // namespace

TEST(RandomCommands, KeepEveryInvariantAfterEachCommand)
{
    const char* chosen = std::getenv("BALLAST_SEED");
    const std::uint64_t first = chosen != nullptr ? std::strtoull(chosen, nullptr, 10) : 1;
    for (std::uint64_t seed = first; seed < first + 4; ++seed)
    {
        SCOPED_TRACE("BALLAST_SEED=" + std::to_string(seed));
        Story story{seed};
        World& world = story.play(4'000);

        // The state survives a snapshot, and a second telling ends in the same state.
        const auto restored = decode_state(encode_state(world.state));
        ASSERT_TRUE(restored);
        EXPECT_EQ(full_state_hash(*restored), full_state_hash(world.state));
        Story again{seed};
        EXPECT_EQ(full_state_hash(again.play(4'000).state), full_state_hash(world.state));
    }
}
