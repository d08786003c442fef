// SPDX-License-Identifier: Apache-2.0
// Price updates with the root and the prices inside: what parses is written back byte for byte.
#include <ballast/base/assert.hpp>
#include <ballast/wire/accumulator.hpp>

namespace {
using namespace ballast;

void check_root(BytesView payload)
{
    const auto root = wire::parse_accumulator_root(payload);
    if (!root) return;
    const Bytes again = wire::encode_accumulator_root(*root);
    BALLAST_ASSERT(std::equal(payload.begin(), payload.end(), again.begin(), again.end()));
}

void check_price(BytesView message)
{
    const auto price = wire::parse_price_message(message);
    if (!price) return;
    // A newer message may be longer: its known fields come first.
    const Bytes again = wire::encode_price_message(*price);
    BALLAST_ASSERT(again.size() <= message.size());
    BALLAST_ASSERT(std::equal(again.begin(), again.end(), message.begin()));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const BytesView input{data, size};
    check_root(input);
    check_price(input);
    const auto update = wire::parse_accumulator(input);
    if (!update) return 0;
    const Bytes again = wire::encode_accumulator(*update);
    BALLAST_ASSERT(std::equal(input.begin(), input.end(), again.begin(), again.end()));
    check_root(update->vaa.body.payload);
    for (const auto& item : update->messages) check_price(item.message);
    return 0;
}
