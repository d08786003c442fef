// SPDX-License-Identifier: Apache-2.0
// Making messages, right and wrong.
#include "attestation_forge.hpp"

#include <ballast/wire/abi.hpp>
#include <ballast/wire/observation_message.hpp>

namespace ballast::demo {
namespace {
namespace abi = wire::abi;

constexpr std::string_view observed_event = "Observed(uint64,uint8,bytes)";

Answer<ObservationBody> read_body(const chains::evm::Log& log)
{
    const auto kind = abi::to_number(log.topics[2]);
    const auto fields = abi::Reader{log.data}.bytes(0);
    if (!kind || !fields) return failure("the log is no observation");
    auto body = wire::parse_observation_body(static_cast<std::uint8_t>(*kind), *fields);
    if (!body) return failure(std::string{wire::describe(body.error())});
    return *std::move(body);
}
}  // namespace

Answer<Bytes> observation_body(const LocalChain& chain, const Receipt& receipt,
                               const Genesis& genesis)
{
    for (const auto& log : receipt.logs)
    {
        if (log.topics.size() != 3 || log.topics[0] != abi::event_topic(observed_event)) continue;
        BALLAST_TRY(auto body, read_body(log));
        const auto sequence = abi::to_number(log.topics[1]);
        if (!sequence) return failure("the log has no number");
        BALLAST_TRY(const std::uint64_t time_s, chain.time_of_block(receipt.block_number));
        return wire::encode_observation({.chain = chain.id(),
                                         .emitter = Address::from_evm(log.address),
                                         .sequence = static_cast<std::uint64_t>(*sequence),
                                         .timestamp_s = time_s,
                                         .deployment = genesis.deployment_id,
                                         .eip155 = chain.eip155(),
                                         .contract = Address::from_evm(log.address),
                                         .block_number = receipt.block_number,
                                         .block_hash = receipt.block_hash,
                                         .body = std::move(body)});
    }
    return failure("the receipt holds no observation");
}

Bytes sign_message(BytesView body, std::span<const crypto::SecretKey> guardians,
                   std::span<const std::uint8_t> indices)
{
    const Bytes32 digest = wire::vaa_digest(body);
    std::vector<wire::VaaSignature> signatures;
    for (const std::uint8_t index : indices)
        signatures.push_back({index, crypto::sign(digest, guardians[index])});
    return wire::encode_vaa(0, signatures, body);
}

Answer<Bytes> alter_payload(BytesView vaa, std::size_t from_end)
{
    auto parsed = wire::parse_vaa(vaa);
    if (!parsed || from_end == 0 || from_end > parsed->body.payload.size())
        return failure("there is no such byte to alter");
    Bytes& payload = parsed->body.payload;
    payload[payload.size() - from_end] ^= 1U;
    return wire::encode_vaa(*parsed);
}

Answer<Bytes> keep_signatures(BytesView vaa, std::size_t count)
{
    auto parsed = wire::parse_vaa(vaa);
    if (!parsed || parsed->signatures.size() < count) return failure("there are not so many");
    parsed->signatures.resize(count);
    return wire::encode_vaa(*parsed);
}

}  // namespace ballast::demo
