// SPDX-License-Identifier: Apache-2.0
// Signed evidence of a deployment whose keys are known.
#include "evidence_kit.hpp"

#include <ballast/base/assert.hpp>
#include <ballast/crypto/merkle.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/numeric/checked.hpp>
#include <ballast/wire/accumulator.hpp>
#include <ballast/wire/deployment.hpp>
#include <ballast/wire/eip712.hpp>
#include <ballast/wire/mark_update.hpp>
#include <ballast/wire/observation_message.hpp>
#include <ballast/wire/volatility_update.hpp>

namespace ballast::pipeline::testing {

crypto::SecretKey key_number(std::uint64_t n)
{
    Bytes32 secret = engine::testing::numbered(0x11, n);
    auto key = crypto::SecretKey::from_bytes(secret);
    BALLAST_ASSERT(key.has_value());
    return std::move(*key);
}

AccountId account_of_key(std::uint64_t n) { return AccountId::of_owner(address_of(key_number(n))); }

EvidenceKit::EvidenceKit(std::uint64_t state_hash_every) : genesis_{engine::testing::test_genesis()}
{
    genesis_.guardians.keys.clear();
    for (std::uint64_t n = 1; n <= 4; ++n)
        genesis_.guardians.keys.push_back(address_of(key_number(n)));
    genesis_.hub_key = address_of(key_number(5));
    genesis_.operators = {address_of(key_number(6))};
    genesis_.price_sources[0].signers.keys = {address_of(key_number(7))};
    genesis_.deployment_id =
        wire::deployment_id(genesis_.name, genesis_.guardians.keys, genesis_.salt);
    genesis_.state_hash_every = state_hash_every;
    event_nonces_.resize(genesis_.contracts.size());
}

EvidenceKit EvidenceKit::with_portfolios()
{
    EvidenceKit out;
    engine::testing::margin_portfolios(out.genesis_);
    return out;
}

EvidenceKit EvidenceKit::with_dated(std::string_view name)
{
    EvidenceKit out;
    GenesisInstrument listing = out.genesis_.instruments[0];
    listing.name = InstrumentName::parse(name).value();
    out.genesis_.instruments.push_back(listing);
    engine::testing::margin_portfolios(out.genesis_);
    return out;
}

Observation EvidenceKit::observation(std::uint32_t contract, const ObservationBody& body,
                                     std::int64_t time_ms)
{
    const GenesisContract& at = genesis_.contracts[contract];
    Observation out{.chain = at.chain,
                    .timestamp_s = static_cast<std::uint64_t>(time_ms / 1000),
                    .deployment = genesis_.deployment_id,
                    .eip155 = 31336U + at.chain.value,
                    .contract = at.address,
                    .block_number = next_block_++,
                    .body = body};
    out.block_hash = engine::testing::numbered(5, out.block_number);
    out.emitter = wire::observation_emitter(type_of(body), at.address);
    out.sequence =
        std::holds_alternative<Head>(body) ? out.block_number : ++event_nonces_[contract];
    return out;
}

Bytes EvidenceKit::attest(const Observation& observation, std::size_t signers) const
{
    const Bytes body = wire::encode_observation(observation);
    const Bytes32 digest = wire::vaa_digest(body);
    std::vector<wire::VaaSignature> signatures;
    for (std::uint8_t i = 0; i < signers; ++i)
        signatures.push_back({i, crypto::sign(digest, key_number(i + 1U))});
    return wire::encode_vaa(0, signatures, body);
}

Bytes EvidenceKit::event(std::uint32_t contract, const ObservationBody& body, std::int64_t time_ms,
                         std::size_t signers)
{
    return attest(observation(contract, body, time_ms), signers);
}

Bytes EvidenceKit::head(std::uint32_t contract, std::int64_t time_ms)
{
    const auto time_s = static_cast<std::uint64_t>(time_ms / 1000);
    return event(contract,
                 Head{event_nonces_[contract], time_s, engine::testing::numbered(9, time_s)},
                 time_ms);
}

Bytes EvidenceKit::deposit(const AccountId& account, TokenIndex token, i128 amount,
                           std::int64_t time_ms)
{
    const GenesisToken& listing = genesis_.tokens[token.value];
    return event(listing.chain == engine::testing::alpha ? 0 : 1,
                 Locked{account, listing.address, static_cast<u128>(amount),
                        engine::testing::evm_address(77)},
                 time_ms);
}

Bytes EvidenceKit::prices(std::int64_t eth_e8, std::int64_t usdc_e8,
                          std::int64_t publish_time_s) const
{
    const auto message = [&](std::size_t feed, std::int64_t price) {
        return wire::encode_price_message({.feed = genesis_.feeds[feed].id,
                                           .price = price,
                                           .conf = 1,
                                           .expo = -8,
                                           .publish_time_s = publish_time_s,
                                           .prev_publish_time_s = publish_time_s - 1,
                                           .ema_price = price,
                                           .ema_conf = 1});
    };
    const std::vector<Bytes> messages{message(0, eth_e8), message(1, usdc_e8)};
    const crypto::PriceTree tree = crypto::build_price_tree(messages);
    wire::Accumulator update;
    const GenesisPriceSource& source = genesis_.price_sources[0];
    update.vaa.body = {.timestamp_s = static_cast<std::uint32_t>(publish_time_s),
                       .emitter_chain = source.emitter_chain,
                       .emitter = source.emitter,
                       .sequence = static_cast<std::uint64_t>(publish_time_s),
                       .consistency = wire::consistency_instant,
                       .payload = wire::encode_accumulator_root(
                           {.slot = static_cast<std::uint64_t>(publish_time_s),
                            .ring_size = 10'000,
                            .root = tree.root})};
    update.vaa.signatures = {{0, crypto::sign(wire::vaa_digest(update.vaa.body), key_number(7))}};
    for (std::size_t i = 0; i < messages.size(); ++i)
        update.messages.push_back({messages[i], tree.paths[i]});
    return wire::encode_accumulator(update);
}

Bytes EvidenceKit::market(Bytes payload) const
{
    const GenesisPriceSource& source = genesis_.price_sources[0];
    wire::Vaa out;
    out.body = {.emitter_chain = source.emitter_chain,
                .emitter = source.emitter,
                .consistency = wire::consistency_instant,
                .payload = std::move(payload)};
    out.signatures = {{0, crypto::sign(wire::vaa_digest(out.body), key_number(7))}};
    return wire::encode_vaa(out);
}

Bytes EvidenceKit::surface(std::int64_t publish_time_s) const
{
    VolatilityUpdate update{.underlying = genesis_.feeds[0].id,
                            .publish_time_s = static_cast<std::uint64_t>(publish_time_s)};
    const auto add = [&](std::uint64_t expiry_s, std::int64_t variance_e9) {
        update.slices.push_back({.expiry_s = expiry_s,
                                 .a_e9 = variance_e9,
                                 .sigma_e9 = 100'000'000,
                                 .forward_e8 = 3'035'00000000});
    };
    for (const GenesisInstrument& listing : genesis_.instruments)
        if (const auto terms = parse_terms(listing.name); terms && terms->expiry_s > publish_time_s)
            add(static_cast<std::uint64_t>(terms->expiry_s), 2'000);
    add(update.publish_time_s + 70 * 86'400, 94'000'000);
    return market(wire::encode_volatility_update(update));
}

Bytes EvidenceKit::marks(std::int64_t mark_e8, std::int64_t time_s) const
{
    return market(
        wire::encode_mark_update({.marks = {{.instrument = genesis_.instruments[0].name,
                                             .mark_e8 = mark_e8,
                                             .time_s = static_cast<std::uint64_t>(time_s)}}}));
}

Bytes EvidenceKit::trade(std::uint64_t taker, std::uint64_t maker, std::int64_t lots,
                         std::int64_t price_e8, std::int64_t time_ms, std::size_t instrument)
{
    const GenesisInstrument& listing = genesis_.instruments[instrument];
    const auto until_s = static_cast<std::uint64_t>(time_ms / 1000) + 600;
    const i128 quantity = static_cast<i128>(lots) * static_cast<i128>(listing.lot_e18);
    const i128 price_e18 = static_cast<i128>(price_e8) * pow10(10);
    const Bytes32 domain = wire::venue_domain(31336U + listing.chain.value, listing.venue);
    SignedTrade out{.chain = listing.chain, .venue = listing.venue};
    out.quote = {account_of_key(maker), listing.name, -quantity, price_e18, until_s, nonce_};
    const Bytes32 digest = wire::quote_digest(domain, out.quote);
    out.quote_signature = crypto::sign(digest, key_number(maker));
    out.accept = {account_of_key(taker), digest, quantity, price_e18, until_s, nonce_};
    out.accept_signature = crypto::sign(wire::accept_digest(domain, out.accept), key_number(taker));
    ++nonce_;
    return codec::encoded(out);
}

Bytes EvidenceKit::withdraw(std::uint64_t owner, TokenIndex token, i128 amount,
                            const Address& recipient, std::int64_t time_ms)
{
    const GenesisToken& listing = genesis_.tokens[token.value];
    const auto now_s = static_cast<std::uint64_t>(time_ms / 1000);
    SignedWithdrawal out{.withdraw = {.account = account_of_key(owner),
                                      .eip155 = 31336U + listing.chain.value,
                                      .token = listing.address,
                                      .amount = static_cast<u128>(amount),
                                      .recipient = recipient,
                                      .issued_at_s = now_s,
                                      .deadline_s = now_s + 600,
                                      .nonce = nonce_++}};
    out.signature =
        crypto::sign(wire::withdraw_digest(wire::hub_domain(genesis_.deployment_id), out.withdraw),
                     key_number(owner));
    return codec::encoded(out);
}

}  // namespace ballast::pipeline::testing
