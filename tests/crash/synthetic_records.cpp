// SPDX-License-Identifier: Apache-2.0
// Made-up contents, the same for the same place.
#include "synthetic_records.hpp"

#include <ballast/env/entropy.hpp>

namespace ballast::crash {
namespace {

constexpr std::int64_t first_time_ms = 1'700'000'000'000;

std::uint64_t seed_of(std::string_view name, std::uint64_t number)
{
    std::uint64_t seed = number * 0x9E3779B97F4A7C15ULL;
    for (const char c : name) seed = (seed ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
    return seed;
}

ObserveChain deposit(env::Entropy& random, Sequence sequence)
{
    ObserveChain out;
    out.observation.chain = {1};
    out.observation.sequence = sequence.value;
    out.observation.deployment = synthetic_deployment();
    out.observation.body = Locked{.account = {random.bytes32()},
                                  .token = {random.bytes32()},
                                  .amount = random.number(),
                                  .depositor = {random.bytes32()}};
    out.digest = random.bytes32();
    return out;
}

UpdatePrices prices(env::Entropy& random)
{
    UpdatePrices out;
    out.prices.resize(1 + random.number() % 5);
    for (PriceE8& price : out.prices)
        price = {.feed = random.bytes32(), .price_e8 = 1, .conf_e8 = 1, .publish_time_s = 1};
    return out;
}

}  // namespace

Bytes32 synthetic_deployment() { return {{0xba, 0x11}}; }

journal::Record synthetic_record(Term term, Sequence sequence)
{
    const std::uint64_t place = (term.value << 40U) ^ sequence.value;
    env::SeededEntropy random{seed_of("record", place)};
    journal::Record out;
    // The time may not regress over terms either, so it follows from the sequence alone.
    out.time_ms = first_time_ms + static_cast<std::int64_t>(sequence.value);
    const bool large = random.number() % 50 == 0;
    out.evidence = synthetic_bytes("evidence", place, 1 + random.number() % (large ? 9000 : 600));
    if (random.number() % 2 == 0)
    {
        out.kind = EvidenceKind::Attestation;
        out.command = deposit(random, sequence);
    }
    else
    {
        out.kind = EvidenceKind::PriceUpdate;
        out.command = prices(random);
    }
    return out;
}

Bytes synthetic_bytes(std::string_view name, std::uint64_t number, std::size_t size)
{
    env::SeededEntropy random{seed_of(name, number)};
    Bytes out(size);
    random.fill(out);
    return out;
}

Bytes synthetic_certificate(Sequence sequence)
{
    return synthetic_bytes("certificate", sequence.value, 340);
}

Bytes synthetic_snapshot(Sequence sequence)
{
    // Sometimes of more than one part.
    const std::size_t size = sequence.value % 3 == 0 ? 1'300'000 : 20'000;
    return synthetic_bytes("snapshot", sequence.value, size);
}

Bytes synthetic_blob(std::uint64_t number) { return synthetic_bytes("blob", number, 150); }

}  // namespace ballast::crash
