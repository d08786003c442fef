// SPDX-License-Identifier: Apache-2.0
// An account of the hub's API as tables for people: balances with every part of their haircut,
// positions, sums.
#pragma once
#include <ballast/demo/steps/step.hpp>

namespace ballast::demo {

/// Balances with V, each part of H, and what counts.
void show_collateral(Screen& screen, const boost::json::value& account);
/// Positions with mark, unrealised P&L and requirements.
void show_positions(Screen& screen, const boost::json::value& account);
/// V, M, E_IM, E_MM, IM, MM, tradable, on one line; noted in the log under `prefix`.
void show_sums(StepLog& log, const boost::json::value& account, std::string_view prefix);

/// value / 10^digits without trailing zeros, with separators of thousands.
[[nodiscard]] std::string shown(i128 value, unsigned digits);
/// A decimal text cut to `digits` behind its point, with separators of thousands.
[[nodiscard]] std::string short_decimal(std::string_view text, std::size_t digits);

}  // namespace ballast::demo
