// SPDX-License-Identifier: Apache-2.0
// One step after the other, each waited for. Nonces are asked from the node once and counted from
// there.
#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/evm_account.hpp>
#include <ballast/chains/evm/revert.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/wire/evm_transaction.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

namespace ballast::chains::evm {

namespace {

namespace json = boost::json;

constexpr std::size_t artifact_size_max = 32U << 20U;
constexpr std::uint64_t ppm = 1'000'000;

EvmFailure failure_of(const RpcProblem& problem, std::string_view doing)
{
    auto revert = describe_revert(problem.data);
    auto sentence =
        std::string{doing} + ": " + (revert.empty() ? problem.sentence : "reverted with " + revert);
    return {.sentence = std::move(sentence), .revert = std::move(revert)};
}

std::unexpected<EvmFailure> failed(std::string sentence)
{
    return fail(EvmFailure{.sentence = std::move(sentence)});
}

}  // namespace

Result<Bytes, EvmFailure> read_artifact(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) return failed("there is no contract at '" + path + "': forge build makes it");
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    json::error_code error;
    json::parse_options options;
    options.max_depth = 256;
    const auto value =
        text.size() <= artifact_size_max ? json::parse(text, error, {}, options) : json::value{};
    const auto* object = error ? nullptr : value.if_object();
    const auto* bytecode = object == nullptr ? nullptr : object->if_contains("bytecode");
    const auto* code = bytecode == nullptr || !bytecode->is_object()
                           ? nullptr
                           : bytecode->get_object().if_contains("object");
    if (code == nullptr)
        return failed("'" + path + "' is not an artifact of forge: it has no bytecode.object");
    auto bytes = parse_data(*code, "bytecode.object", limits::contract_code_size);
    if (!bytes || bytes->empty())
        return failed(
            "'" + path +
            "' holds no code: an interface, or a contract whose libraries are not linked");
    return *std::move(bytes);
}

struct EvmAccount::Impl
{
    Impl(net::IoContext& io, net::Url node, std::uint64_t chain, crypto::SecretKey secret,
         Settings how)
        : settings{how},
          rpc{io, std::move(node), how.http},
          eip155{chain},
          key{std::move(secret)},
          self{crypto::address_of(key)}
    {}

    const Settings settings;
    JsonRpc rpc;
    const std::uint64_t eip155;
    const crypto::SecretKey key;
    const Bytes20 self;
    std::mutex mutex;  ///< one transaction at a time takes a nonce
    bool is_right_chain{};

    Result<json::value, EvmFailure> ask(std::string_view doing, std::string method,
                                        json::array params)
    {
        auto result = rpc.call_and_wait({std::move(method), std::move(params)});
        if (!result) return fail(failure_of(result.error(), doing));
        return *std::move(result);
    }

    template <class T>
    static Result<T, EvmFailure> lift(Parsed<T>&& parsed)
    {
        if (!parsed) return fail(EvmFailure{.sentence = std::move(parsed.error().sentence)});
        return *std::move(parsed);
    }

    Result<void, EvmFailure> check_chain()
    {
        if (is_right_chain) return {};
        BALLAST_TRY(const auto id, ask("asking for the chain", "eth_chainId", {}));
        BALLAST_TRY(const auto found, lift(parse_u64(id, "chain id")));
        if (found != eip155)
            return failed("the node at " + rpc.url().text() + " speaks for chain " +
                          std::to_string(found) + ", not " + std::to_string(eip155) +
                          ": correct its URL");
        is_right_chain = true;
        return {};
    }

    Result<std::uint64_t, EvmFailure> next_nonce()
    {
        BALLAST_CHECK(check_chain());
        BALLAST_TRY(const auto count, ask("asking for the nonce", "eth_getTransactionCount",
                                          {to_hex_0x(self.view()), "pending"}));
        return lift(parse_u64(count, "transaction count"));
    }

