// SPDX-License-Identifier: Apache-2.0
// From evidence to command, one function per kind of evidence.
#include "derive.hpp"

#include <ballast/attest/price_proof.hpp>
#include <ballast/attest/request_signature.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/numeric/mul_div.hpp>
#include <ballast/wire/deployment.hpp>

namespace ballast::intake {
namespace {

/// The highest price that is taken: a billion USD. Keeps every product of the margin inside its
/// bounds.
constexpr i128 price_e8_max = 100'000'000'000'000'000;

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
    // The source whose emitter signs is the one whose set must verify.
    attest::AttestError last = attest::AttestError::UnknownEmitter;
    for (const PriceSource& source : sources.prices)
    {
        const auto proven =
            attest::verify_price_update(*update, source.signers, source.emitters, now_s);
        if (proven) return select_prices(**proven, sources);
        if (proven.error() != attest::AttestError::UnknownEmitter) last = proven.error();
    }
    return not_attested(last);
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
