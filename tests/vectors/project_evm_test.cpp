// SPDX-License-Identifier: Apache-2.0
// evm.json: RLP, call data and transactions, byte for byte as an independent encoder made them.
#include <gtest/gtest.h>

#include <ballast/wire/abi.hpp>
#include <ballast/wire/evm_transaction.hpp>
#include <ballast/wire/rlp.hpp>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;
namespace rlp = wire::rlp;

namespace {
rlp::Item item_from(const json::value& value)
{
    if (value.is_string()) return rlp::bytes(bytes_of(value));
    std::vector<rlp::Item> items;
    for (const json::value& child : value.as_array()) items.push_back(item_from(child));
    return rlp::list(std::move(items));
}

wire::EvmTransaction transaction_from(const json::object& input)
{
    wire::EvmTransaction out;
    out.eip155 = u64_of(input.at("eip155"));
    out.nonce = u64_of(input.at("nonce"));
    out.priority_fee_max_wei = static_cast<u128>(integer_of(input.at("priority_fee_max_wei")));
    out.fee_max_wei = static_cast<u128>(integer_of(input.at("fee_max_wei")));
    out.gas_limit = u64_of(input.at("gas_limit"));
    if (!input.at("to").is_null()) out.to = fixed_of<20>(input.at("to"));
    out.value_wei = static_cast<u128>(integer_of(input.at("value_wei")));
    out.data = bytes_of(input.at("data"));
    return out;
}

wire::abi::Value some_bytes(std::size_t count) { return wire::abi::bytes(Bytes(count, 0xa5)); }

class ProjectEvm : public testing::Test
{
protected:
    const json::value file = read_project_vectors("evm.json");
    const json::object& calls = file.as_object().at("calls").as_object();
    const Bytes32 salt = fixed_of<32>(calls.at("salt"));
    const Bytes20 token = fixed_of<20>(calls.at("token"));

    void expect_call(const char* name, std::string_view signature,
                     const std::vector<wire::abi::Value>& arguments) const
    {
        EXPECT_EQ(to_hex(wire::abi::encode_call(signature, arguments)),
                  to_hex(bytes_of(calls.at(name))))
            << name;
    }
};
}  // namespace

TEST_F(ProjectEvm, EveryRlpItemEncodesAndParsesByteForByte)
{
    for (const json::value& vector : file.as_object().at("rlp").as_array())
    {
        SCOPED_TRACE(vector.as_object().at("description").as_string());
        const rlp::Item item = item_from(vector.as_object().at("input"));
        const Bytes encoded = bytes_of(vector.as_object().at("expected"));
        EXPECT_EQ(to_hex(rlp::encode(item)), to_hex(encoded));
        EXPECT_EQ(rlp::parse(encoded), item);
    }
}

TEST_F(ProjectEvm, EveryOtherRlpEncodingIsRefusedByName)
{
    for (const json::value& vector : file.as_object().at("rlp_refused").as_array())
    {
        SCOPED_TRACE(vector.as_object().at("description").as_string());
        const auto item = rlp::parse(bytes_of(vector.as_object().at("input")));
        ASSERT_FALSE(item);
        EXPECT_EQ(wire::name_of(item.error()), text_of(vector.as_object().at("expected_error")));
    }
}

TEST_F(ProjectEvm, CallsEncodeByteForByte)
{
    constexpr i128 e18 = 1'000'000'000'000'000'000;
    expect_call("deposit", "deposit(bytes32,address,uint256)",
                {wire::abi::word(salt), wire::abi::address(token),
                 wire::abi::number(static_cast<u128>(10 * e18))});
    expect_call("submit_order", "submitOrder(bytes)", {some_bytes(33)});
    expect_call("upgrade_signer_set", "upgradeSignerSet(bytes)", {some_bytes(0)});
    expect_call(
        "execute_trade", "executeTrade((bytes32,bytes32,int256,int256,uint64,uint64),bytes,bytes)",
        {wire::abi::tuple({wire::abi::word(salt), wire::abi::address(token),
                           wire::abi::signed_number(-5 * e18), wire::abi::signed_number(3001 * e18),
                           wire::abi::number(1'800'000'600), wire::abi::number(7)}),
         some_bytes(65), some_bytes(64)});
    expect_call("mixed", "mixed(bool,string,address[],(bytes,uint64)[])",
                {wire::abi::boolean(true), wire::abi::text("a text of more than thirty-two bytes"),
                 wire::abi::array({wire::abi::address(token),
                                   wire::abi::address(fixed_of<20>(calls.at("vault")))}),
                 wire::abi::array(
                     {wire::abi::tuple({wire::abi::bytes(Bytes{1, 2}), wire::abi::number(3)}),
                      wire::abi::tuple({some_bytes(0), wire::abi::number(~std::uint64_t{0})})})});
}

TEST_F(ProjectEvm, AConstructorsArgumentsFollowItsCode)
{
    std::vector<wire::abi::Value> guardians;
    for (const Bytes20& guardian : addresses_of(calls.at("guardians")))
        guardians.push_back(wire::abi::address(guardian));
    const std::array arguments{wire::abi::text("Ballast vectors"), wire::abi::array(guardians),
                               wire::abi::word(salt), wire::abi::number(1)};
    Bytes expected{0x60, 0x80};
    append(expected, bytes_of(calls.at("constructor")));

    EXPECT_EQ(to_hex(wire::abi::encode_creation(Bytes{0x60, 0x80}, arguments)), to_hex(expected));
    EXPECT_EQ(wire::abi::event_topic("Observed(uint64,uint8,bytes)"),
              fixed_of<32>(calls.at("observed_topic")));
}

TEST_F(ProjectEvm, TransactionsAreSignedByteForByte)
{
    const json::array& transactions = file.as_object().at("transactions").as_array();
    ASSERT_GE(transactions.size(), 4U);
    for (const json::value& vector : transactions)
    {
        SCOPED_TRACE(vector.as_object().at("description").as_string());
        const json::object& input = vector.as_object().at("input").as_object();
        const json::object& expected = vector.as_object().at("expected").as_object();
        const wire::EvmTransaction transaction = transaction_from(input);
        const auto key = crypto::SecretKey::from_bytes(fixed_of<32>(input.at("private_key")));

        const auto made = wire::sign_transaction(transaction, key.value());

        EXPECT_EQ(to_hex(wire::encode_unsigned_transaction(transaction)),
                  to_hex(bytes_of(expected.at("unsigned"))));
        EXPECT_EQ(wire::transaction_signing_hash(transaction),
                  fixed_of<32>(expected.at("signing_hash")));
        EXPECT_EQ(to_hex(made.raw), to_hex(bytes_of(expected.at("raw"))));
        EXPECT_EQ(made.hash, fixed_of<32>(expected.at("hash")));
        EXPECT_EQ(wire::created_address(crypto::address_of(key.value()), transaction.nonce),
                  fixed_of<20>(expected.at("creates")));
    }
}
