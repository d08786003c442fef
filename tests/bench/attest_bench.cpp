// SPDX-License-Identifier: Apache-2.0
// Row 9 of the performance goals: verifying signed observations from their bytes on, against a bare
// loop of libsecp256k1 over the same signatures; and why SHA-256 is OpenSSL's.
//   row 9: >= 0.95x the bare loop (vs_libsecp256k1);  SHA-256 of 450 bytes: vs_cryptopp >= 1
// Again: cmake --preset bench && cmake --build build/bench --target attest_bench
//        build/bench/tests/bench/attest_bench
#include <crypto++/sha.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <ballast/attest/observation_source.hpp>
#include <ballast/base/assert.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/crypto/sha256.hpp>
#include <ballast/wire/observation_message.hpp>

#include "comparison.hpp"

namespace {

using namespace ballast;

constexpr std::size_t message_count = 64;
constexpr std::size_t guardian_count = 4;
constexpr std::size_t signer_count = 3;

crypto::SecretKey key(std::size_t index)
{
    Bytes32 secret;
    secret.bytes[31] = static_cast<std::uint8_t>(index + 1);
    return crypto::SecretKey::from_bytes(secret).value();
}

SignerSet guardians()
{
    SignerSet out;
    for (std::size_t i = 0; i < guardian_count; ++i) out.keys.push_back(crypto::address_of(key(i)));
    return out;
}

/// A deposit as it arrives: signed by three of four guardians.
Bytes signed_deposit(std::uint64_t sequence)
{
    Observation observation;
    observation.chain = {1};
    observation.sequence = sequence;
    observation.eip155 = 31337;
    observation.body = Locked{.account = {Bytes32{{1}}},
                              .token = {Bytes32{{2}}},
                              .amount = sequence,
                              .depositor = {Bytes32{{3}}}};
    observation.deployment = observation.block_hash = observation.contract.value = Bytes32{{4}};
    const Bytes body = wire::encode_observation(observation);
    std::vector<wire::VaaSignature> signatures;
    for (std::size_t i = 0; i < signer_count; ++i)
        signatures.push_back(
            {static_cast<std::uint8_t>(i), crypto::sign(wire::vaa_digest(body), key(i))});
    return wire::encode_vaa(0, signatures, body);
}

/// The same signatures without anything around them.
struct BareSignature
{
    Bytes32 digest;
    Signature signature;
};

std::vector<BareSignature> bare(const std::vector<Bytes>& messages)
{
    std::vector<BareSignature> out;
    for (const Bytes& message : messages)
    {
        const auto vaa = wire::parse_vaa(message).value();
        for (const wire::VaaSignature& signature : vaa.signatures)
            out.push_back({wire::vaa_digest(vaa.body), signature.signature});
    }
    return out;
}

void recover_all(const std::vector<BareSignature>& signatures)
{
    for (const BareSignature& item : signatures)
    {
        secp256k1_ecdsa_recoverable_signature parsed;
        secp256k1_pubkey recovered;
        const int done = secp256k1_ecdsa_recoverable_signature_parse_compact(
                             secp256k1_context_static, &parsed, item.signature.bytes.data(),
                             item.signature.bytes[64]) &
                         secp256k1_ecdsa_recover(secp256k1_context_static, &recovered, &parsed,
                                                 item.digest.bytes.data());
        BALLAST_ASSERT(done == 1);
        benchmark::DoNotOptimize(recovered);
    }
}

void verify_all(const std::vector<Bytes>& messages, const SignerSet& set)
{
    for (const Bytes& message : messages)
    {
        const auto vaa = wire::parse_vaa(message);
        const auto attested = attest::verify(vaa.value(), set, 0);
        const auto observation = attest::parse_observation(attested.value());
        BALLAST_ASSERT(observation.has_value());
    }
}

void verify_observations(benchmark::State& state)
{
    std::vector<Bytes> messages;
    for (std::size_t i = 1; i <= message_count; ++i) messages.push_back(signed_deposit(i));
    const std::vector<BareSignature> signatures = bare(messages);
    const SignerSet set = guardians();
    bench::compare(state,
                   {{"ballast", [&] { verify_all(messages, set); }},
                    {"libsecp256k1", [&] { recover_all(signatures); }}},
                   "vs_libsecp256k1 >= 0.95");
}
BENCHMARK(verify_observations)->UseManualTime();

void hash_records(benchmark::State& state)
{
    const Bytes record(static_cast<std::size_t>(state.range(0)), 0x5a);
    constexpr int rounds = 1000;
    const auto ours = [&] {
        for (int i = 0; i < rounds; ++i) benchmark::DoNotOptimize(crypto::sha256(record));
    };
    const auto peer = [&] {
        for (int i = 0; i < rounds; ++i)
        {
            Bytes32 out;
            CryptoPP::SHA256{}.CalculateDigest(out.bytes.data(), record.data(), record.size());
            benchmark::DoNotOptimize(out);
        }
    };
    bench::compare(state, {{"ballast", ours}, {"cryptopp", peer}}, "vs_cryptopp >= 1");
}
BENCHMARK(hash_records)->Arg(64)->Arg(450)->UseManualTime();

}  // namespace

BENCHMARK_MAIN();
