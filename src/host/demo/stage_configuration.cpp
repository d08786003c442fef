// SPDX-License-Identifier: Apache-2.0
// The files that the processes of the stage are started with. Paths in them are relative to the run
// folder.
#include <ballast/config/genesis_toml.hpp>
#include <ballast/config/guardian_toml.hpp>
#include <ballast/config/hub_toml.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "liquidator/liquidator_toml.hpp"
#include "maker/maker_toml.hpp"
#include "stage.hpp"

namespace ballast::demo {
namespace {
namespace json = boost::json;

constexpr std::string_view loopback = "127.0.0.1";
constexpr std::string_view guardian_link = "/v1/guardians";
constexpr std::uint32_t requests_per_second = 200;  // a person's demo, and a measurement, in one
constexpr std::uint32_t requests_burst = 400;

std::string url(std::string_view scheme, std::uint16_t port, std::string_view target)
{
    return std::string{scheme} + "://" + std::string{loopback} + ":" + std::to_string(port) +
           std::string{target};
}

config::ChainNode node_of(const Place& place, std::int64_t poll_ms)
{
    return {.name = place.chain.name(), .rpc_urls = {place.chain.url()}, .poll_ms = poll_ms};
}

json::object contracts_json(const Place& place)
{
    json::object out{{"rpc", place.chain.url()},
                     {"eip155", place.chain.eip155()},
                     {"vault", to_hex_0x(place.contracts.vault.view())}};
    if (!place.contracts.venue.is_zero()) out["venue"] = to_hex_0x(place.contracts.venue.view());
    for (const auto& [asset, address] : place.contracts.tokens)
        out[asset] = to_hex_0x(address.view());
    return out;
}
}  // namespace

Answer<void> Stage::write_configurations()
{
    auto ports = free_ports(cast.guardians.size() + 1);
    if (ports.size() <= cast.guardians.size())
        return failure("this machine has no free ports for the hub and the guardians");
    hub_port_ = ports.back();
    ports.pop_back();
    peer_ports_ = std::move(ports);
    BALLAST_CHECK(folder.write("genesis.toml", config::to_toml(genesis)));
    BALLAST_CHECK(write_hub_configuration());
    for (std::size_t i = 0; i < cast.guardians.size(); ++i)
        BALLAST_CHECK(write_guardian_configuration(i));
    BALLAST_CHECK(write_maker_configuration());
    BALLAST_CHECK(write_liquidator_configuration());
    return write_endpoints();
}

Answer<void> Stage::write_hub_configuration()
{
    config::HubConfig out{.genesis_file = "genesis.toml",
                          .store_path = "hub-store",
                          .hub_key_file = "keys/hub.key",
                          .listen = {std::string{loopback}, hub_port_},
                          .prices_url = prices->stream_url(),
                          .requests_per_second = requests_per_second,
                          .requests_burst = requests_burst,
                          .queue_max = limits::intake_queue,
                          .connections_max = 1'024,
                          .batch_wait_ms_max = 2,
                          .batch_records_max = limits::batch_records,
                          .snapshot_every = 100'000};
    config::ChainNode first = node_of(*a, script.poll_ms);
    first.rpc_urls = {gateway->url()};
    for (std::size_t i = 0; i < genesis.chains.size(); ++i)
        out.chains.push_back(
            {.node = i == 0 ? first : node_of(*b, script.poll_ms),
             .relayer_key_file = "keys/" + relayer_name(genesis.chains[i]) + ".key",
             .replace_fee_after_ms = 10'000,
             .fee_gwei_max = 500});
    return folder.write("ballast.toml", config::to_toml(out));
}

Answer<void> Stage::write_guardian_configuration(std::size_t index)
{
    const std::string name = guardian_name(index);
    config::GuardianConfig out{.genesis_file = "genesis.toml",
                               .genesis_hash = config::genesis_hash(genesis),
                               .key_file = "keys/" + name + ".key",
                               .store_path = name + "-store",
                               .hub_url = url("ws", hub_port_, guardian_link),
                               .peers_listen = {std::string{loopback}, peer_ports_[index]},
                               .chains = {node_of(*a, script.poll_ms), node_of(*b, script.poll_ms)},
                               .prices_url = prices->stream_url(),
                               .omission_ms_max = 10'000};
    for (std::size_t i = 0; i < peer_ports_.size(); ++i)
        if (i != index) out.peers_dial.push_back(url("ws", peer_ports_[i], "/"));
    return folder.write(name + ".toml", config::to_toml(out));
}

Answer<void> Stage::write_maker_configuration()
{
    const MakerScript& maker = script.maker;
    std::vector<QuoteWays> quotes{{script.instrument, maker.spread_ppm, maker.size_e18}};
    for (const std::string& name :
         {script.portfolio.call, script.portfolio.future, script.expiry.instrument})
        quotes.push_back({name, maker.dated_spread_ppm, maker.dated_size_e18});
    return folder.write("maker.toml", to_toml(MakerConfig{.hub_url = url("http", hub_port_, ""),
                                                          .key_file = "keys/maker.key",
                                                          .nonce_file = "maker-nonce",
                                                          .quote_life_ms = maker.quote_life_ms,
                                                          .refresh_ms = maker.refresh_ms,
                                                          .reserve_usd_e6 = maker.reserve_usd_e6,
                                                          .quotes = std::move(quotes)}));
}

Answer<void> Stage::write_liquidator_configuration()
{
    return folder.write(
        "liquidator.toml",
        to_toml(LiquidatorConfig{.hub_url = url("http", hub_port_, ""),
                                 .key_file = "keys/liquidator.key",
                                 .refresh_ms = script.maker.refresh_ms,
                                 .eip155 = b->chain.eip155(),
                                 .rpc_url = b->chain.url(),
                                 .instrument = script.instrument,
                                 .notional_usd_e6_max = script.liquidation.notional_usd_e6_max,
                                 .reserve_usd_e6 = script.liquidation.reserve_usd_e6,
                                 .policy = HedgePolicy::Hedge,
                                 .slip_ppm = script.slip_ppm}));
}

Answer<void> Stage::write_endpoints()
{
    const json::object out{{"hub", url("http", hub_port_, "")},
                           {"events", url("ws", hub_port_, "/v1/events")},
                           {"prices", prices->stream_url()},
                           {a->chain.name(), contracts_json(*a)},
                           {b->chain.name(), contracts_json(*b)}};
    return folder.write("endpoints.json", json::serialize(out) + "\n");
}

}  // namespace ballast::demo
