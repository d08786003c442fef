// SPDX-License-Identifier: Apache-2.0
// Results and event data: whatever position is read as whatever type, the answer lies inside of the
// data.
#include <ballast/base/assert.hpp>
#include <ballast/wire/abi.hpp>

namespace {
using namespace ballast;
constexpr std::size_t positions = 8;

void check_position(const wire::abi::Reader& in, BytesView data, std::size_t index)
{
    if (const auto bytes = in.bytes(index))
    {
        BALLAST_ASSERT(bytes->empty() ||
                       (bytes->data() >= data.data() &&
                        bytes->data() + bytes->size() <= data.data() + data.size()));
    }
    if (const auto words = in.words(index))
    {
        BALLAST_ASSERT(words->size() * 32 <= data.size());
    }
    if (const auto number = in.signed_number(index))
    {
        BALLAST_ASSERT(wire::abi::to_signed_word(*number) == in.word(index));
    }
    if (const auto number = in.number(index))
    {
        BALLAST_ASSERT(wire::abi::to_word(*number) == in.word(index));
    }
    if (const auto address = in.address(index))
    {
        BALLAST_ASSERT(Address::from_evm(*address).value == in.word(index));
    }
    static_cast<void>(in.u64(index));
    static_cast<void>(in.boolean(index));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const BytesView input{data, size};
    const wire::abi::Reader in{input};
    for (std::size_t index = 0; index < positions; ++index) check_position(in, input, index);
    return 0;
}
