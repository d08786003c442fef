// SPDX-License-Identifier: Apache-2.0
// Words for attestation errors.
#include "attest_error.hpp"

namespace ballast::attest {

std::string_view describe(AttestError error)
{
    switch (error)
    {
        case AttestError::EmptySet:
            return "the signer set has no keys, or a quorum of none";
        case AttestError::UnknownSet:
            return "the message names another signer set";
        case AttestError::ExpiredSet:
            return "the signer set was replaced and its time is over";
        case AttestError::BelowQuorum:
            return "fewer signatures than the signer set's rule wants";
        case AttestError::IndexNotAscending:
            return "signer indices are unsorted or repeated";
        case AttestError::IndexOutOfRange:
            return "a signer index lies beyond the set";
        case AttestError::BadRecoveryId:
            return "a recovery id is not 0 or 1";
        case AttestError::SignatureOutOfRange:
            return "r or s of a signature is zero, or not below the order of the curve";
        case AttestError::SignatureMalleable:
            return "s of a signature is above half of the order";
        case AttestError::NotRecoverable:
            return "no key gives this signature";
        case AttestError::SignerMismatch:
            return "the signature is not by the key that should have signed";
        case AttestError::UnknownEmitter:
            return "the message's source is not registered";
        case AttestError::ChainMismatch:
            return "the registry number and the EIP-155 id belong to different chains";
        case AttestError::OtherDeployment:
            return "the message is for another deployment";
        case AttestError::NotAnUpgrade:
            return "the payload is not a signer set upgrade for us";
        case AttestError::NotNextSet:
            return "the new set's index is not the current one plus 1";
        case AttestError::UpgradeForOtherChain:
            return "the set upgrade is for another chain";
        case AttestError::SetNotCurrent:
            return "signed by a set that was already replaced";
        case AttestError::NotAPriceRoot:
            return "the signed payload is not a root of prices";
        case AttestError::BadMerklePath:
            return "a message is not under the signed root";
        case AttestError::UnsupportedMessage:
            return "a proven message is not a price";
        case AttestError::BadPriceMessage:
            return "a proven price message does not decode";
        case AttestError::NoPrices:
            return "the update has no message";
        case AttestError::NotAVolatilityUpdate:
            return "the signed payload is not a volatility update in its one form";
        case AttestError::NotAMarkUpdate:
            return "the signed payload is not an update of marks in its one form";
        case AttestError::ForeignHomeChain:
            return "the account's key lives on another chain";
        case AttestError::QuoteMismatch:
            return "the Accept names another quote";
    }
    return "unknown";
}

std::string_view name_of(AttestError error)
{
    return boost::describe::enum_to_string(error, "unknown");
}

}  // namespace ballast::attest
