// SPDX-License-Identifier: Apache-2.0
// Bodies of POST requests as domain structs. Leaves out whether they are true.
#pragma once
#include <ballast/api/api_error.hpp>
#include <ballast/api/quote_board.hpp>
#include <ballast/domain/request.hpp>

namespace ballast::api {

/// {quote: {fields, signature}, accept: {fields, signature}, chain, venue, relay = true}.
[[nodiscard]] ApiResult<SignedTrade> read_signed_trade(std::string_view body);
/// {withdraw: {fields}, signature}; the signature may stand inside `withdraw`, too.
[[nodiscard]] ApiResult<SignedWithdrawal> read_signed_withdrawal(std::string_view body);
/// {quote: {fields}, signature, chain, venue}; the signature may stand inside `quote`, too. The
/// digest is left zero.
[[nodiscard]] ApiResult<BoardQuote> read_signed_quote(std::string_view body);

/// r | s | v with v 27, 28, 0 or 1, in hex.
[[nodiscard]] ApiResult<Signature> read_signature(const boost::json::value& value,
                                                  const std::string& path);

/// The bytes of {"vaa": hex}.
[[nodiscard]] ApiResult<Bytes> read_attestation(std::string_view body);

}  // namespace ballast::api
