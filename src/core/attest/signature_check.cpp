// SPDX-License-Identifier: Apache-2.0
// One signature against one address.
#include "signature_check.hpp"

#include <ballast/crypto/secp256k1.hpp>

namespace ballast::attest {
namespace {
AttestError named(crypto::SignatureError error)
{
    switch (error)
    {
        case crypto::SignatureError::RecoveryIdOutOfRange:
            return AttestError::BadRecoveryId;
        case crypto::SignatureError::ScalarOutOfRange:
            return AttestError::SignatureOutOfRange;
        case crypto::SignatureError::HighS:
            return AttestError::SignatureMalleable;
        case crypto::SignatureError::NotRecoverable:
        case crypto::SignatureError::BadSecretKey:
            break;
    }
    return AttestError::NotRecoverable;
}
}  // namespace

Result<void, AttestError> check_signer(const Bytes32& digest, const Signature& signature,
                                       const Bytes20& signer)
{
    const auto recovered = crypto::recover(digest, signature);
    if (!recovered) return fail(named(recovered.error()));
    if (*recovered != signer) return fail(AttestError::SignerMismatch);
    return {};
}

}  // namespace ballast::attest
