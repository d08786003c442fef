// SPDX-License-Identifier: Apache-2.0
// The call that presents an order to its contract. Not for other modules.
#pragma once
#include <ballast/chains/submitter.hpp>

namespace ballast::chains::evm {

/// The call data of a submission, or Malformed.
[[nodiscard]] Result<Bytes, SubmitError> encode_submission(const Submission& submission);

}  // namespace ballast::chains::evm
