// SPDX-License-Identifier: Apache-2.0
// One signature against the address that should have made it, with this module's names for what is
// wrong.
#pragma once
#include <ballast/attest/attest_error.hpp>
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>

namespace ballast::attest {

/// SignerMismatch unless `signer` signed `digest`; or what is wrong with the signature itself.
[[nodiscard]] Result<void, AttestError> check_signer(const Bytes32& digest,
                                                     const Signature& signature,
                                                     const Bytes20& signer);

}  // namespace ballast::attest
