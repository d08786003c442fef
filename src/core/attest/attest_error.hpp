// SPDX-License-Identifier: Apache-2.0
// Why a message is not believed, by name: one enum for every verification of this module.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <string_view>

namespace ballast::attest {

enum class AttestError : std::uint8_t
{
    // signer sets and signatures, in the order of the checks (wire.md §1)
    EmptySet,              ///< the set has no keys, or its rule no quorum
    UnknownSet,            ///< the message names another set index
    ExpiredSet,            ///< the set was replaced and its time is over
    BelowQuorum,           ///< fewer signatures than the set's rule wants
    IndexNotAscending,     ///< signer indices that are unsorted or repeated
    IndexOutOfRange,       ///< a signer index beyond the set
    BadRecoveryId,         ///< a recovery id that is not 0 or 1
    SignatureOutOfRange,   ///< r or s is zero, or not below the order of the curve
    SignatureMalleable,    ///< s above half of the order
    NotRecoverable,        ///< no key gives this signature
    SignerMismatch,        ///< the signer is not the key at that index, or not the account's owner
                           // where it comes from
    UnknownEmitter,        ///< (chain, emitter) is not registered for this kind of message
    ChainMismatch,         ///< registry number and EIP-155 id belong to different chains
    OtherDeployment,       ///< the payload names another deployment
                           // signer set upgrades
    NotAnUpgrade,          ///< the payload is not a set upgrade of this network or deployment
    NotNextSet,            ///< the new index is not the current one plus 1
    UpgradeForOtherChain,  ///< it names another chain
    SetNotCurrent,         ///< signed by a set that was already replaced
                           // prices
    NotAPriceRoot,         ///< the signed payload is not an accumulator root
    BadMerklePath,         ///< a message that is not under the signed root
    UnsupportedMessage,    ///< a proven message that is not a price
    BadPriceMessage,       ///< a proven price message that does not decode
    NoPrices,              ///< an update without a message
    NotAVolatilityUpdate,  ///< the signed payload is not a canonical volatility update
    NotAMarkUpdate,        ///< the signed payload is not a canonical mark update
                           // signed requests
    ForeignHomeChain,      ///< the account's key is on another chain: its owner does not sign here
    QuoteMismatch,         ///< the Accept names another quote
};
BOOST_DESCRIBE_ENUM(AttestError, EmptySet, UnknownSet, ExpiredSet, BelowQuorum, IndexNotAscending,
                    IndexOutOfRange, BadRecoveryId, SignatureOutOfRange, SignatureMalleable,
                    NotRecoverable, SignerMismatch, UnknownEmitter, ChainMismatch, OtherDeployment,
                    NotAnUpgrade, NotNextSet, UpgradeForOtherChain, SetNotCurrent, NotAPriceRoot,
                    BadMerklePath, UnsupportedMessage, BadPriceMessage, NoPrices,
                    NotAVolatilityUpdate, NotAMarkUpdate, ForeignHomeChain, QuoteMismatch)
/// A sentence for a person, e.g. "fewer signatures than the signer set's rule wants".
[[nodiscard]] std::string_view describe(AttestError error);
/// The enumerator's name, e.g. "BelowQuorum": for logs, API codes and tests.
[[nodiscard]] std::string_view name_of(AttestError error);

}  // namespace ballast::attest
