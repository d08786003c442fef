// SPDX-License-Identifier: Apache-2.0
// Fee arithmetic; every number is far below 2^100 because the caps are and what the node says is
// cut to them.
#include <algorithm>
#include <ballast/chains/evm/fees.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace ballast::chains::evm {

namespace {

constexpr u128 ppm = 1'000'000;
/// Least raise of a replacement that nodes take.
constexpr u128 node_bump_ppm = 100'000;

u128 raised(u128 value, u128 by_ppm) { return value + (value * by_ppm + ppm - 1) / ppm; }

}  // namespace

Parsed<u128> parse_next_base_fee(const boost::json::value& history)
{
    const auto* object = history.if_object();
    const auto* fees = object == nullptr ? nullptr : object->if_contains("baseFeePerGas");
    const auto* list = fees == nullptr ? nullptr : fees->if_array();
    if (list == nullptr || list->empty())
        return fail(RpcProblem{
            .kind = RpcErrorKind::Malformed,
            .sentence = "the node's fee history has no baseFeePerGas: not an EIP-1559 chain"});
    return parse_quantity(list->back(), "baseFeePerGas");
}

std::optional<Fees> fees_for(u128 next_base_fee, u128 suggested_tip,
                             const EvmSubmitterSettings& settings)
{
    const auto tip =
        std::clamp(suggested_tip, settings.priority_fee_min_wei, settings.priority_fee_max_wei);
    if (next_base_fee > settings.fee_max_wei ||
        settings.fee_max_wei - next_base_fee < settings.priority_fee_min_wei)
        return std::nullopt;
    const auto fee = std::min(2 * next_base_fee + tip, settings.fee_max_wei);
    return Fees{.priority_max = std::min(tip, fee), .fee_max = fee};
}

std::optional<Fees> bumped(const Fees& old, const Fees& fresh, const EvmSubmitterSettings& settings)
{
    const auto by = std::max<u128>(settings.replacement_bump_ppm, node_bump_ppm);
    const Fees out{
        .priority_max = std::min(std::max(raised(old.priority_max, by), fresh.priority_max),
                                 settings.priority_fee_max_wei),
        .fee_max =
            std::min(std::max(raised(old.fee_max, by), fresh.fee_max), settings.fee_max_wei)};
    const bool is_enough = out.priority_max >= raised(old.priority_max, node_bump_ppm) &&
                           out.fee_max >= raised(old.fee_max, node_bump_ppm) &&
                           out.priority_max <= out.fee_max;
    return is_enough ? std::optional{out} : std::nullopt;
}

}  // namespace ballast::chains::evm
