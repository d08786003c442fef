// SPDX-License-Identifier: Apache-2.0
// SHA-256 by OpenSSL, the faster of the libraries at hand (tests/bench/attest_bench.cpp). Its EVP
// interface allocates and may fail; the plain one does neither, which is why it is used although
// OpenSSL 3 calls it old.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "sha256.hpp"

#include <openssl/sha.h>

#include <new>
#include <type_traits>

namespace ballast::crypto {

Sha256::Sha256() noexcept
{
    static_assert(sizeof(SHA256_CTX) == context_size && alignof(SHA256_CTX) <= 8);
    static_assert(std::is_trivially_copyable_v<SHA256_CTX>);
    SHA256_Init(new (context_.data()) SHA256_CTX);
}

Sha256& Sha256::update(BytesView bytes) noexcept
{
    SHA256_Update(std::launder(reinterpret_cast<SHA256_CTX*>(context_.data())), bytes.data(),
                  bytes.size());
    return *this;
}

Bytes32 Sha256::digest() const noexcept
{
    // On a copy, since finishing spoils the context.
    SHA256_CTX context;
    std::memcpy(&context, context_.data(), sizeof context);
    Bytes32 out;
    SHA256_Final(out.bytes.data(), &context);
    return out;
}

Bytes32 sha256(BytesView bytes) { return sha256({bytes}); }

Bytes32 sha256(std::initializer_list<BytesView> parts)
{
    SHA256_CTX context;
    SHA256_Init(&context);
    for (const BytesView part : parts) SHA256_Update(&context, part.data(), part.size());
    Bytes32 out;
    SHA256_Final(out.bytes.data(), &context);
    return out;
}

}  // namespace ballast::crypto
