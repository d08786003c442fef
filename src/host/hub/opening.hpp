// SPDX-License-Identifier: Apache-2.0
// From a store to a replica at the base of a new term: what lies beyond the base is taken out of
// the journal and its evidence given back, to be sequenced anew.
#pragma once
#include <ballast/env/journal_store.hpp>
#include <ballast/guardian/link_server.hpp>
#include <ballast/outbox/outbox.hpp>
#include <ballast/pipeline/pipeline.hpp>

namespace ballast::hub {

struct Opened
{
    pipeline::Replica replica;
    std::vector<Order> outstanding;          ///< orders that may still execute
    std::vector<outbox::NewOrder> to_relay;  ///< the same, with what the relayer needs
    /// Evidence that was durable beyond a base, batch by batch, each piece once: to be sequenced
    /// anew.
    std::vector<std::vector<pipeline::Orphan>> orphans;
    bool was_cut{};  ///< the journal reached beyond the base
};

/// Truncates `store` after the opening's base and replays it, from the newest usable snapshot. The
/// sentence says what is wrong with the store and what to do.
[[nodiscard]] Result<Opened, std::string> open_term(env::JournalStore& store,
                                                    const Genesis& genesis,
                                                    const guardian::TermOpening& opening);

/// The end of the longest usable prefix: a replica at the end of the store, from its newest usable
/// snapshot.
[[nodiscard]] Result<pipeline::Replica, std::string> replay_store(const env::JournalStore& store,
                                                                  const Genesis& genesis);

}  // namespace ballast::hub
