// SPDX-License-Identifier: Apache-2.0
// Signing, and the JSON of signed requests.
#include "trade_signing.hpp"

#include <ballast/base/hex.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/eip712.hpp>

namespace ballast::demo {
namespace {
namespace json = boost::json;

template <std::size_t N>
Answer<FixedBytes<N>> bytes_at(const json::value& in, std::string_view path)
{
    const auto bytes = parse_hex_fixed<N>(text_at(in, path));
    if (!bytes)
        return failure("the hub's answer has no " + std::to_string(N) + " bytes of hex at " +
                       std::string{path});
    return *bytes;
}

/// An address of 20 bytes, or of 32.
Answer<Address> address_at(const json::value& in, std::string_view path)
{
    if (const auto evm = parse_hex_fixed<20>(text_at(in, path))) return Address::from_evm(*evm);
    BALLAST_TRY(const Bytes32 whole, bytes_at<32>(in, path));
    return Address{whole};
}

template <class T>
Answer<T> number_at(const json::value& in, std::string_view path)
{
    BALLAST_TRY(const i128 number, integer_at(in, path));
    return static_cast<T>(number);
}

json::object quote_json(const SignedQuote& quote)
{
    const Quote& q = quote.quote;
    return {{"maker", to_hex_0x(q.maker.value.view())},
            {"instrument", q.instrument.text()},
            {"quantity_e18", to_decimal(q.quantity_e18)},
            {"price_e18", to_decimal(q.price_e18)},
            {"expiry_s", std::to_string(q.expiry_s)},
            {"nonce", std::to_string(q.nonce)},
            {"signature", to_hex_0x(wire::encode_wallet_signature(quote.signature))}};
}

json::object with_venue(json::object body, ChainId chain, const Address& venue)
{
    body["chain"] = chain.value;
    body["venue"] = to_hex_0x(venue.evm().view());
    return body;
}
}  // namespace

Answer<Listing> find_listing(const json::value& instruments, std::string_view name)
{
    const auto parsed = InstrumentName::parse(name);
    if (!parsed) return failure("\"" + std::string{name} + "\" is no name of an instrument");
    for (const json::value& item : items_at(instruments, "instruments"))
    {
        if (text_at(item, "name") != name) continue;
        Listing out{.name = *parsed};
        BALLAST_TRY(out.chain.value, number_at<std::uint16_t>(item, "chain"));
        BALLAST_TRY(out.eip155, number_at<std::uint64_t>(item, "eip155"));
        BALLAST_TRY(out.venue, address_at(item, "venue"));
        BALLAST_TRY(out.lot_e18, number_at<u128>(item, "lot_e18"));
        BALLAST_TRY(out.tick_e8, number_at<std::int64_t>(item, "tick_e8"));
        BALLAST_TRY(out.mark_e8, number_at<std::int64_t>(item, "mark_e8"));
        out.is_stale = is_true_at(item, "stale");
        const std::string settlement = text_at(item, "settlement.stage");
        out.is_over = !settlement.empty() && settlement != "Trading";
        out.domain = wire::venue_domain(out.eip155, out.venue);
        if (text_at(item, "eip712_domain") != to_hex_0x(out.domain.view()))
            return failure("the hub names another EIP-712 domain for " + std::string{name} +
                           " than its venue has: nothing is signed");
        return out;
    }
    return failure("the hub does not list " + std::string{name});
}

SignedQuote sign_quote(const Listing& listing, const Quote& quote, const crypto::SecretKey& maker)
{
    const Bytes32 digest = wire::quote_digest(listing.domain, quote);
    return {.quote = quote, .digest = digest, .signature = crypto::sign(digest, maker)};
}

json::object quote_request(const Listing& listing, const SignedQuote& quote)
{
    return with_venue({{"quote", quote_json(quote)}}, listing.chain, listing.venue);
}

Answer<SignedQuote> read_quote(const Listing& listing, const json::value& offer)
{
    SignedQuote out;
    Quote& quote = out.quote;
    BALLAST_TRY(quote.maker.value, bytes_at<32>(offer, "quote.maker"));
    quote.instrument = listing.name;
    BALLAST_TRY(quote.quantity_e18, integer_at(offer, "quote.quantity_e18"));
    BALLAST_TRY(quote.price_e18, integer_at(offer, "quote.price_e18"));
    BALLAST_TRY(quote.expiry_s, number_at<std::uint64_t>(offer, "quote.expiry_s"));
    BALLAST_TRY(quote.nonce, number_at<std::uint64_t>(offer, "quote.nonce"));
    BALLAST_TRY(const auto wallet, bytes_at<65>(offer, "quote.signature"));
    const auto signature = wire::parse_wallet_signature(wallet.view());
    if (!signature) return failure("the quote's signature is none");
    out.signature = *signature;
    out.digest = wire::quote_digest(listing.domain, quote);
    return out;
}

SignedTrade sign_trade(const Listing& listing, const SignedQuote& quote, const Accept& accept,
                       const crypto::SecretKey& trader)
{
    return {.chain = listing.chain,
            .venue = listing.venue,
            .quote = quote.quote,
            .quote_signature = quote.signature,
            .accept = accept,
            .accept_signature = crypto::sign(wire::accept_digest(listing.domain, accept), trader)};
}

json::object trade_request(const SignedTrade& trade)
{
    const Accept& a = trade.accept;
    json::object accept{
        {"account", to_hex_0x(a.account.value.view())},
        {"quote_digest", to_hex_0x(a.quote_digest.view())},
        {"quantity_e18", to_decimal(a.quantity_e18)},
        {"limit_price_e18", to_decimal(a.limit_price_e18)},
        {"deadline_s", std::to_string(a.deadline_s)},
        {"nonce", std::to_string(a.nonce)},
        {"signature", to_hex_0x(wire::encode_wallet_signature(trade.accept_signature))}};
    return with_venue({{"quote", quote_json({trade.quote, {}, trade.quote_signature})},
                       {"accept", std::move(accept)},
                       {"relay", trade.relay}},
                      trade.chain, trade.venue);
}

Bytes execute_trade_call(BytesView permit_vaa, const SignedTrade& trade)
{
    using namespace wire::abi;
    const Quote& q = trade.quote;
    const Accept& a = trade.accept;
    const std::vector<Value> arguments{
        bytes(permit_vaa),
        tuple({word(q.maker.value), word(q.instrument.value), signed_number(q.quantity_e18),
               signed_number(q.price_e18), number(q.expiry_s), number(q.nonce)}),
        bytes(wire::encode_wallet_signature(trade.quote_signature)),
        tuple({word(a.account.value), word(a.quote_digest), signed_number(a.quantity_e18),
               signed_number(a.limit_price_e18), number(a.deadline_s), number(a.nonce)}),
        bytes(wire::encode_wallet_signature(trade.accept_signature))};
    return encode_call(
        "executeTrade(bytes,(bytes32,bytes32,int256,int256,uint64,uint64),bytes,"
        "(bytes32,bytes32,int256,int256,uint64,uint64),bytes)",
        arguments);
}

}  // namespace ballast::demo
