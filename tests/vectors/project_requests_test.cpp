// SPDX-License-Identifier: Apache-2.0
// eip712.json: digests and signatures of requests, as an independent implementation made them.
#include <gtest/gtest.h>

#include <ballast/attest/request_signature.hpp>
#include <ballast/attest/signature_check.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/eip712.hpp>
#include <map>

#include "described_json.hpp"

using namespace ballast;
using namespace ballast::vectors;
namespace json = boost::json;

namespace {
Quote quote_from(const json::object& message)
{
    return {.maker = {fixed_of<32>(message.at("maker"))},
            .instrument = {fixed_of<32>(message.at("instrument"))},
            .quantity_e18 = integer_of(message.at("quantity")),
            .price_e18 = integer_of(message.at("price")),
            .expiry_s = u64_of(message.at("expiry")),
            .nonce = u64_of(message.at("nonce"))};
}

Accept accept_from(const json::object& message)
{
    return {.account = {fixed_of<32>(message.at("account"))},
            .quote_digest = fixed_of<32>(message.at("quoteDigest")),
            .quantity_e18 = integer_of(message.at("quantity")),
            .limit_price_e18 = integer_of(message.at("limitPrice")),
            .deadline_s = u64_of(message.at("deadline")),
            .nonce = u64_of(message.at("nonce"))};
}

Withdraw withdraw_from(const json::object& message)
{
    return {.account = {fixed_of<32>(message.at("account"))},
            .eip155 = u64_of(message.at("chainId")),
            .token = {fixed_of<32>(message.at("token"))},
            .amount = static_cast<u128>(integer_of(message.at("amount"))),
            .recipient = {fixed_of<32>(message.at("recipient"))},
            .issued_at_s = u64_of(message.at("issuedAt")),
            .deadline_s = u64_of(message.at("deadline")),
            .nonce = u64_of(message.at("nonce"))};
}

Bytes32 domain_from(const json::object& domain)
{
    if (domain.contains("salt")) return wire::hub_domain(fixed_of<32>(domain.at("salt")));
    return wire::venue_domain(u64_of(domain.at("chainId")),
                              Address::from_evm(fixed_of<20>(domain.at("verifyingContract"))));
}

Signature signature_from(const json::value& hex)
{
    return wire::parse_wallet_signature(bytes_of(hex)).value();
}

class ProjectRequests : public testing::Test
{
protected:
    const json::value file = read_project_vectors("eip712.json");

    const json::object& named(std::string_view name) const
    {
        for (const json::value& item : file.as_object().at("cases").as_array())
            if (text_of(item.as_object().at("name")) == name) return item.as_object();
        throw std::runtime_error{"eip712.json lacks a case"};
    }
    static const json::object& input(const json::object& vector)
    {
        return vector.at("input").as_object();
    }
    static const json::object& expected(const json::object& vector)
    {
        return vector.at("expected").as_object();
    }
    static const json::object& message(const json::object& vector)
    {
        return input(vector).at("message").as_object();
    }
    static Bytes32 domain(const json::object& vector)
    {
        return domain_from(input(vector).at("domain").as_object());
    }
    SignedTrade trade() const
    {
        const json::object& quote = named("quote");
        const json::object& accept = named("accept");
        const json::object& venue = input(quote).at("domain").as_object();
        return {.chain = {2},
                .venue = Address::from_evm(fixed_of<20>(venue.at("verifyingContract"))),
                .quote = quote_from(message(quote)),
                .quote_signature = signature_from(expected(quote).at("signature")),
                .accept = accept_from(message(accept)),
                .accept_signature = signature_from(expected(accept).at("signature"))};
    }
    std::uint64_t eip155() const
    {
        return u64_of(input(named("quote")).at("domain").as_object().at("chainId"));
    }
};
}  // namespace

TEST_F(ProjectRequests, DomainsAndDigestsAreThoseOfTheVectors)
{
    const auto digest_of = [](const json::object& vector) {
        const std::string_view type = text_of(input(vector).at("primary_type"));
        if (type == "Quote") return wire::quote_digest(domain(vector), quote_from(message(vector)));
        if (type == "Accept")
            return wire::accept_digest(domain(vector), accept_from(message(vector)));
        return wire::withdraw_digest(domain(vector), withdraw_from(message(vector)));
    };
    for (const std::string_view name : {"quote", "accept", "withdraw"})
    {
        SCOPED_TRACE(name);
        const json::object& vector = named(name);
        const Bytes32 digest = digest_of(vector);
        EXPECT_EQ(domain(vector), fixed_of<32>(expected(vector).at("domain_separator")));
        EXPECT_EQ(digest, fixed_of<32>(expected(vector).at("digest")));

        const auto key =
            crypto::SecretKey::from_bytes(fixed_of<32>(input(vector).at("private_key")));
        EXPECT_EQ(wire::encode_wallet_signature(crypto::sign(digest, key.value())),
                  bytes_of(expected(vector).at("signature")));
    }
}

