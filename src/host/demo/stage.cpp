// SPDX-License-Identifier: Apache-2.0
// Building, starting and stopping the stage. Its configurations are written in
// stage_configuration.cpp.
#include "stage.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/config/genesis_toml.hpp>
#include <ballast/config/text_file.hpp>
#include <ballast/env/clock.hpp>
#include <future>

namespace ballast::demo {
namespace {
constexpr std::chrono::milliseconds look_again{100};
constexpr std::chrono::milliseconds hub_away_max{20'000};
constexpr u128 wei_of_accounts = static_cast<u128>(1'000) * 1'000'000'000'000'000'000U;

Answer<feeds::PricePath> read_path(const std::filesystem::path& file, const Genesis& genesis)
{
    const auto text = config::read_text_file(file, limits::price_csv_size);
    if (!text) return failure(text.error().sentence());
    return lift(feeds::parse_scripted_path(*text, file.string(), genesis.feeds),
                "the prices of the demo");
}

Answer<feeds::MarketPath> read_market(const Script& script, const Genesis& genesis)
{
    feeds::MarketPath out;
    if (!genesis.scenarios) return out;
    const auto surfaces = config::read_text_file(script.surfaces_file, limits::price_csv_size);
    if (!surfaces) return failure(surfaces.error().sentence());
    BALLAST_TRY(out.surfaces, lift(feeds::parse_surfaces(*surfaces, script.surfaces_file.string(),
                                                         genesis.scenarios->underlyings),
                                   "the surfaces of the demo"));
    const auto marks = config::read_text_file(script.marks_file, limits::price_csv_size);
    if (!marks) return failure(marks.error().sentence());
    BALLAST_TRY(out.marks,
                lift(feeds::parse_marks(*marks, script.marks_file.string(), genesis.instruments),
                     "the marks of the demo"));
    return out;
}

std::vector<crypto::SecretKey> duplicates(std::span<const crypto::SecretKey> keys)
{
    std::vector<crypto::SecretKey> out;
    for (const auto& key : keys) out.push_back(key.duplicate());
    return out;
}
}  // namespace

Answer<std::unique_ptr<Stage>> Stage::build(DemoSettings settings, Script script, Screen& screen)
{
    BALLAST_TRY(auto artifacts, read_artifacts(settings.contracts));
    BALLAST_TRY(auto genesis,
                lift(config::read_genesis(script.genesis_file), "the demo's genesis"));
    if (genesis.chains.size() != 2 || genesis.price_sources.empty())
        return failure("'" + script.genesis_file.string() +
                       "' must have two chains and a price source for the demo");
    const Soon soon{script.expiry.instrument, script.expiry.after_s};
    const Calendar calendar{genesis, soon, env::SystemClock{}.now_ms()};
    calendar.move(genesis);
    script.portfolio.call = calendar.moved(script.portfolio.call);
    script.portfolio.future = calendar.moved(script.portfolio.future);
    script.expiry.instrument = calendar.moved(script.expiry.instrument);
    BALLAST_TRY(auto folder, RunFolder::prepare(settings.run_folder));
    BALLAST_TRY(auto cast, make_cast(folder, genesis));
    name_cast(genesis, cast);
    std::unique_ptr<Stage> stage{new Stage{std::move(settings), std::move(script), screen,
                                           std::move(folder), std::move(genesis),
                                           std::move(artifacts), std::move(cast), calendar}};
    BALLAST_CHECK(stage->start_nodes());
    BALLAST_CHECK(stage->deploy());
    BALLAST_CHECK(stage->start_prices());
    BALLAST_CHECK(stage->write_configurations());
    return stage;
}

Stage::Stage(DemoSettings the_settings, Script the_script, Screen& the_screen, RunFolder the_folder,
             Genesis the_genesis, Artifacts the_artifacts, Cast the_cast, Calendar the_calendar)
    : settings{std::move(the_settings)},
      script{std::move(the_script)},
      screen{the_screen},
      folder{std::move(the_folder)},
      genesis{std::move(the_genesis)},
      artifacts{std::move(the_artifacts)},
      cast{std::move(the_cast)},
      calendar_{the_calendar}
{
    io.start();
}

Stage::~Stage()
{
    stop();
    io.stop();
}

Answer<LocalChain> Stage::start_node(const GenesisChain& chain)
{
    auto node =
        chains::evm::AnvilProcess::start(io, {.binary = settings.anvil.string(),
                                              .eip155 = chain.eip155,
                                              .block_time = std::chrono::seconds{script.block_s},
                                              .slots_in_an_epoch = script.epoch_slots,
                                              .more = settings.anvil_arguments,
                                              .start_timeout = script.patience.start,
                                              .log_file = folder.log_file(chain.name).string()});
    if (!node) return failure("the node of " + chain.name + ": " + node.error());
    return LocalChain{io, chain.name, chain.id, chain.eip155, *std::move(node)};
}

Answer<void> Stage::start_nodes()
{
    for (std::size_t i = 0; i < genesis.chains.size(); ++i)
    {
        BALLAST_TRY(auto chain, start_node(genesis.chains[i]));
        BALLAST_CHECK(chain.give_wei(crypto::address_of(cast.deployer), wei_of_accounts));
        for (const auto* key :
             {&cast.trader, &cast.maker, &cast.unlucky, &cast.liquidator, &cast.operators.front()})
            BALLAST_CHECK(chain.give_wei(crypto::address_of(*key), wei_of_accounts));
        BALLAST_CHECK(chain.give_wei(crypto::address_of(cast.relayers[i]), wei_of_accounts));
        auto deployer = chain.account(cast.deployer.duplicate());
        (i == 0 ? a : b).emplace(Place{std::move(chain), {}, std::move(deployer)});
    }
    BALLAST_TRY(gateway, LossyGateway::start(io, a->chain.node().url()));
    return {};
}

Answer<void> Stage::deploy()
{
    const Founding founding{genesis, script, artifacts};
    // The two chains at once: each transaction waits for a block.
    auto on_b = std::async(std::launch::async,
                           [&] { return deploy_contracts(b->chain, *b->deployer, founding); });
    auto on_a = deploy_contracts(a->chain, *a->deployer, founding);
    auto from_b = on_b.get();
    BALLAST_TRY(a->contracts, std::move(on_a));
    BALLAST_TRY(b->contracts, std::move(from_b));
    for (Place* place : {&*a, &*b})
        BALLAST_CHECK(name_contracts(genesis, place->chain, *place->deployer, place->contracts));
    return {};
}

Answer<void> Stage::start_prices()
{
    BALLAST_TRY(auto path, read_path(script.prices_file, genesis));
    auto signer = feeds::PriceSigner::make(genesis.price_sources.front(), duplicates(cast.prices));
    if (!signer) return failure(std::string{feeds::describe(signer.error())});
    BALLAST_TRY(auto market, read_market(script, genesis));
    calendar_.move(market);
    BALLAST_TRY(prices,
                PriceFeed::start(io, *std::move(signer), std::move(path), std::move(market)));
    return {};
}

Answer<ChildProcess> Stage::start_child(const std::string& name, const std::string& command,
                                        const std::string& configuration,
                                        std::vector<std::string> more)
{
    more.insert(more.begin(), {command, "--config", folder.file(configuration).string()});
    return ChildProcess::start({.name = name,
                                .program = settings.program,
                                .arguments = std::move(more),
                                .log_file = folder.log_file(name),
                                .stop_timeout = script.patience.stop});
}

Answer<void> Stage::start()
{
    for (std::size_t i = 0; i < cast.guardians.size(); ++i)
    {
        guardians_.emplace_back();
        BALLAST_CHECK(start_guardian(i));
    }
    return start_hub();
}

Answer<void> Stage::start_hub(std::vector<std::string> more)
{
    BALLAST_CHECK(launch_hub(std::move(more)));
    const net::Url origin{"http", "127.0.0.1", hub_port_, "/"};
    hub_client_ = std::make_unique<HubClient>(io, origin, hub_away_max);
    HubClient impatient{io, origin};
    const auto guardians = static_cast<i128>(std::ranges::count_if(
        guardians_, [](const auto& guardian) { return guardian.has_value(); }));
    const auto certified =
        wait_for<bool>("the hub opens a term with its guardians", script.patience.start,
                       [&]() -> Answer<std::optional<bool>> {
                           const auto health = impatient.get("/v1/health");
                           if (!health || text_at(health->body, "certified").empty())
                               return std::nullopt;
                           const auto connected = integer_at(health->body, "guardians_connected");
                           if (!connected || *connected < guardians) return std::nullopt;
                           return true;
                       });
    if (!certified) return fail(certified.error());
    return {};
}

Answer<void> Stage::stop_hub()
{
    if (!hub_) return {};
    const bool is_orderly = hub_->stop();
    const std::string words = hub_->obituary();
    hub_.reset();
    if (!is_orderly) return failure(words);
    return {};
}

Answer<void> Stage::launch_hub(std::vector<std::string> more)
{
    BALLAST_TRY(hub_, start_child("hub", "hub", "ballast.toml", std::move(more)));
    return {};
}

void Stage::kill_hub()
{
    if (hub_) hub_->kill();
    hub_.reset();
}

void Stage::kill_guardian(std::size_t index)
{
    if (guardians_[index]) guardians_[index]->kill();
    guardians_[index].reset();
}

Answer<void> Stage::start_guardian(std::size_t index)
{
    const std::string name = guardian_name(index);
    BALLAST_TRY(guardians_[index], start_child(name, "guardian", name + ".toml"));
    return {};
}

Answer<void> Stage::stop_guardian(std::size_t index)
{
    auto& guardian = guardians_[index];
    if (!guardian) return {};
    const bool is_orderly = guardian->stop();
    const std::string words = guardian->obituary();
    guardian.reset();
    if (!is_orderly) return failure(words);
    return {};
}

Answer<void> Stage::start_liquidator()
{
    BALLAST_TRY(liquidator_, start_child("liquidator", "liquidator", "liquidator.toml"));
    return {};
}

Answer<void> Stage::stop_liquidator()
{
    if (!liquidator_) return {};
    const bool is_orderly = liquidator_->stop();
    const std::string words = liquidator_->obituary();
    liquidator_.reset();
    if (!is_orderly) return failure(words);
    return {};
}

Answer<void> Stage::start_maker()
{
    BALLAST_TRY(maker_, start_child("maker", "maker", "maker.toml"));
    return {};
}

void Stage::kill_maker()
{
    if (maker_) maker_->kill();
    maker_.reset();
}

Answer<void> Stage::stop_maker()
{
    if (!maker_) return {};
    const bool is_orderly = maker_->stop();
    const std::string words = maker_->obituary();
    maker_.reset();
    if (!is_orderly) return failure(words);
    return {};
}

bool Stage::stop()
{
    bool is_orderly = stop_maker().has_value();
    is_orderly = stop_liquidator().has_value() && is_orderly;
    is_orderly = stop_hub().has_value() && is_orderly;
    for (auto& guardian : guardians_)
        if (guardian) is_orderly = guardian->stop() && is_orderly;
    guardians_.clear();
    hub_client_.reset();
    prices.reset();
    gateway.reset();
    for (auto* place : {&a, &b})
        if (*place)
        {
            (*place)->chain.node().thaw();  // a frozen one would not hear that it is to stop
            (*place)->chain.node().stop();
        }
    return is_orderly;
}

Answer<void> Stage::check_children()
{
    const auto check = [](ChildProcess& child) -> Answer<void> {
        if (child.is_running()) return {};
        return failure(child.obituary());
    };
    for (auto& guardian : guardians_)
        if (guardian) BALLAST_CHECK(check(*guardian));
    if (hub_) BALLAST_CHECK(check(*hub_));
    if (maker_) BALLAST_CHECK(check(*maker_));
    if (liquidator_) BALLAST_CHECK(check(*liquidator_));
    for (auto* place : {&a, &b})
        if (*place && !(*place)->chain.node().is_running())
            return failure("the node of " + (*place)->chain.name() + " ended; its log is " +
                           folder.log_file((*place)->chain.name()).string());
    return {};
}

Answer<void> Stage::pause()
{
    if (settings.stop_within(look_again)) return failure("stopped by a signal");
    return {};
}

std::filesystem::path Stage::guardian_store(std::size_t index) const
{
    return folder.file(guardian_name(index) + "-store");
}

}  // namespace ballast::demo
