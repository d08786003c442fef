// SPDX-License-Identifier: Apache-2.0
// Orders in the body of an envelope: what parses is written back byte for byte, and is no
// observation.
#include <ballast/base/assert.hpp>
#include <ballast/wire/observation_message.hpp>
#include <ballast/wire/order_message.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace ballast;
    const BytesView input{data, size};
    const auto body = wire::parse_vaa_body(input);
    if (!body) return 0;
    const auto order = wire::parse_order(*body);
    if (!order) return 0;
    const Bytes again = wire::encode_order(*order);
    BALLAST_ASSERT(std::equal(input.begin(), input.end(), again.begin(), again.end()));
    BALLAST_ASSERT(!wire::parse_observation(*body));
    return 0;
}
