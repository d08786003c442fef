// SPDX-License-Identifier: Apache-2.0
// Prices: signatures, source, root, then every message's path.
#include "price_proof.hpp"

#include <ballast/attest/attestor.hpp>

namespace ballast::attest {
namespace {
Result<wire::AccumulatorRoot, AttestError> read_root(const wire::Accumulator& update)
{
    auto root = wire::parse_accumulator_root(update.vaa.body.payload);
    if (!root) return fail(AttestError::NotAPriceRoot);
    return std::move(*root);
}
}  // namespace

Result<Attested<wire::Accumulator>, AttestError> verify_accumulator(
    const wire::Accumulator& update, const SignerSet& set, std::span<const Emitter> expected,
    std::uint64_t now_s)
{
    BALLAST_TRY(const auto attested, verify(update.vaa, set, now_s));
    BALLAST_CHECK(check_emitter(update.vaa.body, expected));
    BALLAST_TRY(const auto root, read_root(update));
    if (update.messages.empty()) return fail(AttestError::NoPrices);
    for (const wire::AccumulatorMessage& item : update.messages)
        if (!crypto::is_price_proven(root.root, item.message, item.path))
            return fail(AttestError::BadMerklePath);
    return Attestor::attest(update, attested.proof());
}

Result<Attested<PriceUpdate>, AttestError> verify_price_update(const wire::Accumulator& update,
                                                               const SignerSet& set,
                                                               std::span<const Emitter> expected,
                                                               std::uint64_t now_s)
{
    BALLAST_TRY(const auto attested, verify_accumulator(update, set, expected, now_s));
    BALLAST_TRY(const auto root, read_root(update));
    PriceUpdate out{.timestamp_s = update.vaa.body.timestamp_s, .slot = root.slot, .prices = {}};
    out.prices.reserve(update.messages.size());
    for (const wire::AccumulatorMessage& item : update.messages)
    {
        const auto price = wire::parse_price_message(item.message);
        if (!price)
            return fail(price.error() == wire::DecodeError::UnsupportedType
                            ? AttestError::UnsupportedMessage
                            : AttestError::BadPriceMessage);
        out.prices.push_back(*price);
    }
    return Attestor::attest(std::move(out), attested.proof());
}

}  // namespace ballast::attest
