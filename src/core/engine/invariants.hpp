// SPDX-License-Identifier: Apache-2.0
// Conservation and containment, recounted from the rows themselves. After every command in debug
// builds and tests, and by `ballast journal verify`.
#pragma once
#include <ballast/engine/state.hpp>
#include <optional>
#include <string>

namespace ballast::engine {

/// The first invariant that does not hold, as a sentence with its numbers; nothing when all hold:
/// claims per (token, chain) equal attested locks less releases; running sums equal the rows;
/// positions of an instrument sum to zero; clearing equals its holders' unrealised P&L up to the
/// roundings so far; debts and line charges add up; reservations and permits match one another.
[[nodiscard]] std::optional<std::string> find_broken_invariant(const State& state);

}  // namespace ballast::engine
