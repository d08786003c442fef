// SPDX-License-Identifier: Apache-2.0
// Names under which a guardian keeps things in its store. Not for other modules.
#pragma once
#include <string_view>

namespace ballast::guardian {

inline constexpr std::string_view promise_key = "guardian/promise";           ///< terms left behind
inline constexpr std::string_view refusal_key = "guardian/refusal";           ///< the one for ever
inline constexpr std::string_view hub_heads_space = "guardian/hub_heads";     ///< by last sequence
inline constexpr std::string_view guardian_orders_space = "guardian/orders";  ///< SIGN by order id
inline constexpr std::string_view observations_space = "guardian/observations";
inline constexpr std::string_view cursors_space = "guardian/cursors";  ///< by chain

}  // namespace ballast::guardian
