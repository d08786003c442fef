// SPDX-License-Identifier: Apache-2.0
// Where a new term starts: a pure function of a quorum of HELLOs, computed by the hub and checked
// again by each guardian. Architecture, Heads and terms. Leaves out sockets and stores.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/domain/signer_set.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/guardian/frames.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ballast::guardian {

/// Guardians that may be faulty: floor((n - 1) / 3).
[[nodiscard]] constexpr std::size_t faulty_max(std::size_t guardians)
{
    return guardians == 0 ? 0 : (guardians - 1) / 3;
}

enum class OpeningError : std::uint8_t
{
    NoGuardian,        ///< an index that the set does not have
    BadSignature,      ///< not signed by the key at its index
    BadCertificate,    ///< a HELLO names a certificate that no quorum signed
    NotAPromise,       ///< a HELLO that was no answer to an opening challenge
    SameGuardian,      ///< two HELLOs of one guardian
    BelowQuorum,       ///< fewer HELLOs than a quorum
    TermNotNew,        ///< a term that is not above all that were named
    BaseTooLow,        ///< the base undoes what f + 1 guardians hold, or what is certified
    CertifiedMissing,  ///< a certified batch is not in the store of who opens
};
/// A sentence for a person.
[[nodiscard]] std::string_view describe(OpeningError error);
/// The enumerator's name.
[[nodiscard]] std::string_view name_of(OpeningError error);

/// Signs a HELLO whose other fields are filled.
void sign_hello(Hello& hello, const Bytes32& deployment_id, const crypto::SecretKey& key);
/// The key of the index signed it, and its certificate holds: NoGuardian, BadSignature,
/// BadCertificate.
[[nodiscard]] Result<void, OpeningError> check_hello(const Hello& hello,
                                                     const Bytes32& deployment_id,
                                                     const SignerSet& guardians);

/// Whether a batch with this end is in one's own journal.
using Holds = std::function<bool(const ChainPoint&)>;
/// Looks into a store.
[[nodiscard]] Holds holds_in(const env::JournalStore& store);

/// The highest batch that f + 1 of the HELLOs' guardians hold and `holds` knows too, but not below
/// the newest certificate among them; nothing: before record 0. CertifiedMissing.
[[nodiscard]] Result<std::optional<ChainPoint>, OpeningError> choose_base(
    std::span<const Hello> hellos, std::size_t guardian_count, const Holds& holds);

/// A guardian's view of an opened term: promises of a quorum, a new term, a base that is not too
/// low as far as this guardian's own journal can tell.
[[nodiscard]] Result<void, OpeningError> check_opening(const Welcome& welcome,
                                                       const Bytes32& deployment_id,
                                                       const SignerSet& guardians,
                                                       const Holds& holds);

/// Ends of batches in the store, the newest first: the last eight, then at doubling distances, so
/// that whoever has a different ending finds a common place. At most hello_points_max.
[[nodiscard]] Result<std::vector<ChainPoint>, env::StoreError> points_of(
    const env::JournalStore& store);

}  // namespace ballast::guardian
