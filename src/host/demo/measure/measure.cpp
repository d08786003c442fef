// SPDX-License-Identifier: Apache-2.0
// The three measurements, one after the other.
#include "measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ballast/demo/demo.hpp>
#include <ballast/demo/event_client.hpp>
#include <ballast/demo/steps/deposits.hpp>
#include <ballast/demo/steps/trading.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>

#include "finality_clock.hpp"

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
namespace json = boost::json;

constexpr std::chrono::milliseconds finality_poll{20};
constexpr std::size_t deposits_a_block = 10;
constexpr u128 usdc_unit = 1'000'000;
constexpr i128 lots_a_trade = 10;
/// Permits that may wait at once, below what the engine allows an account.
constexpr std::size_t permits_waiting_max = 24;
constexpr std::uint64_t first_subaccount = 1'000'000;

json::object as_json(const Percentiles& p)
{
    return {{"count", p.count}, {"p50_ms", p.p50_ms}, {"p99_ms", p.p99_ms}, {"max_ms", p.max_ms}};
}

std::vector<std::string> row(std::string name, const Percentiles& p)
{
    return {std::move(name), std::to_string(p.count), fmt::format("{:.1f}", p.p50_ms),
            fmt::format("{:.1f}", p.p99_ms), fmt::format("{:.1f}", p.max_ms)};
}

/// A deposit that is on its way: its amount tells it from the others.
Bytes deposit_call(const Bytes20& token, const AccountId& account, u128 amount)
{
    return abi::encode_call(
        "deposit(bytes32,address,uint256)",
        std::vector{abi::word(account.value), abi::address(token), abi::number(amount)});
}

/// Enough USDC for everything that follows, and the vault's right to take it.
Answer<void> prepare_depositor(Stage& stage, u128 amount)
{
    const auto wallet = stage.a->chain.account(stage.cast.trader.duplicate());
    const Bytes20 token = stage.a->contracts.tokens.at("USDC");
    BALLAST_TRY(
        const auto minted,
        lift(wallet->send(token, "mint(address,uint256)",
                          std::vector{abi::address(wallet->address()), abi::number(amount)}),
             "minting"));
    static_cast<void>(minted);
    BALLAST_TRY(
        const auto approved,
        lift(wallet->send(token, "approve(address,uint256)",
                          std::vector{abi::address(stage.a->contracts.vault), abi::number(amount)}),
             "approving"));
    static_cast<void>(approved);
    return {};
}

// ---- deposits

struct Sent
{
    std::vector<Bytes32> transactions;  ///< of the deposits of 1, 2, 3 … USDC
    std::vector<TimedEvent> events;
};

Answer<void> wait_for_next_block(Stage& stage)
{
    BALLAST_TRY(const std::uint64_t now, stage.a->chain.latest_block());
    const auto next = stage.wait_for<bool>(
        "the next block", stage.script.patience.transaction, [&]() -> Answer<std::optional<bool>> {
            BALLAST_TRY(const std::uint64_t latest, stage.a->chain.latest_block());
            return latest > now ? std::optional{true} : std::nullopt;
        });
    if (!next) return fail(next.error());
    return {};
}

Answer<Sent> send_deposits(Stage& stage, EventClient& events, std::size_t count)
{
    const Bytes20 token = stage.a->contracts.tokens.at("USDC");
    const AccountId account = stage.cast.trader_account();
    Sent out;
    while (out.transactions.size() < count)
    {
        std::vector<Bytes> calls;
        const std::size_t most = std::min(deposits_a_block, count - out.transactions.size());
        for (std::size_t i = 1; i <= most; ++i)
            calls.push_back(
                deposit_call(token, account, (out.transactions.size() + i) * usdc_unit));
        BALLAST_TRY(const auto hashes,
                    stage.a->chain.send_many(stage.cast.trader, stage.a->contracts.vault, calls));
        out.transactions.insert(out.transactions.end(), hashes.begin(), hashes.end());
        BALLAST_CHECK(wait_for_next_block(stage));
    }
    const auto all = stage.wait_for<bool>(
        "the hub's events of all deposits", stage.script.patience.finality,
        [&]() -> Answer<std::optional<bool>> {
            auto more = events.take();
            std::move(more.begin(), more.end(), std::back_inserter(out.events));
            return out.events.size() >= count ? std::optional{true} : std::nullopt;
        });
    if (!all) return fail(all.error());
    return out;
}

