// SPDX-License-Identifier: Apache-2.0
// The data that a reverted call returns, as a text for people: Error(string), Panic(uint256), and
// the custom errors of Ballast's contracts by a table of their signatures. Leaves out errors of
// other contracts (shown as hex).
#pragma once
#include <ballast/base/bytes.hpp>
#include <string>

namespace ballast::chains::evm {

/// E.g. "OrderExpired(7, 1700000000)", "insufficient allowance" for Error(string), or "0x12345678"
/// for an unknown error; empty for no data.
[[nodiscard]] std::string describe_revert(BytesView data);
/// The name of the custom error alone, e.g. "OrderExpired"; empty when unknown.
[[nodiscard]] std::string_view revert_name(BytesView data);

}  // namespace ballast::chains::evm
