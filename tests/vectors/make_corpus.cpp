// SPDX-License-Identifier: Apache-2.0
// Writes the corpora of the fuzz targets from the project's own vectors: one good message of every
// kind, and the altered ones, so that exploring starts behind the first checks. Usage:
// ballast_make_corpus <corpus folder>
#include <ballast/domain/codec.hpp>
#include <ballast/domain/command.hpp>
#include <ballast/domain/order.hpp>
#include <ballast/wire/accumulator.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/observation_message.hpp>
#include <ballast/wire/order_message.hpp>
#include <ballast/wire/volatility_update.hpp>
#include <cstdio>
#include <fstream>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
class Corpus
{
public:
    explicit Corpus(std::filesystem::path root) : root_{std::move(root)} {}

    void write(const std::string& target, const std::string& name, BytesView bytes)
    {
        const std::filesystem::path folder = root_ / target;
        std::filesystem::create_directories(folder);
        std::ofstream file{folder / name, std::ios::binary};
        file.write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        if (!file) throw std::runtime_error{"cannot write " + (folder / name).string()};
    }
    /// A canonical struct behind the byte by which fuzz_codec picks its type.
    template <class T>
    void write_codec(std::uint8_t type, const std::string& name, const T& value)
    {
        Bytes bytes{type};
        codec::encode(bytes, value);
        write("fuzz_codec", name, bytes);
    }

private:
    std::filesystem::path root_;
};

void write_messages(Corpus& corpus)
{
    const json::value file = read_project_vectors("orders.json");
    for (const json::value& item : file.as_object().at("cases").as_array())
    {
        const std::string name{text_of(item.as_object().at("name"))};
        const std::string_view kind = text_of(item.as_object().at("input").as_object().at("kind"));
        const json::object& expected = item.as_object().at("expected").as_object();
        const Bytes body = bytes_of(expected.at("body"));
        corpus.write("fuzz_vaa", name, bytes_of(expected.at("vaa")));
        if (kind == "set_upgrade")
            corpus.write("fuzz_set_upgrade", name, bytes_of(expected.at("payload")));
        else
            corpus.write(kind == "order" ? "fuzz_order" : "fuzz_observation", name, body);
        const auto parsed = wire::parse_vaa_body(body).value();
        if (const auto observation = wire::parse_observation(parsed))
        {
            corpus.write_codec(0, "observation_" + name, *observation);
            corpus.write_codec(
                4, "command_" + name,
                SequencedCommand{
                    .sequence = {1}, .time_ms = 2, .command = ObserveChain{*observation, {}}});
        }
        if (const auto order = wire::parse_order(parsed))
            corpus.write_codec(1, "order_" + name, *order);
    }
    for (const json::value& item : file.as_object().at("refused").as_array())
        corpus.write("fuzz_vaa", "refused_" + std::string{text_of(item.as_object().at("name"))},
                     bytes_of(item.as_object().at("input").as_object().at("vaa")));
}

void write_prices(Corpus& corpus)
{
    const json::value file = read_project_vectors("prices.json");
    for (const json::value& item : file.as_object().at("cases").as_array())
    {
        const std::string name{text_of(item.as_object().at("name"))};
        const Bytes bytes = bytes_of(item.as_object().at("expected").as_object().at("update"));
        const auto update = wire::parse_accumulator(bytes).value();
        corpus.write("fuzz_accumulator", name, bytes);
        corpus.write("fuzz_accumulator", "root_" + name, update.vaa.body.payload);
        corpus.write("fuzz_accumulator", "message_" + name, update.messages.front().message);
    }
    for (const json::value& item : file.as_object().at("refused").as_array())
        corpus.write("fuzz_accumulator",
                     "refused_" + std::string{text_of(item.as_object().at("name"))},
                     bytes_of(item.as_object().at("input").as_object().at("update")));
}

