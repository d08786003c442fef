// SPDX-License-Identifier: Apache-2.0
// From evidence to command, one function per kind of evidence.
#include "derive.hpp"

#include <algorithm>
#include <ballast/attest/market_proof.hpp>
#include <ballast/attest/price_proof.hpp>
#include <ballast/attest/request_signature.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/wire/deployment.hpp>
#include <ballast/wire/market_payload.hpp>

namespace ballast::intake {
namespace {

/// The highest price that is taken: a billion USD. Keeps every product of the margin inside its
/// bounds.
constexpr i128 price_e8_max = 100'000'000'000'000'000;
/// The largest rate that is taken, either way: 100 % a year.
constexpr std::int64_t rate_e9_max = 1'000'000'000;

std::unexpected<IntakeProblem> malformed(wire::DecodeError error)
{
    return fail(IntakeProblem{IntakeError::Malformed, name_of(error), describe(error)});
}

std::unexpected<IntakeProblem> malformed(codec::CodecError error)
{
    return fail(IntakeProblem{IntakeError::Malformed, "BadEncoding", describe(error)});
}

std::unexpected<IntakeProblem> not_attested(attest::AttestError error)
{
    return fail(IntakeProblem{IntakeError::NotAttested, name_of(error), describe(error)});
}

Result<Command, IntakeProblem> derive_genesis(BytesView evidence)
{
    auto genesis = codec::decode_whole<Genesis>(evidence);
    if (!genesis) return malformed(genesis.error());
    if (find_problem(*genesis))
        return fail(IntakeProblem{IntakeError::InvalidGenesis, "InvalidGenesis",
                                  "the genesis breaks one of its rules"});
    if (wire::deployment_id(genesis->name, genesis->guardians.keys, genesis->salt) !=
        genesis->deployment_id)
        return fail(
            IntakeProblem{IntakeError::InvalidGenesis, "InvalidGenesis",
                          "the deployment id does not follow from name, guardians and salt"});
    return Command{OpenDeployment{std::move(*genesis)}};
}

Result<Command, IntakeProblem> derive_observation(BytesView evidence, const Sources& sources,
                                                  std::uint64_t now_s)
{
    const auto vaa = wire::parse_vaa(evidence);
    if (!vaa) return malformed(vaa.error());
    const auto attested = attest::verify(*vaa, sources.guardians, now_s);
    if (!attested) return not_attested(attested.error());
    const auto observation = attest::parse_observation(*attested);
    if (!observation) return malformed(observation.error());
    const auto source = attest::check_source(**observation, sources.deployment, sources.contracts);
    if (!source) return not_attested(source.error());
    return Command{ObserveChain{**observation, observation->digest()}};
}

/// What `verify` proves with a price source whose emitter speaks: the emitter decides which set may
/// speak, so the refusal is that set's.
template <class Verify>
std::invoke_result_t<Verify, const PriceSource&> verify_by_source(const Sources& sources,
                                                                  const wire::VaaBody& body,
                                                                  Verify verify)
{
    attest::AttestError last = attest::AttestError::UnknownEmitter;
    for (const PriceSource& source : sources.prices)
    {
        if (!attest::check_emitter(body, source.emitters)) continue;
        auto proven = verify(source);
        if (proven) return proven;
        last = proven.error();
    }
    return fail(last);
}

/// The price in USD e8, rounded to the nearest below; the confidence rounded up.
std::optional<PriceE8> scale_price(const PricePoint& point, const FeedRange& range)
{
    if (point.expo < range.expo_min || point.expo > range.expo_max || point.price <= 0) return {};
    const int shift = 8 + point.expo;  // price * 10^expo * 10^8
    i128 price = point.price;
    i128 conf = static_cast<i128>(point.conf);
    if (shift >= 0)
    {
        price *= pow10(static_cast<unsigned>(shift));
        conf *= pow10(static_cast<unsigned>(shift));
    }
    else
    {
        price = div_floor(price, pow10(static_cast<unsigned>(-shift)));
        conf = div_ceil(conf, pow10(static_cast<unsigned>(-shift)));
    }
    if (price <= 0 || price > price_e8_max || conf > price_e8_max || point.publish_time_s <= 0)
        return {};
    return PriceE8{point.feed, static_cast<std::int64_t>(price), static_cast<std::int64_t>(conf),
                   point.publish_time_s};
}

Result<Command, IntakeProblem> select_prices(const attest::PriceUpdate& update,
                                             const Sources& sources)
{
    UpdatePrices out;
    for (const PricePoint& point : update.prices)
    {
        const FeedRange* range = sources.feed(point.feed);
        if (range == nullptr) continue;  // an update may carry feeds that are not listed here
        const auto price = scale_price(point, *range);
        if (!price)
            return fail(
                IntakeProblem{IntakeError::PriceOutOfRange, "PriceOutOfRange",
                              "a price is not positive, too large, or its exponent is outside "
                              "the feed's range"});
        out.prices.push_back(*price);
    }
    if (out.prices.empty())
        return fail(IntakeProblem{IntakeError::NoKnownFeed, "NoKnownFeed",
                                  "the update carries no feed of this deployment"});
    return Command{std::move(out)};
}

Result<Command, IntakeProblem> derive_prices(BytesView evidence, const Sources& sources,
                                             std::uint64_t now_s)
{
    const auto update = wire::parse_accumulator(evidence);
    if (!update) return malformed(update.error());
    const auto proven = verify_by_source(sources, update->vaa.body, [&](const PriceSource& source) {
        return attest::verify_price_update(*update, source.signers, source.emitters, now_s);
    });
    if (!proven) return not_attested(proven.error());
    return select_prices(**proven, sources);
}

bool is_in_range(const VolatilitySlice& slice)
{
    return slice.forward_e8 <= price_e8_max && slice.rate_e9 <= rate_e9_max &&
           slice.rate_e9 >= -rate_e9_max;
}

Result<Command, IntakeProblem> derive_surface(const wire::Vaa& vaa, const Sources& sources,
                                              std::uint64_t now_s)
{
    const auto proven = verify_by_source(sources, vaa.body, [&](const PriceSource& source) {
        return attest::verify_volatility_update(vaa, source.signers, source.emitters, now_s);
    });
    if (!proven) return not_attested(proven.error());
    const VolatilityUpdate& update = **proven;
    if (!sources.has_underlying(update.underlying))
        return fail(IntakeProblem{IntakeError::NoKnownUnderlying, "NoKnownUnderlying",
                                  "the surface is of no underlying of this deployment"});
    if (!std::ranges::all_of(update.slices, is_in_range))
        return fail(IntakeProblem{IntakeError::SurfaceOutOfRange, "SurfaceOutOfRange",
                                  "a slice has a forward above a billion USD or a rate beyond "
                                  "100 % a year"});
    return Command{UpdateVolatility{update}};
}

/// The marks of listed perpetuals: an update may carry others, which are not for this deployment.
Result<Command, IntakeProblem> derive_marks(const wire::Vaa& vaa, const Sources& sources,
                                            std::uint64_t now_s)
{
    const auto proven = verify_by_source(sources, vaa.body, [&](const PriceSource& source) {
        return attest::verify_mark_update(vaa, source.signers, source.emitters, now_s);
    });
    if (!proven) return not_attested(proven.error());
    UpdateMarks out;
    std::ranges::copy_if(
        (*proven)->marks, std::back_inserter(out.update.marks),
        [&](const InstrumentMark& mark) { return sources.has_perpetual(mark.instrument); });
    if (out.update.marks.empty())
        return fail(IntakeProblem{IntakeError::NoKnownInstrument, "NoKnownInstrument",
                                  "the update marks no perpetual of this deployment"});
    return Command{std::move(out)};
}

Result<Command, IntakeProblem> derive_market(BytesView evidence, const Sources& sources,
                                             std::uint64_t now_s)
{
    const auto vaa = wire::parse_vaa(evidence);
    if (!vaa) return malformed(vaa.error());
    const auto kind = wire::market_payload_of(vaa->body.payload);
    if (!kind) return malformed(wire::DecodeError::BadMagic);
    return *kind == wire::MarketPayload::Volatility ? derive_surface(*vaa, sources, now_s)
                                                    : derive_marks(*vaa, sources, now_s);
}

Result<Command, IntakeProblem> derive_trade(BytesView evidence, const Sources& sources)
{
    const auto trade = codec::decode_whole<SignedTrade>(evidence);
    if (!trade) return malformed(trade.error());
    const auto eip155 = sources.venue_eip155(trade->chain, trade->venue);
    if (!eip155)
        return fail(IntakeProblem{IntakeError::UnknownVenue, "UnknownVenue",
                                  "the venue is not part of this deployment"});
    const auto proven = attest::verify_signed_trade(*trade, *eip155);
    if (!proven) return not_attested(proven.error());
    return Command{RequestTrade{trade->chain, trade->venue, trade->quote, (*proven)->quote_digest,
                                trade->accept, (*proven)->accept_digest, trade->relay}};
}

Result<Command, IntakeProblem> derive_withdrawal(BytesView evidence, const Sources& sources)
{
    const auto request = codec::decode_whole<SignedWithdrawal>(evidence);
    if (!request) return malformed(request.error());
    const auto proven =
        attest::verify_withdraw(request->withdraw, request->signature, sources.deployment);
    if (!proven) return not_attested(proven.error());
    return Command{RequestWithdrawal{request->withdraw, (*proven)->digest}};
}

}  // namespace

Result<Command, IntakeProblem> derive_command(EvidenceKind kind, BytesView evidence,
                                              const Sources& sources, std::int64_t time_ms)
{
    const std::uint64_t now_s = time_ms > 0 ? static_cast<std::uint64_t>(time_ms) / 1000 : 0;
    switch (kind)
    {
        case EvidenceKind::Genesis:
            return derive_genesis(evidence);
        case EvidenceKind::Attestation:
            return derive_observation(evidence, sources, now_s);
        case EvidenceKind::PriceUpdate:
            return derive_prices(evidence, sources, now_s);
        case EvidenceKind::MarketUpdate:
            return derive_market(evidence, sources, now_s);
        case EvidenceKind::Trade:
            return derive_trade(evidence, sources);
        case EvidenceKind::Withdrawal:
            return derive_withdrawal(evidence, sources);
        case EvidenceKind::Change:
            break;
    }
    return fail(IntakeProblem{IntakeError::Unsupported, "Unsupported",
                              "this kind of evidence comes with a later version"});
}

}  // namespace ballast::intake
