// SPDX-License-Identifier: Apache-2.0
// A guardian's own signatures over what its watchers saw final: persisted before anybody gets them,
// and never two of different content for one place.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/domain/observation.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/guardian/frames.hpp>
#include <functional>
#include <string>
#include <vector>

namespace ballast::guardian {

class ObservationSigner
{
public:
    /// `store` outlives it.
    ObservationSigner(std::uint8_t guardian_index, crypto::SecretKey key, env::JournalStore& store)
        : index_{guardian_index}, key_{std::move(key)}, store_{store}
    {}

    /// Signs and persists; the same signature for the same observation. A sentence when another
    /// content was signed for its place (chain, contract, sequence), or when the store refuses.
    [[nodiscard]] Result<Observe, std::string> sign(const Observation& observation);
    /// Signed observations for which `is_applied` does not hold; those for which it does are
    /// forgotten.
    [[nodiscard]] std::vector<Observe> unapplied(
        const std::function<bool(const Observation&)>& is_applied);
    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    std::uint8_t index_;
    crypto::SecretKey key_;
    env::JournalStore& store_;
    std::uint64_t count_{};
};

}  // namespace ballast::guardian