Answer<Percentiles> measure_deposits(Stage& stage, std::size_t count)
{
    BALLAST_CHECK(prepare_depositor(stage, count * (count + 1) / 2 * usdc_unit));
    BALLAST_TRY(const auto events,
                EventClient::subscribe(stage.io, stage.hub().origin(), {"DepositBooked"}));
    const FinalityClock finality{stage.a->chain, finality_poll};
    BALLAST_TRY(const Sent sent, send_deposits(stage, *events, count));
    std::vector<std::int64_t> durations_us;
    for (const TimedEvent& event : sent.events)
    {
        BALLAST_TRY(const i128 amount, integer_at(event.event, "data.recognised"));
        const auto index = static_cast<std::size_t>(amount / static_cast<i128>(usdc_unit));
        if (index == 0 || index > sent.transactions.size()) continue;
        BALLAST_TRY(const auto receipt, stage.a->chain.receipt(sent.transactions[index - 1]));
        const auto final_us = receipt ? finality.final_at_us(receipt->block_number) : std::nullopt;
        if (final_us) durations_us.push_back(event.at_us - *final_us);
    }
    return percentiles(std::move(durations_us));
}

// ---- permits

/// Waits until the engine has room for another permit of the trader.
Answer<void> wait_for_room(Stage& stage)
{
    const auto room = stage.wait_for<bool>(
        "room for another permit", stage.script.patience.lapse,
        [&]() -> Answer<std::optional<bool>> {
            BALLAST_TRY(const auto account, stage.hub().account(stage.cast.trader_account()));
            return items_at(account, "pending").size() < permits_waiting_max ? std::optional{true}
                                                                             : std::nullopt;
        });
    if (!room) return fail(room.error());
    return {};
}

Answer<Percentiles> measure_permits(Stage& stage, std::size_t count)
{
    const i128 lot = static_cast<i128>(stage.genesis.instruments.front().lot_e18);
    std::vector<std::int64_t> durations_us;
    while (durations_us.size() < count)
    {
        BALLAST_CHECK(wait_for_room(stage));
        const bool buys = durations_us.size() % 2 == 0;
        BALLAST_TRY(auto prepared,
                    prepare_trade(stage, {.quantity_e18 = (buys ? lot : -lot) * lots_a_trade}));
        const json::value body = trade_request(prepared);
        const std::int64_t started_us = monotonic_us();
        BALLAST_TRY(const HubAnswer answer, stage.hub().post("/v1/trades", body));
        if (!answer.is_ok()) return failure("a trade was refused: " + answer.refusal());
        durations_us.push_back(monotonic_us() - started_us);
    }
    return percentiles(std::move(durations_us));
}

// ---- memory

/// Resident bytes of a process.
Answer<std::uint64_t> resident_bytes(int pid)
{
    std::ifstream in{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("VmRSS:")) return std::stoull(line.substr(6)) * 1'024;
    return failure("the hub's memory cannot be read");
}

