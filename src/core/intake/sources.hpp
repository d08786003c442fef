// SPDX-License-Identifier: Apache-2.0
// Whom the deployment believes, derived from genesis: signer sets, registered contracts, price
// sources; and what it lists: feeds, underlyings, perpetuals.
#pragma once
#include <ballast/attest/observation_source.hpp>
#include <ballast/attest/quorum.hpp>
#include <ballast/domain/genesis.hpp>
#include <vector>

namespace ballast::intake {

/// What a feed's prices may look like.
struct FeedRange
{
    Bytes32 feed;
    std::int32_t expo_min{};
    std::int32_t expo_max{};
};

/// One set of price signers with the emitter it speaks for.
struct PriceSource
{
    SignerSet signers;
    std::vector<attest::Emitter> emitters;
};

/// Immutable after construction, so that many verifier threads may share it.
struct Sources
{
    Sources() = default;
    /// Of a genesis in which find_problem found none.
    explicit Sources(const Genesis& genesis);

    Bytes32 deployment;
    SignerSet guardians;
    std::vector<attest::RegisteredContract> contracts;
    std::vector<ContractKind> kinds;  ///< by row of `contracts`
    std::vector<PriceSource> prices;
    std::vector<FeedRange> feeds;
    std::vector<Bytes32> underlyings;        ///< ids of the feeds that are their indices, ascending
    std::vector<InstrumentName> perpetuals;  ///< what marks are for, ascending, each once

    /// EIP-155 id of a registered venue's chain, or nothing when it is no venue of the deployment.
    [[nodiscard]] std::optional<std::uint64_t> venue_eip155(ChainId chain,
                                                            const Address& venue) const;
    [[nodiscard]] const FeedRange* feed(const Bytes32& id) const;
    /// Whether a surface of this underlying, by its feed's id, is for the deployment.
    [[nodiscard]] bool has_underlying(const Bytes32& feed) const;
    [[nodiscard]] bool has_perpetual(const InstrumentName& name) const;
};

}  // namespace ballast::intake
