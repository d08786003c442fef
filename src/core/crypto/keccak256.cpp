// SPDX-License-Identifier: Apache-2.0
// Keccak-256 by Crypto++: the one file of core that is compiled with exceptions, because that
// library's headers want them. Hashing never throws.
#include "keccak256.hpp"

#include <crypto++/keccak.h>

namespace ballast::crypto {

Bytes32 keccak256(BytesView bytes) { return keccak256({bytes}); }

Bytes32 keccak256(std::initializer_list<BytesView> parts)
{
    CryptoPP::Keccak_256 hash;
    for (const BytesView part : parts) hash.Update(part.data(), part.size());
    Bytes32 out;
    hash.Final(out.bytes.data());
    return out;
}

}  // namespace ballast::crypto
