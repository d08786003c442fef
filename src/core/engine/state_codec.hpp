// SPDX-License-Identifier: Apache-2.0
// The canonical bytes of the state's tables, one by one: what is hashed and what a snapshot holds.
#pragma once
#include <ballast/domain/codec.hpp>
#include <ballast/engine/state.hpp>

namespace ballast::engine {

/// Outstanding permits in order of id.
[[nodiscard]] std::vector<OutstandingPermit> sorted_permits(const State& state);

/// Withdrawals under way in order of id.
[[nodiscard]] std::vector<OutstandingRelease> sorted_releases(const State& state);

/// TRANSFERs under way in order of id.
[[nodiscard]] std::vector<OutstandingTransfer> sorted_transfers(const State& state);

/// Calls `visit(name, value)` for every table but the accounts, in the order of the format.
template <class Visit>
void for_each_table(const State& state, Visit visit)
{
    visit("counters", state.counters);
    visit("tokens", state.tokens);
    visit("chains", state.chains);
    visit("contracts", state.contracts);
    visit("feeds", state.feeds);
    visit("instruments", state.instruments);
    visit("surfaces", state.surfaces);
    visit("marks", state.marks);
    visit("expiries", state.expiries);
    visit("settlements", state.settlements);
    visit("permits", sorted_permits(state));
    visit("releases", sorted_releases(state));
    visit("transfers", sorted_transfers(state));
    visit("liquidations", state.liquidations);
    visit("watched", state.watched);
    visit("nonces", state.nonces_by_expiry.seconds());
    visit("quotes", state.quotes_by_expiry.seconds());
    visit("unlisted", state.unlisted);
    visit("unrecognised", state.unrecognised);
    visit("liquidators", state.liquidators);
}

/// The whole state as bytes; snapshot format version in front. Source: docs/formats/state_hash.md.
[[nodiscard]] Bytes encode_state(const State& state);

/// The state of such bytes, with everything that is derived; nothing where the bytes are not one
/// canonical state.
[[nodiscard]] Result<State, codec::CodecError> decode_state(BytesView bytes);

}  // namespace ballast::engine
