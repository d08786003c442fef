// SPDX-License-Identifier: Apache-2.0
// For tests: a node that says what the test wants, over real HTTP: a chain in memory that may
// contradict itself.
#pragma once
#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/observed_log.hpp>
#include <ballast/chains/watcher.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/net/http_server.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/observation_message.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <mutex>
#include <stdexcept>

namespace ballast::chains::evm::test_kit {

struct FakeBlock
{
    std::uint64_t number{};
    Bytes32 hash;
    Bytes32 parent;
    boost::json::array logs;
};

/// Everything public is changed by the test while it holds change().
class FakeNode
{
public:
    explicit FakeNode(net::IoContext& io)
    {
        auto made = net::HttpServer::listen(
            io, {}, [this](net::HttpRequest request, net::Responder respond) {
                respond({.body = answer(request.body)});
            });
        if (!made) throw std::runtime_error{made.error().sentence};
        server_ = std::move(*made);
        server_->start();
        blocks.push_back({.number = 0, .hash = hash_of(0, "main")});
    }

    [[nodiscard]] net::Url url() const { return {"http", "127.0.0.1", server_->port(), "/"}; }
    [[nodiscard]] std::unique_lock<std::mutex> change() { return std::unique_lock{mutex_}; }

    /// The chain with its one contract, as genesis describes it.
    [[nodiscard]] WatchedChain watched() const
    {
        WatchedChain chain{.chain = {7},
                           .eip155 = 31'337,
                           .name = "fake",
                           .deployment = hash_of(0, "deployment"),
                           .heartbeat_blocks = 4};
        chain.contracts.push_back({Address::from_evm(contract), crypto::keccak256(code), 1});
        return chain;
    }

    static Bytes32 hash_of(std::uint64_t number, std::string_view branch)
    {
        const auto text = std::string{branch} + std::to_string(number);
        return crypto::keccak256(as_bytes(text));
    }

    /// Adds a block on the tip.
    FakeBlock& mine(std::string_view branch = "main")
    {
        const auto& tip = blocks.back();
        blocks.push_back({.number = tip.number + 1,
                          .hash = hash_of(tip.number + 1, branch),
                          .parent = tip.hash});
        return blocks.back();
    }
    void mine_many(std::uint64_t count, std::string_view branch = "main")
    {
        for (std::uint64_t i = 0; i < count; ++i) mine(branch);
    }
    /// Adds a block with the contract's observation of that nonce.
    FakeBlock& mine_observation(std::uint64_t nonce, std::string_view branch = "main")
    {
        auto& block = mine(branch);
        block.logs.push_back(
            log_of(block, nonce, 3, wire::encode_observation_body(Voided{{nonce}})));
        return block;
    }
    [[nodiscard]] boost::json::object log_of(const FakeBlock& block, std::uint64_t nonce,
                                             std::uint8_t kind, const Bytes& body) const
    {
        const std::array data{wire::abi::bytes(body)};
        return {{"address", to_hex_0x(contract.view())},
                {"topics", boost::json::array{to_hex_0x(observed_topic().view()),
                                              to_hex_0x(wire::abi::to_word(nonce).view()),
                                              to_hex_0x(wire::abi::to_word(kind).view())}},
                {"data", to_hex_0x(wire::abi::encode(data))},
                {"blockNumber", quantity(block.number)},
                {"blockHash", to_hex_0x(block.hash.view())},
                {"logIndex", quantity(block.logs.size())},
                {"transactionHash", to_hex_0x(hash_of(nonce, "transaction").view())},
                {"removed", false}};
    }

    std::vector<FakeBlock> blocks;
    std::uint64_t finalised{};
    /// What the contract says of its own counter at a block's hash; nothing there: the node has no
    /// such state.
    std::map<Bytes32, std::uint64_t> counters;
    Bytes20 contract{{0xc0, 0x01}};
    Bytes code{0x60, 0x01};
    /// A method that the node refuses with a JSON-RPC error.
    std::string refused_method;
    /// Sent in place of any answer, if not empty.
    std::string raw_answer;

private:
    std::string answer(const std::string& body)
    {
        const std::lock_guard lock{mutex_};
        if (!raw_answer.empty()) return raw_answer;
        const auto request = boost::json::parse(body);
        if (!request.is_array()) return boost::json::serialize(answer_one(request.as_object()));
        boost::json::array out;
        // In another order than they were asked in: a client goes by the ids.
        for (const auto& call : request.as_array())
            out.insert(out.begin(), answer_one(call.as_object()));
        return boost::json::serialize(out);
    }

    boost::json::object answer_one(const boost::json::object& call)
    {
        boost::json::object out{{"jsonrpc", "2.0"}, {"id", call.at("id")}};
        const auto method = std::string{call.at("method").as_string()};
        auto result = method == refused_method ? std::nullopt
                                               : result_of(method, call.at("params").as_array());
        if (result)
            out["result"] = std::move(*result);
        else
            out["error"] = boost::json::object{{"code", -32000}, {"message", "no " + method}};
        return out;
    }

    std::optional<boost::json::value> result_of(const std::string& method,
                                                const boost::json::array& params)
    {
        if (method == "eth_chainId") return boost::json::value(quantity(31'337));
        if (method == "eth_blockNumber") return boost::json::value(quantity(blocks.back().number));
        if (method == "eth_getCode") return boost::json::value(to_hex_0x(code));
        if (method == "eth_getBlockByNumber")
            return header_of(std::string{params.at(0).as_string()});
        if (method == "eth_getLogs") return logs_of(params.at(0).as_object());
        if (method == "eth_call") return counter_of(params.at(1).as_object());
        return std::nullopt;
    }

    boost::json::value header_of(const std::string& which)
    {
        for (const auto& block : blocks)
        {
            const bool is_it = which == "latest"      ? block.hash == blocks.back().hash
                               : which == "finalized" ? block.number == finalised
                                                      : which == quantity(block.number);
            if (is_it)
                return boost::json::object{
                    {"number", quantity(block.number)},
                    {"hash", to_hex_0x(block.hash.view())},
                    {"parentHash", to_hex_0x(block.parent.view())},
                    {"stateRoot", to_hex_0x(hash_of(block.number, "state").view())},
                    {"timestamp", quantity(1'700'000'000 + block.number)}};
        }
        return nullptr;
    }

    std::optional<boost::json::value> logs_of(const boost::json::object& filter)
    {
        boost::json::array out;
        bool is_known = false;
        for (const auto& block : blocks)
        {
            const auto* hash = filter.if_contains("blockHash");
            const bool is_in = hash != nullptr
                                   ? *hash == boost::json::value(to_hex_0x(block.hash.view()))
                                   : block.number >= number_in(filter, "fromBlock") &&
                                         block.number <= number_in(filter, "toBlock");
            is_known = is_known || is_in;
            if (is_in) out.insert(out.end(), block.logs.begin(), block.logs.end());
        }
        return is_known ? std::optional<boost::json::value>{out} : std::nullopt;
    }

    std::optional<boost::json::value> counter_of(const boost::json::object& block)
    {
        const auto hash = *parse_hex_fixed<32>(std::string_view{block.at("blockHash").as_string()});
        const auto found = counters.find(hash);
        if (found == counters.end()) return std::nullopt;
        return boost::json::value(to_hex_0x(wire::abi::to_word(found->second).view()));
    }

    static std::uint64_t number_in(const boost::json::object& filter, std::string_view key)
    {
        return *parse_u64(filter.at(key), key);
    }

    std::mutex mutex_;
    std::unique_ptr<net::HttpServer> server_;
};

}  // namespace ballast::chains::evm::test_kit