    Result<u128, EvmFailure> base_fee()
    {
        BALLAST_TRY(const auto block,
                    ask("asking for the fee", "eth_getBlockByNumber", {"latest", false}));
        const auto* object = block.if_object();
        const auto* fee = object == nullptr ? nullptr : object->if_contains("baseFeePerGas");
        if (fee == nullptr)
            return failed("the node's latest block has no base fee: not an EIP-1559 chain");
        return lift(parse_quantity(*fee, "baseFeePerGas"));
    }

    Result<std::uint64_t, EvmFailure> gas_limit(const std::optional<Bytes20>& to, BytesView data,
                                                u128 value_wei)
    {
        json::object transaction{{"from", to_hex_0x(self.view())},
                                 {"data", to_hex_0x(data)},
                                 {"value", quantity(value_wei)}};
        if (to) transaction["to"] = to_hex_0x(to->view());
        BALLAST_TRY(const auto gas, ask(to ? "the call would fail" : "the deployment would fail",
                                        "eth_estimateGas", {transaction}));
        BALLAST_TRY(const auto estimate, lift(parse_u64(gas, "gas")));
        return estimate + estimate / ppm * settings.gas_margin_ppm +
               estimate % ppm * settings.gas_margin_ppm / ppm;
    }

    Result<Bytes32, EvmFailure> transact(std::optional<Bytes20> to, BytesView data, u128 value_wei)
    {
        const std::lock_guard lock{mutex};
        BALLAST_TRY(const auto nonce, next_nonce());
        BALLAST_TRY(const auto gas, gas_limit(to, data, value_wei));
        BALLAST_TRY(const auto base, base_fee());
        const wire::EvmTransaction transaction{.eip155 = eip155,
                                               .nonce = nonce,
                                               .priority_fee_max_wei = settings.priority_fee_wei,
                                               .fee_max_wei = 2 * base + settings.priority_fee_wei,
                                               .gas_limit = gas,
                                               .to = to,
                                               .value_wei = value_wei,
                                               .data = {data.begin(), data.end()}};
        const auto signed_one = wire::sign_transaction(transaction, key);
        BALLAST_CHECK(
            ask("sending the transaction", "eth_sendRawTransaction", {to_hex_0x(signed_one.raw)}));
        return signed_one.hash;
    }

    Result<std::optional<Receipt>, EvmFailure> receipt_of(const Bytes32& transaction)
    {
        BALLAST_TRY(const auto value, ask("asking for the receipt", "eth_getTransactionReceipt",
                                          {to_hex_0x(transaction.view())}));
        return lift(parse_receipt(value));
    }

    /// Why a transaction failed, by calling it again on the state after its block.
    std::string revert_reason(const Bytes32& transaction)
    {
        const auto value =
            rpc.call_and_wait({"eth_getTransactionByHash", {to_hex_0x(transaction.view())}});
        const auto* object = value ? value->if_object() : nullptr;
        if (object == nullptr) return {};
        json::object again;
        for (const auto* key_name : {"from", "to", "value", "gas"})
            if (const auto* field = object->if_contains(key_name);
                field != nullptr && !field->is_null())
                again[key_name] = *field;
        if (const auto* input = object->if_contains("input")) again["data"] = *input;
        const auto* block = object->if_contains("blockNumber");
        const auto result = rpc.call_and_wait(
            {"eth_call", {std::move(again), block == nullptr ? json::value("latest") : *block}});
        return result ? std::string{} : describe_revert(result.error().data);
    }
};

EvmAccount::EvmAccount(net::IoContext& io, net::Url node, std::uint64_t eip155,
                       crypto::SecretKey key)
    : EvmAccount{io, std::move(node), eip155, std::move(key), Settings{}}
{}

EvmAccount::EvmAccount(net::IoContext& io, net::Url node, std::uint64_t eip155,
                       crypto::SecretKey key, Settings settings)
    : impl_{std::make_unique<Impl>(io, std::move(node), eip155, std::move(key), settings)}
{}

