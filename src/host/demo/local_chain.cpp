// SPDX-License-Identifier: Apache-2.0
// Asking a local node.
#include "local_chain.hpp"

#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/revert.hpp>
#include <ballast/wire/evm_transaction.hpp>
#include <boost/json/object.hpp>
#include <thread>

namespace ballast::demo {
namespace {
namespace json = boost::json;
namespace evm = chains::evm;

constexpr std::uint64_t present_gas = 1'000'000;
constexpr std::uint64_t many_gas = 150'000;
constexpr u128 priority_fee_wei = 1'000'000'000;
constexpr u128 fee_wei = 100'000'000'000;
constexpr std::chrono::seconds receipt_timeout{30};
constexpr std::chrono::milliseconds receipt_poll{50};

wire::EvmTransaction call_of(std::uint64_t eip155, std::uint64_t nonce, const Bytes20& to,
                             BytesView data, std::uint64_t gas)
{
    return {.eip155 = eip155,
            .nonce = nonce,
            .priority_fee_max_wei = priority_fee_wei,
            .fee_max_wei = fee_wei,
            .gas_limit = gas,
            .to = to,
            .data = {data.begin(), data.end()}};
}

template <class T>
Answer<T> parsed(evm::Parsed<T>&& value)
{
    return lift(std::move(value), "the node's answer");
}
}  // namespace

LocalChain::LocalChain(net::IoContext& io, std::string name, ChainId id, std::uint64_t eip155,
                       evm::AnvilProcess node)
    : io_{&io},
      name_{std::move(name)},
      id_{id},
      eip155_{eip155},
      node_{std::move(node)},
      rpc_{std::make_unique<evm::JsonRpc>(io, node_.url())}
{}

std::unique_ptr<evm::EvmAccount> LocalChain::account(crypto::SecretKey key) const
{
    return std::make_unique<evm::EvmAccount>(*io_, node_.url(), eip155_, std::move(key));
}

Answer<json::value> LocalChain::rpc(std::string method, json::array params) const
{
    const std::string doing = name_ + " refuses " + method;
    return lift(rpc_->call_and_wait({std::move(method), std::move(params)}), doing);
}

Answer<void> LocalChain::give_wei(const Bytes20& address, u128 wei) const
{
    BALLAST_TRY(const auto done,
                rpc("anvil_setBalance", {to_hex_0x(address.view()), evm::quantity(wei)}));
    static_cast<void>(done);
    return {};
}

Answer<evm::Header> LocalChain::header(std::string_view tag) const
{
    BALLAST_TRY(const auto block, rpc("eth_getBlockByNumber", {json::string{tag}, false}));
    BALLAST_TRY(const auto header, parsed(evm::parse_header(block)));
    if (!header) return failure(name_ + " has no " + std::string{tag} + " block");
    return *header;
}

Answer<std::uint64_t> LocalChain::block_number(std::string_view tag) const
{
    BALLAST_TRY(const evm::Header found, header(tag));
    return found.number;
}

Answer<std::uint64_t> LocalChain::time_of_block(std::uint64_t number) const
{
    BALLAST_TRY(const evm::Header found, header(evm::quantity(number)));
    return found.timestamp_s;
}

Answer<void> LocalChain::set_mining(std::int64_t block_s) const
{
    BALLAST_TRY(const auto done, rpc("evm_setIntervalMining", {block_s}));
    static_cast<void>(done);
    return {};
}

Answer<std::uint64_t> LocalChain::next_nonce(const Bytes20& sender) const
{
    BALLAST_TRY(const auto count,
                rpc("eth_getTransactionCount", {to_hex_0x(sender.view()), "pending"}));
    return parsed(evm::parse_u64(count, "nonce"));
}

Answer<std::vector<Bytes32>> LocalChain::send_many(const crypto::SecretKey& sender,
                                                   const Bytes20& to,
                                                   std::span<const Bytes> calls) const
{
    BALLAST_TRY(std::uint64_t nonce, next_nonce(crypto::address_of(sender)));
    std::vector<Bytes32> out;
    while (!calls.empty())
    {
        std::vector<evm::RpcCall> batch;
        for (const Bytes& call : calls.first(std::min(calls.size(), limits::rpc_batch)))
        {
            const auto transaction =
                wire::sign_transaction(call_of(eip155_, nonce++, to, call, many_gas), sender);
            batch.push_back({"eth_sendRawTransaction", {to_hex_0x(transaction.raw)}});
            out.push_back(transaction.hash);
        }
        calls = calls.subspan(batch.size());
        const auto results =
            lift(rpc_->batch_and_wait(std::move(batch)), name_ + " refuses transactions");
        if (!results) return fail(results.error());
        for (const auto& result : *results)
            if (!result) return failure(name_ + ": " + result.error().sentence);
    }
    return out;
}

Answer<Presented> LocalChain::present(const crypto::SecretKey& sender, const Bytes20& to,
                                      BytesView data) const
{
    const std::string from = to_hex_0x(crypto::address_of(sender).view());
    BALLAST_TRY(const std::uint64_t nonce, next_nonce(crypto::address_of(sender)));
    const auto transaction =
        wire::sign_transaction(call_of(eip155_, nonce, to, data, present_gas), sender);
    BALLAST_TRY(const auto sent, rpc("eth_sendRawTransaction", {to_hex_0x(transaction.raw)}));
    static_cast<void>(sent);
    const auto deadline = std::chrono::steady_clock::now() + receipt_timeout;
    while (std::chrono::steady_clock::now() < deadline)
    {
        BALLAST_TRY(const auto found, receipt(transaction.hash));
        if (found)
            return Presented{included(*found), found->has_succeeded, reason_of(from, to, data)};
        std::this_thread::sleep_for(receipt_poll);
    }
    return failure(name_ + " does not include the transaction");
}

std::string LocalChain::reason_of(const std::string& from, const Bytes20& to, BytesView data) const
{
    const json::object call{
        {"from", from}, {"to", to_hex_0x(to.view())}, {"data", to_hex_0x(data)}};
    const auto result = rpc_->call_and_wait({"eth_call", {call, "latest"}});
    return result ? std::string{} : evm::describe_revert(result.error().data);
}

Answer<std::optional<Receipt>> LocalChain::receipt(const Bytes32& transaction) const
{
    BALLAST_TRY(const auto value,
                rpc("eth_getTransactionReceipt", {to_hex_0x(transaction.view())}));
    return parsed(evm::parse_receipt(value));
}

Answer<Bytes32> LocalChain::storage_word(const Bytes20& contract, const Bytes32& slot) const
{
    BALLAST_TRY(const auto value, rpc("eth_getStorageAt", {to_hex_0x(contract.view()),
                                                           to_hex_0x(slot.view()), "latest"}));
    return parsed(evm::parse_hash(value, "storage"));
}

Answer<i128> LocalChain::ask(const Bytes20& contract, std::string_view signature,
                             std::vector<wire::abi::Value> arguments) const
{
    const json::object call{{"to", to_hex_0x(contract.view())},
                            {"data", to_hex_0x(wire::abi::encode_call(signature, arguments))}};
    BALLAST_TRY(const auto value, rpc("eth_call", {call, "latest"}));
    BALLAST_TRY(const Bytes data,
                parsed(evm::parse_data(value, "result", limits::contract_code_size)));
    const auto number = wire::abi::Reader{data}.signed_number(0);
    if (!number) return failure(name_ + ": " + std::string{signature} + " returned no number");
    return *number;
}

Included included(const Receipt& receipt)
{
    return {receipt.transaction, receipt.block_number, receipt.block_hash};
}

}  // namespace ballast::demo
