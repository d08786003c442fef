// SPDX-License-Identifier: Apache-2.0
// Contracts of the demo: deploying them from forge artifacts, and reading what they store.
#include "contracts.hpp"

#include <algorithm>
#include <ballast/base/limits.hpp>
#include <ballast/config/text_file.hpp>
#include <ballast/crypto/keccak256.hpp>
#include <ballast/demo/json.hpp>
#include <ballast/domain/instrument_terms.hpp>
#include <charconv>

namespace ballast::demo {
namespace {
namespace abi = wire::abi;
namespace evm = chains::evm;

/// Of struct Instrument {uint128 lot; uint64 expiry; bool isSettled}, packed from the right.
constexpr std::size_t is_settled_byte = 32 - 16 - 8 - 1;

constexpr std::size_t artifact_size_max = 32U << 20U;

std::filesystem::path artifact(const std::filesystem::path& folder, std::string_view name)
{
    return folder / (std::string{name} + ".sol") / (std::string{name} + ".json");
}

/// The slot that the compiler gave a variable; forge writes it with extra_output storageLayout.
Answer<std::uint64_t> slot_of(const std::filesystem::path& file, std::string_view variable)
{
    const auto text = config::read_text_file(file, artifact_size_max);
    if (!text) return failure(text.error().sentence());
    BALLAST_TRY(const auto value, parse(*text));
    for (const auto& row : items_at(value, "storageLayout.storage"))
    {
        if (text_at(row, "label") != variable) continue;
        BALLAST_TRY(const i128 slot, integer_at(row, "slot"));
        return static_cast<std::uint64_t>(slot);
    }
    return failure("'" + file.string() + "' names no storage slot of " + std::string{variable} +
                   ": build the contracts again (forge build)");
}

std::vector<abi::Value> founding_values(const Founding& founding, const LocalChain& chain)
{
    std::vector<abi::Value> guardians;
    for (const Bytes20& key : founding.genesis.guardians.keys)
        guardians.push_back(abi::address(key));
    return {abi::text(founding.genesis.name), abi::array(std::move(guardians)),
            abi::word(founding.genesis.salt), abi::number(chain.id().value)};
}

Answer<Bytes20> put(evm::EvmAccount& deployer, BytesView code,
                    const std::vector<abi::Value>& arguments, std::string_view what)
{
    BALLAST_TRY(const Receipt receipt,
                lift(deployer.deploy(code, arguments), "deploying " + std::string{what}));
    return *receipt.contract;
}

/// The vault's row for a token: the limits that no quorum can skip.
abi::Value token_limits(const GenesisToken& token, const Bytes20& address)
{
    return abi::tuple({abi::address(address), abi::number(token.cap_total),
                       abi::number(token.minimum_deposit), abi::number(token.outflow_max),
                       abi::number(token.release_large)});
}

Answer<Bytes20> put_vault(const LocalChain& chain, evm::EvmAccount& deployer,
                          const Founding& founding, const GenesisContract& vault,
                          const std::map<std::string, Bytes20>& tokens)
{
    std::vector<abi::Value> rows;
    for (const GenesisToken& token : founding.genesis.tokens)
        if (token.chain == chain.id()) rows.push_back(token_limits(token, tokens.at(token.asset)));
    auto arguments = founding_values(founding, chain);
    arguments.push_back(abi::array(std::move(rows)));
    arguments.push_back(abi::number(founding.script.vault_window_s));
    arguments.push_back(abi::number(static_cast<u128>(vault.release_delay_ms / 1'000)));
    return put(deployer, founding.artifacts.vault, arguments, "the vault on " + chain.name());
}

/// The venue's row for an instrument; one that is named by no terms never expires.
abi::Value listing(const GenesisInstrument& instrument)
{
    const auto terms = parse_terms(instrument.name);
    const std::int64_t expiry_s = terms ? terms->expiry_s : 0;
    return abi::tuple({abi::word(instrument.name.value), abi::number(instrument.lot_e18),
                       abi::number(static_cast<u128>(expiry_s))});
}

Answer<Bytes20> put_venue(const LocalChain& chain, evm::EvmAccount& deployer,
                          const Founding& founding, const GenesisContract& venue)
{
    std::vector<abi::Value> rows;
    for (const GenesisInstrument& listed : founding.genesis.instruments)
        if (listed.chain == chain.id()) rows.push_back(listing(listed));
    auto arguments = founding_values(founding, chain);
    arguments.push_back(abi::array(std::move(rows)));
    arguments.push_back(abi::number(static_cast<u128>(venue.order_life_ms / 1'000)));
    return put(deployer, founding.artifacts.venue, arguments, "the venue on " + chain.name());
}
}  // namespace

Answer<Artifacts> read_artifacts(const std::filesystem::path& folder)
{
    const auto code = [&](std::string_view name) {
        return lift(evm::read_artifact(artifact(folder, name).string()), "reading a contract");
    };
    Artifacts out;
    BALLAST_TRY(out.vault, code("CollateralVault"));
    BALLAST_TRY(out.venue, code("Venue"));
    BALLAST_TRY(out.token, code("BlocklistToken"));
    const auto venue_slot = [&](std::string_view variable) {
        return slot_of(artifact(folder, "Venue"), variable);
    };
    BALLAST_TRY(out.positions_slot, venue_slot("_positions"));
    BALLAST_TRY(out.listed_slot, venue_slot("_listed"));
    BALLAST_TRY(out.settlement_prices_slot, venue_slot("_settlementPrices"));
    return out;
}

Answer<ChainContracts> deploy_contracts(LocalChain& chain, evm::EvmAccount& deployer,
                                        const Founding& founding)
{
    ChainContracts out;
    BALLAST_TRY(out.block_number, chain.latest_block());
    for (const GenesisToken& token : founding.genesis.tokens)
    {
        if (token.chain != chain.id()) continue;
        BALLAST_TRY(out.tokens[token.asset],
                    put(deployer, founding.artifacts.token,
                        {abi::text("Demo " + token.asset), abi::text(token.asset),
                         abi::number(token.decimals)},
                        "the token " + token.asset + " on " + chain.name()));
    }
    for (const GenesisContract& contract : founding.genesis.contracts)
    {
        if (contract.chain != chain.id()) continue;
        if (contract.kind == ContractKind::Vault)
        {
            BALLAST_TRY(out.vault, put_vault(chain, deployer, founding, contract, out.tokens));
        }
        else
        {
            BALLAST_TRY(out.venue, put_venue(chain, deployer, founding, contract));
        }
    }
    return out;
}

Answer<void> name_contracts(Genesis& genesis, const LocalChain& chain, evm::EvmAccount& deployer,
                            const ChainContracts& contracts)
{
    for (GenesisContract& row : genesis.contracts)
    {
        if (row.chain != chain.id()) continue;
        const Bytes20& at = row.kind == ContractKind::Vault ? contracts.vault : contracts.venue;
        row.address = Address::from_evm(at);
        BALLAST_TRY(row.code_hash, lift(deployer.code_hash(at), "reading a contract's code"));
        row.deployed_block = contracts.block_number;
    }
    for (GenesisToken& row : genesis.tokens)
        if (row.chain == chain.id())
            row.address = Address::from_evm(contracts.tokens.at(row.asset));
    for (GenesisInstrument& row : genesis.instruments)
        if (row.chain == chain.id()) row.venue = Address::from_evm(contracts.venue);
    return {};
}

Bytes32 position_slot(const Artifacts& artifacts, const AccountId& account,
                      const InstrumentName& instrument)
{
    // mapping(account => mapping(instrument => …)): keccak(key | slot), twice.
    const Bytes32 base = abi::to_word(artifacts.positions_slot);
    const Bytes32 inner = crypto::keccak256({account.value.view(), base.view()});
    return crypto::keccak256({instrument.value.view(), inner.view()});
}

Answer<StoredSettlement> stored_settlement(const LocalChain& chain, const Artifacts& artifacts,
                                           const Bytes20& venue, const InstrumentName& instrument)
{
    const auto word_of = [&](std::uint64_t slot) {
        const Bytes32 base = abi::to_word(slot);
        return chain.storage_word(venue, crypto::keccak256({instrument.value.view(), base.view()}));
    };
    BALLAST_TRY(const Bytes32 listed, word_of(artifacts.listed_slot));
    BALLAST_TRY(const Bytes32 price, word_of(artifacts.settlement_prices_slot));
    const auto price_e18 = abi::to_signed_number(price);
    if (!price_e18) return failure("the venue's storage holds no settlement price");
    return StoredSettlement{listed.view()[is_settled_byte] == 1, *price_e18};
}

}  // namespace ballast::demo
