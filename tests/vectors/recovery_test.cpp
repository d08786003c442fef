// SPDX-License-Identifier: Apache-2.0
// Edge cases of key recovery, from go-ethereum. Its precompile takes high s, which is refused here.
#include <gtest/gtest.h>

#include <ballast/crypto/secp256k1.hpp>

#include "vector_files.hpp"

using namespace ballast;
using namespace ballast::vectors;
using crypto::SignatureError;
namespace json = boost::json;

namespace {
/// order - s with the other recovery id: the same signer's low form.
Signature lowered(Signature signature)
{
    constexpr std::string_view order =
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    const auto n = *parse_hex_fixed<32>(order);
    int borrow = 0;
    for (std::size_t i = 32; i-- > 0;)
    {
        const int difference = n.bytes[i] - signature.bytes[32 + i] - borrow;
        signature.bytes[32 + i] = static_cast<std::uint8_t>(difference & 0xff);
        borrow = difference < 0 ? 1 : 0;
    }
    signature.bytes[64] ^= 1U;
    return signature;
}

struct Precompiled
{
    Bytes32 digest;
    Bytes32 v;
    Signature signature;  ///< recid is v - 27
};
Precompiled parse_input(BytesView bytes)
{
    Precompiled out;
    const auto word = [&](std::size_t at) {
        return Bytes32::from(std::span<const std::uint8_t, 32>{bytes.data() + at, 32});
    };
    out.digest = word(0);
    out.v = word(32);
    std::copy_n(bytes.data() + 64, 64, out.signature.bytes.begin());
    out.signature.bytes[64] = static_cast<std::uint8_t>(out.v.bytes[31] - 27);
    return out;
}
}  // namespace

TEST(KeyRecovery, AgreesWithGoEthereumExceptForHighS)
{
    BALLAST_NEEDS_PUBLIC_VECTORS();
    int recovered = 0;
    const json::value file = read_public_vectors("wormhole/geth_ecRecover.json");
    for (const json::value& item : file.as_array())
    {
        const json::object& vector = item.as_object();
        SCOPED_TRACE(vector.at("Name").as_string());
        const Precompiled input = parse_input(bytes_of(vector.at("Input")));
        const Bytes expected = bytes_of(vector.at("Expected"));
        Bytes32 v_low;
        v_low.bytes[31] = input.v.bytes[31];
        // A v with upper bits has no one-byte form, so that it never gets as far as here.
        if (input.v != v_low)
        {
            EXPECT_TRUE(expected.empty());
            continue;
        }
        auto address = crypto::recover(input.digest, input.signature);
        if (!address && address.error() == SignatureError::HighS)
            address = crypto::recover(input.digest, lowered(input.signature));
        EXPECT_EQ(address.has_value(), !expected.empty());
        if (!address) continue;
        ++recovered;
        EXPECT_EQ(to_hex(address->view()), to_hex(BytesView{expected}.subspan(12)));
    }
    EXPECT_GT(recovered, 0);
}