Answer<std::uint64_t> measure_accounts(Stage& stage, std::size_t count)
{
    BALLAST_CHECK(prepare_depositor(stage, count * usdc_unit));
    BALLAST_TRY(const auto events,
                EventClient::subscribe(stage.io, stage.hub().origin(), {"DepositBooked"}));
    const Bytes20 owner = stage.cast.trader_account().owner();
    const Bytes20 token = stage.a->contracts.tokens.at("USDC");
    std::vector<Bytes> calls;
    for (std::size_t i = 0; i < count; ++i)
        calls.push_back(
            deposit_call(token, AccountId::of_owner(owner, first_subaccount + i), usdc_unit));
    BALLAST_TRY(const auto hashes,
                stage.a->chain.send_many(stage.cast.trader, stage.a->contracts.vault, calls));
    std::size_t booked = 0;
    const auto all = stage.wait_for<bool>(
        fmt::format("{} accounts are made by deposits", hashes.size()),
        stage.script.patience.finality * 3, [&]() -> Answer<std::optional<bool>> {
            booked += events->take().size();
            return booked >= count ? std::optional{true} : std::nullopt;
        });
    if (!all) return fail(all.error());
    return resident_bytes(stage.hub_pid());
}

Answer<json::object> measure_all(Stage& stage, const MeasureSettings& measure)
{
    json::object out;
    BALLAST_TRY(const Percentiles deposits, measure_deposits(stage, measure.deposits));
    out["deposit_final_to_event"] = as_json(deposits);
    BALLAST_TRY(const Percentiles permits, measure_permits(stage, measure.trades));
    out["permit_request_to_certified"] = as_json(permits);
    BALLAST_TRY(const std::uint64_t before, resident_bytes(stage.hub_pid()));
    BALLAST_TRY(const std::uint64_t after, measure_accounts(stage, measure.accounts));
    out["hub_memory"] = {
        {"accounts", measure.accounts}, {"resident_before", before}, {"resident_after", after}};
    stage.screen.table({.columns = {"milliseconds", "count", "p50", "p99", "max"},
                        .rows = {row("deposit: final to event", deposits),
                                 row("permit: request to certified", permits)}});
    stage.screen.fact("hub's memory, " + std::to_string(measure.accounts) + " accounts",
                      fmt::format("{:.1f} MB, {:.1f} MB before", static_cast<double>(after) / 1e6,
                                  static_cast<double>(before) / 1e6));
    return out;
}

Answer<void> measure_on(Stage& stage, const MeasureSettings& measure)
{
    BALLAST_CHECK(stage.start());
    BALLAST_CHECK(bring_in_maker(stage));
    // The trader needs an account and margin before anything is measured.
    BALLAST_TRY(const Included first,
                deposit(*stage.a, {.asset = "USDC",
                                   .amount = static_cast<u128>(stage.script.trader_usdc),
                                   .account = stage.cast.trader_account(),
                                   .depositor = stage.cast.trader}));
    static_cast<void>(first);
    BALLAST_CHECK(wait_for_account(stage, stage.cast.trader_account()));
    BALLAST_TRY(const json::object result, measure_all(stage, measure));
    const std::string text = json::serialize(result) + "\n";
    BALLAST_CHECK(stage.folder.write("measure.json", text));
    if (stage.settings.prints_json) std::fputs(text.c_str(), stdout);
    return {};
}
}  // namespace

Answer<void> run_measurement(const DemoSettings& settings, const MeasureSettings& measure,
                             Screen& screen)
{
    screen.step("m", "what a running hub takes");
    BALLAST_TRY(const auto stage, build_stage(settings, screen));
    const auto measured = measure_on(*stage, measure);
    const bool is_orderly = stage->stop();
    if (!measured) return measured;
    if (!is_orderly) return failure("not everything stopped in order: see the logs");
    return {};
}

Percentiles percentiles(std::vector<std::int64_t> durations_us)
{
    if (durations_us.empty()) return {};
    std::sort(durations_us.begin(), durations_us.end());
    const auto at = [&](std::size_t percent) {
        const std::size_t rank = (durations_us.size() * percent + 99) / 100;
        return static_cast<double>(durations_us[std::max<std::size_t>(rank, 1) - 1]) / 1e3;
    };
    return {durations_us.size(), at(50), at(99), at(100)};
}

}  // namespace ballast::demo
