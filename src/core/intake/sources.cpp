// SPDX-License-Identifier: Apache-2.0
// Whom the deployment believes: the look-ups of a genesis.
#include "sources.hpp"

#include <algorithm>
#include <ballast/base/assert.hpp>
#include <ballast/domain/instrument_terms.hpp>

namespace ballast::intake {

Sources::Sources(const Genesis& g) : deployment{g.deployment_id}, guardians{g.guardians}
{
    for (const GenesisContract& contract : g.contracts)
    {
        const auto chain = std::find_if(g.chains.begin(), g.chains.end(),
                                        [&](const auto& row) { return row.id == contract.chain; });
        BALLAST_ASSERT(chain != g.chains.end());
        contracts.push_back({contract.chain, chain->eip155, contract.address});
        kinds.push_back(contract.kind);
    }
    for (const GenesisPriceSource& source : g.price_sources)
        prices.push_back({source.signers, {{source.emitter_chain, source.emitter}}});
    for (const GenesisFeed& row : g.feeds) feeds.push_back({row.id, row.expo_min, row.expo_max});
    if (g.scenarios)
        for (const GenesisUnderlying& row : g.scenarios->underlyings)
            underlyings.push_back(row.feed);
    std::ranges::sort(underlyings);
    for (const GenesisInstrument& row : g.instruments)
        if (const auto terms = parse_terms(row.name); !terms || terms->expiry_s == 0)
            perpetuals.push_back(row.name);
    std::ranges::sort(perpetuals);
    const auto repeated = std::ranges::unique(perpetuals);
    perpetuals.erase(repeated.begin(), repeated.end());
}

std::optional<std::uint64_t> Sources::venue_eip155(ChainId chain, const Address& venue) const
{
    for (std::size_t i = 0; i < contracts.size(); ++i)
        if (kinds[i] == ContractKind::Venue && contracts[i].chain == chain &&
            contracts[i].contract == venue)
            return contracts[i].eip155;
    return {};
}

const FeedRange* Sources::feed(const Bytes32& id) const
{
    const auto at =
        std::find_if(feeds.begin(), feeds.end(), [&](const auto& row) { return row.feed == id; });
    return at == feeds.end() ? nullptr : &*at;
}

bool Sources::has_underlying(const Bytes32& feed) const
{
    return std::ranges::binary_search(underlyings, feed);
}

bool Sources::has_perpetual(const InstrumentName& name) const
{
    return std::ranges::binary_search(perpetuals, name);
}

}  // namespace ballast::intake
