// SPDX-License-Identifier: Apache-2.0
// Who takes part in the demo: their keys, made in the run folder. Deployer and relayers are
// different accounts; a thief of some guardians' keys is played with the guardians' own.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/demo/run_folder.hpp>
#include <ballast/domain/genesis.hpp>
#include <vector>

namespace ballast::demo {

struct Cast
{
    crypto::SecretKey hub;
    crypto::SecretKey deployer;
    crypto::SecretKey trader;
    crypto::SecretKey unlucky;  ///< whose deposit a reorganisation removes
    crypto::SecretKey maker;
    crypto::SecretKey liquidator;
    std::vector<crypto::SecretKey> guardians;  ///< in the order of the genesis
    std::vector<crypto::SecretKey> prices;
    std::vector<crypto::SecretKey> operators;
    std::vector<crypto::SecretKey> relayers;  ///< by row of genesis.chains

    [[nodiscard]] AccountId trader_account() const;
    [[nodiscard]] AccountId unlucky_account() const;
    [[nodiscard]] AccountId maker_account() const;
    [[nodiscard]] AccountId liquidator_account() const;
};

/// Makes as many keys as the genesis has places for.
[[nodiscard]] Answer<Cast> make_cast(const RunFolder& folder, const Genesis& genesis);
/// Puts the cast's addresses, a new salt and the time in the place of the genesis' placeholders,
/// and what follows from them.
void name_cast(Genesis& genesis, const Cast& cast);

/// Names of key files: "guardian-1", "relayer-anvil-a", …
[[nodiscard]] std::string guardian_name(std::size_t index);
[[nodiscard]] std::string relayer_name(const GenesisChain& chain);

}  // namespace ballast::demo
