// SPDX-License-Identifier: Apache-2.0
// The imaginary deployment that tests/vectors/orders.json speaks about.
#pragma once
#include "vector_files.hpp"

namespace ballast::vectors {

[[nodiscard]] inline SignerSet project_guardians(const boost::json::object& about)
{
    SignerSet out;
    for (const boost::json::value& guardian : about.at("guardians").as_array())
        out.keys.push_back(fixed_of<20>(guardian.as_object().at("address")));
    out.rule = QuorumRule::TwoThirdsPlusOne;
    out.governance_chain = hub_chain;
    out.governance_emitter = fixed_of<32>(about.at("governance_emitter"));
    return out;
}

/// A time at which set 0 speaks.
inline constexpr std::uint64_t project_now_s = 1'800'000'200;

}  // namespace ballast::vectors