void write_market_updates(Corpus& corpus)
{
    const json::value file = read_project_vectors("market_updates.json");
    const auto target = [](const json::object& input) {
        return text_of(input.at("kind")) == "volatility" ? "fuzz_volatility_update"
                                                         : "fuzz_mark_update";
    };
    for (const json::value& item : file.as_object().at("cases").as_array())
    {
        const json::object& vector = item.as_object();
        const std::string name{text_of(vector.at("name"))};
        const json::object& expected = vector.at("expected").as_object();
        const Bytes payload = bytes_of(expected.at("payload"));
        corpus.write(target(vector.at("input").as_object()), name, payload);
        if (name.starts_with("most_")) continue;  // long, and no other way through the code
        corpus.write("fuzz_vaa", name, bytes_of(expected.at("vaa")));
        Command command = OpenDeployment{};
        if (const auto surface = wire::parse_volatility_update(payload))
            command = UpdateVolatility{*surface};
        else
            command = UpdateMarks{wire::parse_mark_update(payload).value()};
        corpus.write_codec(
            4, "command_" + name,
            SequencedCommand{.sequence = {1}, .time_ms = 2, .command = std::move(command)});
    }
    for (const json::value& item : file.as_object().at("refused").as_array())
    {
        const json::object& vector = item.as_object();
        // What is wrong with the envelope is for fuzz_vaa.
        if (text_of(vector.at("decode_error")).empty()) continue;
        const json::object& input = vector.at("input").as_object();
        corpus.write(target(input), "refused_" + std::string{text_of(vector.at("name"))},
                     bytes_of(input.at("payload")));
    }
}

void write_evm(Corpus& corpus)
{
    const json::value file = read_project_vectors("evm.json");
    int number = 0;
    for (const json::value& item : file.as_object().at("rlp").as_array())
        corpus.write("fuzz_rlp", "item_" + std::to_string(number++),
                     bytes_of(item.as_object().at("expected")));
    for (const json::value& item : file.as_object().at("rlp_refused").as_array())
        corpus.write("fuzz_rlp", "refused_" + std::to_string(number++),
                     bytes_of(item.as_object().at("input")));
    for (const char* const name : {"submit_order", "execute_trade", "mixed"})
    {
        const Bytes call = bytes_of(file.as_object().at("calls").as_object().at(name));
        corpus.write("fuzz_abi", name, BytesView{call}.subspan(4));
    }
    corpus.write("fuzz_abi", "constructor",
                 bytes_of(file.as_object().at("calls").as_object().at("constructor")));
}

void write_structs(Corpus& corpus)
{
    SignedTrade trade;
    trade.chain = {2};
    trade.quote.instrument = InstrumentName::parse("ETH-PERP").value();
    trade.quote.quantity_e18 = -5;
    corpus.write_codec(2, "signed_trade", trade);
    corpus.write_codec(3, "withdraw", Withdraw{.amount = 7, .nonce = 1});
    SignerSet set;
    set.keys.resize(4);
    corpus.write_codec(5, "signer_set", set);
    Genesis genesis;
    genesis.name = "a deployment";
    genesis.chains.resize(1);
    genesis.tokens.resize(1);
    genesis.instruments.resize(1);
    genesis.price_sources.resize(1);
    corpus.write_codec(
        4, "command_genesis",
        SequencedCommand{.sequence = {}, .time_ms = 1, .command = OpenDeployment{genesis}});
    genesis.scenarios = GenesisScenarios{.model = default_scenario_model()};
    genesis.scenarios->underlyings.push_back({.symbol = "ETH", .margin_class = "major"});
    genesis.scenarios->messengers.push_back({.name = "guardians", .chains = {{1}, {2}}});
    genesis.instruments[0].name = InstrumentName::parse("ETH-26MAR27-4000-C").value();
    corpus.write_codec(
        4, "command_genesis_scenarios",
        SequencedCommand{.sequence = {}, .time_ms = 1, .command = OpenDeployment{genesis}});
    corpus.write_codec(
        4, "command_prices",
        SequencedCommand{.sequence = {3},
                         .time_ms = 4,
                         .command = UpdatePrices{{PriceE8{
                             .feed = {}, .price_e8 = 5, .conf_e8 = 1, .publish_time_s = 2}}}});
    corpus.write_codec(4, "command_trade",
                       SequencedCommand{.sequence = {5},
                                        .time_ms = 6,
                                        .command = RequestTrade{.chain = {2},
                                                                .venue = {},
                                                                .quote = trade.quote,
                                                                .quote_digest = {},
                                                                .accept = {},
                                                                .accept_digest = {}}});
}
}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
    {
        std::fprintf(stderr, "usage: ballast_make_corpus <corpus folder>\n");
        return 2;
    }
    Corpus corpus{argv[1]};
    write_messages(corpus);
    write_prices(corpus);
    write_market_updates(corpus);
    write_evm(corpus);
    write_structs(corpus);
    return 0;
}
