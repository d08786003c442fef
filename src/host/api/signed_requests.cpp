// SPDX-License-Identifier: Apache-2.0
// Reading of signed requests.
#include "signed_requests.hpp"

#include <ballast/wire/eip712.hpp>

namespace ballast::api {
namespace {
namespace json = boost::json;

/// A signed struct: its own fields, with the signature beside them.
template <class T>
struct Signed
{
    T value;
    std::optional<Signature> signature;
};

template <class T>
ApiResult<Signed<T>> read_signed(ObjectReader& outer, std::string_view name)
{
    BALLAST_TRY(const json::value* field, or_bad_field(outer.take(name)));
    BALLAST_TRY(auto object, or_bad_field(ObjectReader::of(*field, outer.path_of(name))));
    Signed<T> out;
    BALLAST_TRY(out.value, or_bad_field(detail::read_members<T>(object)));
    if (const json::value* signature = object.take_optional("signature"))
    {
        BALLAST_TRY(out.signature, read_signature(*signature, object.path_of("signature")));
    }
    BALLAST_CHECK(or_bad_field(object.finish()));
    return out;
}

/// The signature beside a signed struct, where it does not stand inside.
template <class T>
ApiResult<void> take_outer_signature(ObjectReader& outer, Signed<T>& inner)
{
    const json::value* signature = outer.take_optional("signature");
    if (signature == nullptr) return {};
    if (inner.signature)
        return fail(bad_field({"signature", "it stands inside the signed struct already"}));
    BALLAST_TRY(inner.signature, read_signature(*signature, "signature"));
    return {};
}

/// The venue of a request.
struct Place
{
    ChainId chain;
    Address venue;
};

ApiResult<Place> read_place(ObjectReader& outer)
{
    Place out;
    BALLAST_TRY(const json::value* chain, or_bad_field(outer.take("chain")));
    BALLAST_TRY(out.chain, or_bad_field(from_json<ChainId>(*chain, "chain")));
    BALLAST_TRY(const json::value* venue, or_bad_field(outer.take("venue")));
    BALLAST_TRY(out.venue, or_bad_field(from_json<Address>(*venue, "venue")));
    return out;
}

ApiError no_signature(std::string path)
{
    return bad_field({std::move(path), "the field is missing"});
}
}  // namespace

ApiResult<Signature> read_signature(const json::value& value, const std::string& path)
{
    BALLAST_TRY(const Bytes bytes, or_bad_field(detail::read_hex(value, path, Signature::size)));
    if (bytes.back() <= 1)
        return Signature::from(
            std::span<const std::uint8_t, Signature::size>{bytes.data(), Signature::size});
    const auto signature = wire::parse_wallet_signature(bytes);
    if (!signature)
        return fail(bad_field({path, "the last byte of a signature is 27, 28, 0 or 1"}));
    return *signature;
}

ApiResult<SignedTrade> read_signed_trade(std::string_view body)
{
    BALLAST_TRY(const json::value document, or_bad_field(parse_json(body)));
    BALLAST_TRY(auto outer, or_bad_field(ObjectReader::of(document, "")));
    BALLAST_TRY(const auto quote, read_signed<Quote>(outer, "quote"));
    BALLAST_TRY(const auto accept, read_signed<Accept>(outer, "accept"));
    BALLAST_TRY(const Place place, read_place(outer));
    SignedTrade out{.chain = place.chain, .venue = place.venue};
    if (const json::value* relay = outer.take_optional("relay"))
    {
        BALLAST_TRY(out.relay, or_bad_field(from_json<bool>(*relay, "relay")));
    }
    BALLAST_CHECK(or_bad_field(outer.finish()));
    if (!quote.signature) return fail(no_signature("quote.signature"));
    if (!accept.signature) return fail(no_signature("accept.signature"));
    out.quote = quote.value;
    out.quote_signature = *quote.signature;
    out.accept = accept.value;
    out.accept_signature = *accept.signature;
    return out;
}

ApiResult<SignedWithdrawal> read_signed_withdrawal(std::string_view body)
{
    BALLAST_TRY(const json::value document, or_bad_field(parse_json(body)));
    BALLAST_TRY(auto outer, or_bad_field(ObjectReader::of(document, "")));
    BALLAST_TRY(auto withdraw, read_signed<Withdraw>(outer, "withdraw"));
    BALLAST_CHECK(take_outer_signature(outer, withdraw));
    BALLAST_CHECK(or_bad_field(outer.finish()));
    if (!withdraw.signature) return fail(no_signature("signature"));
    return SignedWithdrawal{.withdraw = withdraw.value, .signature = *withdraw.signature};
}

ApiResult<BoardQuote> read_signed_quote(std::string_view body)
{
    BALLAST_TRY(const json::value document, or_bad_field(parse_json(body)));
    BALLAST_TRY(auto outer, or_bad_field(ObjectReader::of(document, "")));
    BALLAST_TRY(auto quote, read_signed<Quote>(outer, "quote"));
    BALLAST_TRY(const Place place, read_place(outer));
    BALLAST_CHECK(take_outer_signature(outer, quote));
    BALLAST_CHECK(or_bad_field(outer.finish()));
    if (!quote.signature) return fail(no_signature("signature"));
    return BoardQuote{.chain = place.chain,
                      .venue = place.venue,
                      .quote = quote.value,
                      .signature = *quote.signature};
}

ApiResult<Bytes> read_attestation(std::string_view body)
{
    BALLAST_TRY(const json::value document, or_bad_field(parse_json(body)));
    BALLAST_TRY(auto outer, or_bad_field(ObjectReader::of(document, "")));
    BALLAST_TRY(const json::value* vaa, or_bad_field(outer.take("vaa")));
    BALLAST_CHECK(or_bad_field(outer.finish()));
    if (vaa->is_string())
        if (auto bytes = parse_hex(std::string_view{vaa->get_string()});
            bytes && !bytes->empty() && bytes->size() <= limits::vaa_size)
            return std::move(*bytes);
    return fail(
        bad_field({"vaa", "expected 1 to " + std::to_string(limits::vaa_size) + " bytes in hex"}));
}

}  // namespace ballast::api
