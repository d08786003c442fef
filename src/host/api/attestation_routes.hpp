// SPDX-License-Identifier: Apache-2.0
// Attestations from anyone: what carries its own proof needs no trusted messenger.
#pragma once
#include <ballast/api/api_context.hpp>

namespace ballast::api {

/// POST /v1/attestations {"vaa": hex}: hands a guardian-signed observation or HEAD to the pipeline;
/// answers with its sequence, or why it is not taken (BelowQuorum, SignerMismatch, AlreadyApplied,
/// …).
void post_attestation(const ContextPtr& context, const RouteRequest& request, Reply reply);

}  // namespace ballast::api
