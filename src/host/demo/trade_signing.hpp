// SPDX-License-Identifier: Apache-2.0
// A trader's and a maker's side of a trade: an instrument as the hub lists it, signed quotes and
// accepts, and the JSON in which the API takes them.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/demo/json.hpp>
#include <ballast/domain/request.hpp>
#include <boost/json/object.hpp>

namespace ballast::demo {

/// What a signer needs to know of an instrument.
struct Listing
{
    InstrumentName name;
    ChainId chain;
    std::uint64_t eip155{};
    Address venue;
    Bytes32 domain;  ///< computed here from eip155 and venue, never taken from the hub
    u128 lot_e18{};
    std::int64_t tick_e8{};
    std::int64_t mark_e8{};
    bool is_stale{};
    bool is_over{};  ///< expired
};

/// The listing of an instrument in an answer of /v1/instruments; refused when the hub's domain
/// separator is not what follows from its venue.
[[nodiscard]] Answer<Listing> find_listing(const boost::json::value& instruments,
                                           std::string_view name);

/// A quote with its maker's signature.
struct SignedQuote
{
    Quote quote;
    Bytes32 digest;
    Signature signature;
};

[[nodiscard]] SignedQuote sign_quote(const Listing& listing, const Quote& quote,
                                     const crypto::SecretKey& maker);
/// The body of POST /v1/quotes.
[[nodiscard]] boost::json::object quote_request(const Listing& listing, const SignedQuote& quote);
/// A quote of an answer of /v1/quotes; its digest is computed anew.
[[nodiscard]] Answer<SignedQuote> read_quote(const Listing& listing,
                                             const boost::json::value& offer);

/// Quote and accept with both signatures: what the hub and the venue want.
[[nodiscard]] SignedTrade sign_trade(const Listing& listing, const SignedQuote& quote,
                                     const Accept& accept, const crypto::SecretKey& trader);
/// The body of POST /v1/trades.
[[nodiscard]] boost::json::object trade_request(const SignedTrade& trade);
/// Call data of Venue.executeTrade.
[[nodiscard]] Bytes execute_trade_call(BytesView permit_vaa, const SignedTrade& trade);

}  // namespace ballast::demo
