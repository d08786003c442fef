// SPDX-License-Identifier: Apache-2.0
// The canonical codec on the structs that come from outside: what decodes is encoded back byte for
// byte. The first byte picks the struct.
#include <ballast/base/assert.hpp>
#include <ballast/domain/codec.hpp>
#include <ballast/domain/command.hpp>
#include <ballast/domain/order.hpp>
#include <ballast/domain/request.hpp>

namespace {
using namespace ballast;

template <class T>
void check(BytesView bytes)
{
    const auto value = codec::decode_whole<T>(bytes);
    if (!value) return;
    const Bytes again = codec::encoded(*value);
    BALLAST_ASSERT(std::equal(bytes.begin(), bytes.end(), again.begin(), again.end()));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const BytesView bytes{data + 1, size - 1};
    switch (data[0])
    {
        case 0:
            check<Observation>(bytes);
            break;
        case 1:
            check<Order>(bytes);
            break;
        case 2:
            check<SignedTrade>(bytes);
            break;
        case 3:
            check<Withdraw>(bytes);
            break;
        case 4:
            check<SequencedCommand>(bytes);
            break;
        case 5:
            check<SignerSet>(bytes);
            break;
        default:
            break;
    }
    return 0;
}
