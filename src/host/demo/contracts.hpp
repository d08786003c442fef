// SPDX-License-Identifier: Apache-2.0
// The contracts of the demo: where forge left them, how they are constructed and put on a chain.
#pragma once
#include <ballast/demo/local_chain.hpp>
#include <ballast/demo/script.hpp>
#include <ballast/domain/genesis.hpp>
#include <filesystem>

namespace ballast::demo {

/// Creation code of all contracts, and where the venue keeps its book, by the compiler's storage
/// layout.
struct Artifacts
{
    Bytes vault;
    Bytes venue;
    Bytes token;
    std::uint64_t positions_slot{};          ///< of PositionBook._positions
    std::uint64_t listed_slot{};             ///< of PositionBook._listed
    std::uint64_t settlement_prices_slot{};  ///< of PositionBook._settlementPrices
};
/// What forge build has left in `folder` (build/contracts/out).
[[nodiscard]] Answer<Artifacts> read_artifacts(const std::filesystem::path& folder);

/// What a deployment has in common on all chains.
struct Founding
{
    const Genesis& genesis;  ///< name, guardian keys and salt are final; tokens' limits are used
    const Script& script;
    const Artifacts& artifacts;
};

/// Addresses on one chain; what a chain does not have is zero.
struct ChainContracts
{
    Bytes20 vault;
    Bytes20 venue;
    std::map<std::string, Bytes20> tokens;  ///< by asset
    std::uint64_t block_number{};           ///< of the first of them
};
/// Deploys the tokens that the genesis lists on this chain, a vault that takes them, and a venue
/// where the genesis has one.
[[nodiscard]] Answer<ChainContracts> deploy_contracts(LocalChain& chain,
                                                      chains::evm::EvmAccount& deployer,
                                                      const Founding& founding);
/// Puts the real addresses, code hashes and blocks in the place of the genesis' placeholders on
/// this chain.
[[nodiscard]] Answer<void> name_contracts(Genesis& genesis, const LocalChain& chain,
                                          chains::evm::EvmAccount& deployer,
                                          const ChainContracts& contracts);

/// The storage slot of the venue's _positions[account][instrument].
[[nodiscard]] Bytes32 position_slot(const Artifacts& artifacts, const AccountId& account,
                                    const InstrumentName& instrument);

/// An instrument's end in the venue's storage.
struct StoredSettlement
{
    bool is_settled{};
    i128 price_e18{};
};
[[nodiscard]] Answer<StoredSettlement> stored_settlement(const LocalChain& chain,
                                                         const Artifacts& artifacts,
                                                         const Bytes20& venue,
                                                         const InstrumentName& instrument);

}  // namespace ballast::demo
