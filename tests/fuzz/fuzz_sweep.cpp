// SPDX-License-Identifier: Apache-2.0
// The account sweep: every instruction set, a shard and an account alone, against the definition.
// Input: a byte with the number of accounts; of each, a byte with the number of positions and eight
// bytes a position {instrument, underlying, domain, unused, lots}; then the gains and the cells, in
// words of four bytes. What is missing is zero.
#include <ballast/base/assert.hpp>
#include <ballast/risk/sweep/sweep_test_kit.hpp>
#include <bit>
#include <cstring>

namespace {

using namespace ballast;
using namespace ballast::risk::sweep;

constexpr std::size_t accounts_max = 8;
constexpr std::size_t positions_max = 64;
constexpr std::uint32_t rows = 8;
constexpr std::uint16_t underlyings = 3;
constexpr std::size_t domains = 4;

/// Reads on in zeros past the end.
class Input
{
public:
    explicit Input(std::span<const std::uint8_t> bytes) : left_{bytes} {}
    std::uint8_t byte()
    {
        if (left_.empty()) return 0;
        const std::uint8_t out = left_.front();
        left_ = left_.subspan(1);
        return out;
    }
    std::uint32_t word()
    {
        std::uint32_t out = 0;
        for (unsigned i = 0; i < 4; ++i) out |= std::uint32_t{byte()} << (8 * i);
        return out;
    }

private:
    std::span<const std::uint8_t> left_;
};

/// Positions as listing lets them be: sums of |lots * cell|, with a unit a lot, below 2^62.
std::vector<Holding> account(Input& input)
{
    constexpr std::int64_t gross_max = (std::int64_t{1} << 32U) - 5;
    std::vector<Holding> out;
    std::int64_t gross = 0;
    for (std::size_t left = input.byte() % (positions_max + 1); left > 0; --left)
    {
        Holding h{.instrument = input.byte() % rows};
        h.underlying = static_cast<std::uint16_t>(input.byte() % underlyings);
        h.domain = static_cast<std::uint8_t>(input.byte() % domains);
        input.byte();
        h.lots = std::bit_cast<std::int32_t>(input.word());
        gross += h.lots < 0 ? -std::int64_t{h.lots} : h.lots;
        if (gross > gross_max) break;
        out.push_back(h);
    }
    return out;
}

market::PriceTable table(Input& input)
{
    market::PriceTable out{.blocks_per_row = 2,
                           .blocks = std::vector<market::CellBlock>(2 * std::size_t{rows}),
                           .status = std::vector<market::CellStatus>(rows)};
    for (market::CellBlock& block : out.blocks)
        for (std::int32_t& cell : block.lanes)
            cell = std::bit_cast<std::int32_t>(input.word()) % market::cell_limit;
    return out;
}

void check_alone(const std::vector<Holding>& holdings, const market::PriceTable& prices,
                 const Market& market)
{
    const Shard shard = build_shard({&holdings, 1});
    std::vector<Requirement> one(shard.groups());
    (void)account_requirements(shard.positions, shard.parts, market, one);
    for (std::size_t i = 0; i < one.size(); ++i)
        BALLAST_ASSERT(one[i] == reference_requirement(holdings, shard.runs[i].underlying, prices,
                                                       market.gains_q30));
}

void check_together(const std::vector<std::vector<Holding>>& accounts,
                    const market::PriceTable& prices, const Market& market)
{
    const Shard shard = build_shard(accounts);
    Results results;
    sweep_all(shard, market, results);
    for (const Run& run : shard.runs)
        for (std::size_t i = run.group_first; i < run.group_first + run.group_count; ++i)
            BALLAST_ASSERT(results.requirements[i] ==
                           reference_requirement(accounts[shard.accounts[i]], run.underlying,
                                                 prices, market.gains_q30)
                               .amount);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Input input{{data, size}};
    std::vector<std::vector<Holding>> accounts(input.byte() % (accounts_max + 1));
    for (auto& holdings : accounts) holdings = account(input);
    std::vector<std::uint32_t> gains(domains);
    for (std::uint32_t& gain : gains) gain = input.word() % (one_q30 + 1);
    const market::PriceTable prices = table(input);
    const Table rows_of{prices};
    const std::vector<UnitDivisor> divisors{UnitDivisor{6}, UnitDivisor{8}, UnitDivisor{24}};
    const Market market{rows_of, gains, divisors};
    risk::sweep::testing::on_every_target([&] {
        check_together(accounts, prices, market);
        for (const auto& holdings : accounts) check_alone(holdings, prices, market);
    });
    return 0;
}
