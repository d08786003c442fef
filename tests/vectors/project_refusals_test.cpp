// SPDX-License-Identifier: Apache-2.0
// orders.json: every altered message is refused, and by the name that fits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ballast/attest/quorum.hpp>
#include <ballast/wire/order_message.hpp>
#include <map>

#include "project_deployment.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
/// Runs the whole path from bytes to an order; the name of the first refusal, or "accepted".
std::string judge(BytesView bytes, const SignerSet& set, Order& order)
{
    const auto vaa = wire::parse_vaa(bytes);
    if (!vaa) return std::string{wire::name_of(vaa.error())};
    const auto attested = attest::verify(*vaa, set, project_now_s);
    if (!attested) return std::string{attest::name_of(attested.error())};
    const auto parsed = wire::parse_order((*attested)->body);
    if (!parsed) return std::string{wire::name_of(parsed.error())};
    order = *parsed;
    return "accepted";
}

/// Our names for the vectors' words.
const std::map<std::string_view, std::vector<std::string>> names{
    {"below_quorum", {"BelowQuorum"}},
    {"index_not_ascending", {"IndexNotAscending"}},
    {"index_out_of_range", {"IndexOutOfRange"}},
    {"signature_invalid", {"SignatureOutOfRange"}},
    {"signature_malleable", {"SignatureMalleable"}},
    {"recid_out_of_range", {"BadRecoveryId"}},
    {"signer_mismatch", {"SignerMismatch"}},
    {"unknown_set", {"UnknownSet"}},
    {"version", {"BadVersion"}},
    {"truncated", {"Truncated"}},
    {"nonce", {"NonceNotZero"}},
    {"consistency", {"NotFinal"}},
    {"emitter", {"BadEmitter"}},
    {"sequence", {"BadSequence"}},
    {"magic", {"BadMagic"}},
    {"type", {"WrongHalf", "UnsupportedType"}},
    {"deployment", {"BadEmitter"}},  // the emitter of an order is its deployment
    {"length", {"Truncated", "TrailingBytes"}},
};
}  // namespace

TEST(ProjectRefusals, EveryAlteredMessageIsRefusedByName)
{
    const json::value file = read_project_vectors("orders.json");
    const json::object& about = file.as_object().at("deployment").as_object();
    const SignerSet guardians = project_guardians(about);
    const json::array& refused = file.as_object().at("refused").as_array();
    ASSERT_GE(refused.size(), 60U);
    for (const json::value& item : refused)
    {
        const json::object& vector = item.as_object();
        SCOPED_TRACE(vector.at("name").as_string());
        const std::string_view error = text_of(vector.at("expected_error"));
        Order order;

        const std::string verdict =
            judge(bytes_of(vector.at("input").as_object().at("vaa")), guardians, order);

        if (error == "any")
            EXPECT_NE(verdict, "accepted");
        else if (error == "chain" || error == "contract")
        {
            // A well-formed order, but for another place: only the contract that it reaches can
            // tell.
            EXPECT_EQ(verdict, "accepted");
            const json::object& vault = about.at("vault").as_object();
            EXPECT_FALSE(order.eip155 == u64_of(vault.at("chain_id")) &&
                         order.contract == Address::from_evm(fixed_of<20>(vault.at("address"))));
        }
        else
            EXPECT_THAT(names.at(error), testing::Contains(verdict));
    }
}

TEST(ProjectRefusals, AnyBitOfAnyBodyByteFlippedIsRefused)
{
    const json::value file = read_project_vectors("orders.json");
    const SignerSet guardians = project_guardians(file.as_object().at("deployment").as_object());
    const json::object& permit = [&]() -> const json::object& {
        for (const json::value& item : file.as_object().at("cases").as_array())
            if (text_of(item.as_object().at("name")) == "permit") return item.as_object();
        throw std::runtime_error{"orders.json has no permit"};
    }();
    const json::object& expected = permit.at("expected").as_object();
    const Bytes vaa = bytes_of(expected.at("vaa"));
    const std::size_t body_size = bytes_of(expected.at("body")).size();
    Order order;
    ASSERT_EQ(judge(vaa, guardians, order), "accepted");

    for (std::size_t at = vaa.size() - body_size; at < vaa.size(); ++at)
    {
        Bytes altered = vaa;
        altered[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
        ASSERT_EQ(judge(altered, guardians, order), "SignerMismatch") << "byte " << at;
    }
}

TEST(ProjectRefusals, ASetThatExpiredASecondAgoNoLongerSpeaks)
{
    const json::value file = read_project_vectors("orders.json");
    SignerSet guardians = project_guardians(file.as_object().at("deployment").as_object());
    const json::object& first = file.as_object().at("cases").as_array().front().as_object();
    const auto vaa = wire::parse_vaa(bytes_of(first.at("expected").as_object().at("vaa"))).value();

    guardians.expiry_s = project_now_s;

    EXPECT_TRUE(attest::verify(vaa, guardians, project_now_s));
    EXPECT_EQ(attest::verify(vaa, guardians, project_now_s + 1).error(),
              attest::AttestError::ExpiredSet);
}
