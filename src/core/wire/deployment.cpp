// SPDX-License-Identifier: Apache-2.0
// Ids and emitters by Keccak, as the contracts derive them.
#include "deployment.hpp"

#include <ballast/crypto/keccak256.hpp>
#include <ballast/wire/abi.hpp>

namespace ballast::wire {
namespace {
Bytes32 labelled(std::string_view label, const Bytes32& id)
{
    return crypto::keccak256({as_bytes(label), id.view()});
}
}  // namespace

Bytes32 deployment_id(std::string_view name, std::span<const Bytes20> guardians,
                      const Bytes32& salt)
{
    std::vector<abi::Value> keys;
    keys.reserve(guardians.size());
    for (const Bytes20& guardian : guardians) keys.push_back(abi::address(guardian));
    const std::array arguments{abi::text(name), abi::array(std::move(keys)), abi::word(salt)};
    return crypto::keccak256(abi::encode(arguments));
}

Bytes32 governance_emitter(const Bytes32& deployment)
{
    return labelled("BALLAST_GOVERNANCE", deployment);
}

Bytes32 head_emitter(const Address& contract) { return labelled("BALLAST_HEAD", contract.value); }

Bytes32 provisional_emitter(const Address& contract)
{
    return labelled("BALLAST_PROVISIONAL", contract.value);
}

std::uint64_t provisional_sequence(const Bytes32& block_hash, std::uint64_t log_index)
{
    Bytes index;
    append_big_endian(index, log_index);
    const Bytes32 hash = crypto::keccak256({block_hash.view(), index});
    return read_big_endian<std::uint64_t>(hash.bytes.data() + 24);
}

}  // namespace ballast::wire
