// SPDX-License-Identifier: Apache-2.0
// Making keys.
#include "cast.hpp"

#include <ballast/config/genesis_toml.hpp>
#include <ballast/env/clock.hpp>
#include <ballast/env/entropy.hpp>

namespace ballast::demo {
namespace {
Answer<std::vector<crypto::SecretKey>> make_keys(const RunFolder& folder, std::string_view name,
                                                 std::size_t count)
{
    std::vector<crypto::SecretKey> out;
    for (std::size_t i = 0; i < count; ++i)
    {
        BALLAST_TRY(auto key, folder.make_key(std::string{name} + "-" + std::to_string(i + 1)));
        out.push_back(std::move(key));
    }
    return out;
}

std::vector<Bytes20> addresses(std::span<const crypto::SecretKey> keys)
{
    std::vector<Bytes20> out;
    for (const auto& key : keys) out.push_back(crypto::address_of(key));
    return out;
}

/// The same subaccount of another owner.
AccountId with_owner(const AccountId& account, const Bytes20& owner)
{
    AccountId out = account;
    std::copy(owner.bytes.begin(), owner.bytes.end(), out.value.bytes.begin());
    return out;
}
}  // namespace

std::string guardian_name(std::size_t index) { return "guardian-" + std::to_string(index + 1); }

std::string relayer_name(const GenesisChain& chain) { return "relayer-" + chain.name; }

AccountId Cast::trader_account() const { return AccountId::of_owner(crypto::address_of(trader)); }
AccountId Cast::unlucky_account() const { return AccountId::of_owner(crypto::address_of(unlucky)); }
AccountId Cast::maker_account() const { return AccountId::of_owner(crypto::address_of(maker)); }
AccountId Cast::liquidator_account() const
{
    return AccountId::of_owner(crypto::address_of(liquidator));
}

Answer<Cast> make_cast(const RunFolder& folder, const Genesis& genesis)
{
    BALLAST_TRY(auto hub, folder.make_key("hub"));
    BALLAST_TRY(auto deployer, folder.make_key("deployer"));
    BALLAST_TRY(auto trader, folder.make_key("trader"));
    BALLAST_TRY(auto unlucky, folder.make_key("unlucky"));
    BALLAST_TRY(auto maker, folder.make_key("maker"));
    BALLAST_TRY(auto liquidator, folder.make_key("liquidator"));
    BALLAST_TRY(auto guardians, make_keys(folder, "guardian", genesis.guardians.keys.size()));
    BALLAST_TRY(auto prices,
                make_keys(folder, "price", genesis.price_sources.front().signers.keys.size()));
    BALLAST_TRY(auto operators, make_keys(folder, "operator", genesis.operators.size()));
    std::vector<crypto::SecretKey> relayers;
    for (const GenesisChain& chain : genesis.chains)
    {
        BALLAST_TRY(auto key, folder.make_key(relayer_name(chain)));
        relayers.push_back(std::move(key));
    }
    return Cast{.hub = std::move(hub),
                .deployer = std::move(deployer),
                .trader = std::move(trader),
                .unlucky = std::move(unlucky),
                .maker = std::move(maker),
                .liquidator = std::move(liquidator),
                .guardians = std::move(guardians),
                .prices = std::move(prices),
                .operators = std::move(operators),
                .relayers = std::move(relayers)};
}

void name_cast(Genesis& genesis, const Cast& cast)
{
    genesis.salt = env::SystemEntropy{}.bytes32();
    genesis.time_ms = env::SystemClock{}.now_ms();
    genesis.hub_key = crypto::address_of(cast.hub);
    genesis.guardians.keys = addresses(cast.guardians);
    genesis.operators = addresses(cast.operators);
    genesis.price_sources.front().signers.keys = addresses(cast.prices);
    const Bytes20 owner = genesis.operators.front();
    genesis.fund = with_owner(genesis.fund, owner);
    genesis.treasury = with_owner(genesis.treasury, owner);
    config::derive(genesis);
}

}  // namespace ballast::demo