EvmAccount::~EvmAccount() = default;

Bytes20 EvmAccount::address() const { return impl_->self; }

Result<Receipt, EvmFailure> EvmAccount::deploy(BytesView code,
                                               std::span<const wire::abi::Value> arguments)
{
    const auto creation = wire::abi::encode_creation(code, arguments);
    BALLAST_TRY(const auto transaction, impl_->transact(std::nullopt, creation, 0));
    BALLAST_TRY(auto receipt, wait_for(transaction));
    if (!receipt.contract)
        return fail(EvmFailure{.sentence = "the node names no address for the contract",
                               .transaction = transaction});
    return receipt;
}

Result<Receipt, EvmFailure> EvmAccount::send(const Bytes20& to, std::string_view signature,
                                             std::span<const wire::abi::Value> arguments,
                                             u128 value_wei)
{
    return send_data(to, wire::abi::encode_call(signature, arguments), value_wei);
}

Result<Receipt, EvmFailure> EvmAccount::send_data(const Bytes20& to, BytesView data, u128 value_wei)
{
    BALLAST_TRY(const auto transaction, send_only(to, data, value_wei));
    return wait_for(transaction);
}

Result<Bytes32, EvmFailure> EvmAccount::send_only(const Bytes20& to, BytesView data, u128 value_wei)
{
    return impl_->transact(to, data, value_wei);
}

Result<Receipt, EvmFailure> EvmAccount::wait_for(const Bytes32& transaction)
{
    const auto deadline = std::chrono::steady_clock::now() + impl_->settings.receipt_timeout;
    for (;;)
    {
        BALLAST_TRY(auto receipt, impl_->receipt_of(transaction));
        if (receipt && receipt->has_succeeded) return *std::move(receipt);
        if (receipt)
        {
            auto revert = impl_->revert_reason(transaction);
            return fail(EvmFailure{.sentence = "transaction " + to_hex_0x(transaction.view()) +
                                               " reverted" +
                                               (revert.empty() ? "" : " with " + revert),
                                   .revert = std::move(revert),
                                   .transaction = transaction});
        }
        if (std::chrono::steady_clock::now() >= deadline)
            return fail(
                EvmFailure{.sentence = "transaction " + to_hex_0x(transaction.view()) +
                                       " is in no block yet: does the chain still make blocks?",
                           .transaction = transaction});
        std::this_thread::sleep_for(impl_->settings.poll);
    }
}

Result<Bytes, EvmFailure> EvmAccount::call(const Bytes20& to, std::string_view signature,
                                           std::span<const wire::abi::Value> arguments)
{
    const json::object transaction{
        {"from", to_hex_0x(impl_->self.view())},
        {"to", to_hex_0x(to.view())},
        {"data", to_hex_0x(wire::abi::encode_call(signature, arguments))}};
    BALLAST_TRY(const auto value,
                impl_->ask("the call failed", "eth_call", {transaction, "latest"}));
    return Impl::lift(parse_data(value, "result", limits::contract_code_size));
}

Result<u128, EvmFailure> EvmAccount::balance(const Bytes20& address)
{
    BALLAST_TRY(const auto value, impl_->ask("asking for a balance", "eth_getBalance",
                                             {to_hex_0x(address.view()), "latest"}));
    return Impl::lift(parse_quantity(value, "balance"));
}

Result<Bytes32, EvmFailure> EvmAccount::code_hash(const Bytes20& contract)
{
    BALLAST_TRY(const auto value, impl_->ask("asking for code", "eth_getCode",
                                             {to_hex_0x(contract.view()), "latest"}));
    BALLAST_TRY(const auto code, Impl::lift(parse_data(value, "code", limits::contract_code_size)));
    if (code.empty()) return failed("there is no contract at " + to_hex_0x(contract.view()));
    return crypto::keccak256(code);
}

JsonRpc& EvmAccount::rpc() { return impl_->rpc; }

}  // namespace ballast::chains::evm