TEST_F(ProjectRequests, AQuantityBeyond128BitsHasNoPlaceInTheDomain)
{
    const json::object& widest = message(named("quote_widest"));
    EXPECT_FALSE(parse_decimal(text_of(widest.at("quantity"))));
    EXPECT_FALSE(parse_decimal(text_of(widest.at("price"))));
    EXPECT_EQ(u64_of(widest.at("expiry")), ~std::uint64_t{0});
}

TEST_F(ProjectRequests, ATradeOfBothSignersIsAttested)
{
    const auto attested = attest::verify_signed_trade(trade(), eip155());

    ASSERT_TRUE(attested);
    EXPECT_EQ((*attested)->quote_digest, fixed_of<32>(expected(named("quote")).at("digest")));
    EXPECT_EQ(attested->digest(), fixed_of<32>(expected(named("accept")).at("digest")));
}

TEST_F(ProjectRequests, ATradeIsRefusedOnAnotherChainOrVenueOrWithAnotherField)
{
    using attest::AttestError;
    const SignedTrade good = trade();
    EXPECT_EQ(attest::verify_signed_trade(good, eip155() + 1).error(), AttestError::QuoteMismatch);
    SignedTrade other = good;
    other.venue.value.bytes[31] ^= 1U;
    EXPECT_EQ(attest::verify_signed_trade(other, eip155()).error(), AttestError::QuoteMismatch);
    other = good;
    other.quote.price_e18 += 1;
    EXPECT_EQ(attest::verify_signed_trade(other, eip155()).error(), AttestError::QuoteMismatch);
    other = good;
    other.accept.quantity_e18 += 1;
    EXPECT_EQ(attest::verify_signed_trade(other, eip155()).error(), AttestError::SignerMismatch);
    other = good;
    std::swap(other.accept_signature, other.quote_signature);
    EXPECT_EQ(attest::verify_signed_trade(other, eip155()).error(), AttestError::SignerMismatch);
    other = good;
    other.accept.account.value.bytes[21] = 1;
    EXPECT_EQ(attest::verify_signed_trade(other, eip155()).error(), AttestError::ForeignHomeChain);
}

TEST_F(ProjectRequests, AWithdrawalIsAttestedForItsDeploymentOnly)
{
    const json::object& vector = named("withdraw");
    const Withdraw withdraw = withdraw_from(message(vector));
    const Signature signature = signature_from(expected(vector).at("signature"));
    Bytes32 deployment = fixed_of<32>(input(vector).at("domain").as_object().at("salt"));

    EXPECT_TRUE(attest::verify_withdraw(withdraw, signature, deployment));

    deployment.bytes[0] ^= 1U;
    EXPECT_EQ(attest::verify_withdraw(withdraw, signature, deployment).error(),
              attest::AttestError::SignerMismatch);
}

TEST_F(ProjectRequests, EveryAlteredSignatureIsRefusedByName)
{
    const std::map<std::string_view, std::string_view> names{
        {"signature_malleable", "SignatureMalleable"},
        {"signer_mismatch", "SignerMismatch"},
    };
    for (const json::value& item : file.as_object().at("refused").as_array())
    {
        const json::object& vector = item.as_object();
        SCOPED_TRACE(vector.at("name").as_string());
        const std::string_view error = text_of(vector.at("expected_error"));
        const Bytes bytes = bytes_of(input(vector).at("signature"));
        const auto signature = wire::parse_wallet_signature(bytes);
        if (error == "signature_length")
        {
            EXPECT_EQ(signature.error(), bytes.size() < 65 ? wire::DecodeError::Truncated
                                                           : wire::DecodeError::TrailingBytes);
            continue;
        }
        if (!signature)
        {
            EXPECT_EQ(error, "signature_invalid");
            EXPECT_EQ(signature.error(), wire::DecodeError::BadRecoveryId);
            continue;
        }
        const auto checked =
            attest::check_signer(fixed_of<32>(input(vector).at("digest")), *signature,
                                 fixed_of<20>(input(vector).at("signer")));
        ASSERT_FALSE(checked);
        EXPECT_EQ(attest::name_of(checked.error()),
                  error == "signature_invalid" ? "SignatureOutOfRange" : names.at(error));
    }
}
