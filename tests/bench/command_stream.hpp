// SPDX-License-Identifier: Apache-2.0
// The commands that benchmarks apply: a deployment with 100,000 funded accounts and its trading.
#pragma once
#include <ballast/engine/testing/world.hpp>
#include <deque>
#include <random>
#include <vector>

namespace ballast::bench {

inline constexpr std::uint64_t accounts = 100'000;
inline constexpr std::uint64_t makers = 1'000;

/// Five deposits, three trades and fills, one withdrawal or its payment, one price of ten; every
/// command is accepted. ETH moves by up to a basis point a second, as it does.
class CommandStream
{
public:
    CommandStream()
    {
        Genesis genesis = engine::testing::test_genesis();
        genesis.chains[0].cap_usd_e6 = genesis.chains[1].cap_usd_e6 = pow10(22);
        genesis.chains[0].bucket_usd_e6 = genesis.chains[1].bucket_usd_e6 = pow10(22);
        genesis.tokens[2].cap_total = static_cast<u128>(pow10(18));
        genesis.instruments[0].lots_open_max = 1'000'000'000'000;
        world_genesis = genesis;
        nonces.resize(genesis.contracts.size());
    }

    /// Opens the deployment and funds everyone.
    std::vector<SequencedCommand> opening()
    {
        std::vector<SequencedCommand> out;
        push(out, OpenDeployment{world_genesis});
        price(out);
        price(out);
        for (std::uint64_t i = 0; i < accounts; ++i)
            push(out, deposit(i, i < makers ? 1'000'000 : 10'000));
        price(out);  // the deposits took an hour of journal time
        price(out);
        return out;
    }

    /// The next `count` of the stream.
    std::vector<SequencedCommand> next(std::size_t count)
    {
        std::vector<SequencedCommand> out;
        out.reserve(count);
        for (; out.size() < count; turn = (turn + 1) % 10)
        {
            // Three trades and three fills in two rounds, a withdrawal and its payment.
            if (turn == 0) odd = !odd;
            if (turn < 5)
                push(out, deposit(random() % accounts, 10));
            else if (turn == 8)
                odd ? withdraw(out) : pay(out);
            else if (turn == 9)
                price(out);
            else
                (turn == 6) != odd ? trade(out) : fill(out);
        }
        return out;
    }
    /// Prices alone.
    std::vector<SequencedCommand> prices(std::size_t count)
    {
        std::vector<SequencedCommand> out;
        out.reserve(count);
        while (out.size() < count) price(out);
        return out;
    }
    [[nodiscard]] const Genesis& genesis() const { return world_genesis; }

private:
    Genesis world_genesis;
    std::vector<std::uint64_t> nonces;
    std::mt19937_64 random{42};
    std::uint64_t sequence{};
    std::int64_t now_ms{engine::testing::start_ms};
    std::uint64_t block{100};
    std::uint64_t orders{};
    std::uint64_t price_turn{};
    std::uint64_t turn{};
    bool odd{};
    std::deque<std::pair<OrderId, RequestTrade>> open;
    std::deque<std::pair<OrderId, Withdraw>> leaving;
    std::uint64_t nonce{};

    void push(std::vector<SequencedCommand>& out, Command command)
    {
        out.push_back({{sequence++}, now_ms, std::move(command)});
        now_ms += 50;
    }

    ObserveChain event(std::uint32_t contract, ObservationBody body)
    {
        const GenesisContract& c = world_genesis.contracts[contract];
        Observation out{.chain = c.chain,
                        .emitter = c.address,
                        .sequence = ++nonces[contract],
                        .timestamp_s = static_cast<std::uint64_t>(now_ms / 1000),
                        .deployment = world_genesis.deployment_id,
                        .eip155 = 31336U + c.chain.value,
                        .contract = c.address,
                        .block_number = block++,
                        .body = std::move(body)};
        return {out, engine::testing::numbered(6, out.block_number)};
    }

    ObserveChain deposit(std::uint64_t account, i128 dollars)
    {
        return event(
            1, Locked{engine::testing::account_number(account), world_genesis.tokens[2].address,
                      static_cast<u128>(dollars * engine::testing::dollar),
                      engine::testing::evm_address(77)});
    }

    void price(std::vector<SequencedCommand>& out)
    {
        now_ms += 600;
        const std::size_t feed = price_turn++ % 2;
        const std::int64_t level =
            feed == 0 ? 3'000'00000000 + static_cast<std::int64_t>(random() % 30'000'000)
                      : 1'00000000;
        push(out, UpdatePrices{{{world_genesis.feeds[feed].id, level, 10'000, now_ms / 1000}}});
    }

    void trade(std::vector<SequencedCommand>& out)
    {
        const auto until_s = static_cast<std::uint64_t>(now_ms / 1000) + 600;
        const bool buys = (random() & 1U) != 0;
        const i128 quantity = (buys ? 1 : -1) * static_cast<i128>(1 + random() % 5) *
                              static_cast<i128>(world_genesis.instruments[0].lot_e18);
        const i128 price_e18 = static_cast<i128>(3'005) * engine::testing::ether;
        ++orders;
        ++nonce;
        RequestTrade request{.chain = engine::testing::beta,
                             .venue = world_genesis.instruments[0].venue};
        request.quote = {engine::testing::account_number(random() % makers),
                         world_genesis.instruments[0].name,
                         -quantity,
                         price_e18,
                         until_s,
                         nonce};
        request.quote_digest = engine::testing::numbered(7, nonce);
        request.accept = {engine::testing::account_number(makers + random() % (accounts - makers)),
                          request.quote_digest,
                          quantity,
                          price_e18,
                          until_s,
                          nonce};
        request.accept_digest = engine::testing::numbered(8, nonce);
        open.emplace_back(OrderId{orders}, request);
        push(out, std::move(request));
    }

    void fill(std::vector<SequencedCommand>& out)
    {
        if (open.empty()) return;
        const auto& [order, t] = open.front();
        push(out, event(2, Filled{order, t.accept.account, t.quote.maker, t.quote.instrument,
                                  t.accept.quantity_e18, t.quote.price_e18, t.quote_digest}));
        open.pop_front();
    }

    /// A dollar out of chain beta.
    void withdraw(std::vector<SequencedCommand>& out)
    {
        const auto now_s = static_cast<std::uint64_t>(now_ms / 1000);
        ++orders;
        ++nonce;
        const Withdraw request{.account = engine::testing::account_number(random() % accounts),
                               .eip155 = 31338,
                               .token = world_genesis.tokens[2].address,
                               .amount = static_cast<u128>(engine::testing::dollar),
                               .recipient = engine::testing::evm_address(78),
                               .issued_at_s = now_s,
                               .deadline_s = now_s + 600,
                               .nonce = nonce};
        leaving.emplace_back(OrderId{orders}, request);
        push(out, RequestWithdrawal{request, engine::testing::numbered(10, nonce)});
    }

    void pay(std::vector<SequencedCommand>& out)
    {
        if (leaving.empty()) return;
        const auto& [order, w] = leaving.front();
        push(out, event(1, Released{order, w.token, w.amount, w.recipient, ReleaseOutcome::Paid}));
        leaving.pop_front();
    }
};

}  // namespace ballast::bench
