// SPDX-License-Identifier: Apache-2.0
// Makes real evidence for tests and benchmarks: a deployment whose keys are known, and signed
// attestations, prices and trades of it. Every signature verifies. Not used by the product.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/domain/observation.hpp>
#include <ballast/domain/request.hpp>
#include <ballast/engine/testing/world.hpp>

namespace ballast::pipeline::testing {

/// The secret key number `n` (n >= 1); its address is a pure function of n.
[[nodiscard]] crypto::SecretKey key_number(std::uint64_t n);
/// The account of key number `n`.
[[nodiscard]] AccountId account_of_key(std::uint64_t n);

/// Keys 1-4 are guardians, 5 the hub, 6 the operator, 7 the price signer, 100 and up are traders.
class EvidenceKit
{
public:
    /// engine::testing::test_genesis with keys that this kit holds.
    explicit EvidenceKit(std::uint64_t state_hash_every = 1);
    /// The same with scenarios, so that ETH is an underlying with a surface.
    [[nodiscard]] static EvidenceKit with_portfolios();
    /// The same with one more instrument, like ETH-PERP in everything but its name.
    [[nodiscard]] static EvidenceKit with_dated(std::string_view name);
    [[nodiscard]] const Genesis& genesis() const { return genesis_; }
    [[nodiscard]] static crypto::SecretKey hub_key() { return key_number(5); }

    /// The next event of a contract (row in genesis), signed by guardians 0..signers-1.
    [[nodiscard]] Bytes event(std::uint32_t contract, const ObservationBody& body,
                              std::int64_t time_ms, std::size_t signers = 3);
    /// A HEAD of a contract that names its last event.
    [[nodiscard]] Bytes head(std::uint32_t contract, std::int64_t time_ms);
    [[nodiscard]] Bytes deposit(const AccountId& account, TokenIndex token, i128 amount,
                                std::int64_t time_ms);
    /// An update of both feeds at `publish_time_s`.
    [[nodiscard]] Bytes prices(std::int64_t eth_e8, std::int64_t usdc_e8,
                               std::int64_t publish_time_s) const;
    /// The VAA in which the price source's signer says `payload` ("BALV", "BALM").
    [[nodiscard]] Bytes market(Bytes payload) const;
    /// A flat surface of the ETH feed: what is listed and has not expired, and a slice in 70 days.
    [[nodiscard]] Bytes surface(std::int64_t publish_time_s) const;
    /// ETH-PERP's mark, without funding.
    [[nodiscard]] Bytes marks(std::int64_t mark_e8, std::int64_t time_s) const;
    /// Key `taker` accepts a fresh quote of key `maker`: lots with the taker's sign, of a row of
    /// genesis. Canonical SignedTrade.
    [[nodiscard]] Bytes trade(std::uint64_t taker, std::uint64_t maker, std::int64_t lots,
                              std::int64_t price_e8, std::int64_t time_ms,
                              std::size_t instrument = 0);
    /// Key `owner` asks for `amount` units of a token. Canonical SignedWithdrawal.
    [[nodiscard]] Bytes withdraw(std::uint64_t owner, TokenIndex token, i128 amount,
                                 const Address& recipient, std::int64_t time_ms);
    /// The signed message around any observation.
    [[nodiscard]] Bytes attest(const Observation& observation, std::size_t signers) const;
    /// The next event as an observation, not signed; counts it.
    [[nodiscard]] Observation observation(std::uint32_t contract, const ObservationBody& body,
                                          std::int64_t time_ms);

private:
    Genesis genesis_;
    std::vector<std::uint64_t> event_nonces_;
    std::uint64_t next_block_{100};
    std::uint64_t nonce_{1};
};

}  // namespace ballast::pipeline::testing
