// SPDX-License-Identifier: Apache-2.0
// The bytes that would be signed are made here and read back by wire's own parser: only what
// survives is believed.
#include <fmt/format.h>

#include <ballast/base/hex.hpp>
#include <ballast/chains/evm/observed_log.hpp>
#include <ballast/wire/abi.hpp>
#include <ballast/wire/observation_message.hpp>

namespace ballast::chains::evm {

namespace {

constexpr std::size_t topics_count = 3;

std::unexpected<std::string> bad(const Log& log, std::string_view what)
{
    return fail(fmt::format("log {} of block {} ({}) of contract {} {}", log.index,
                            log.block_number, to_hex_0x(log.block_hash.view()),
                            to_hex_0x(log.address.view()), what));
}

Observation common(const WatchedChain& chain, const Address& contract, const Header& header)
{
    return {.chain = chain.chain,
            .timestamp_s = header.timestamp_s,
            .deployment = chain.deployment,
            .eip155 = chain.eip155,
            .contract = contract,
            .block_number = header.number,
            .block_hash = header.hash};
}

/// The name of what wire refuses in the message that would be signed; nothing when it is canonical.
std::optional<std::string> problem_of(const Observation& observation)
{
    const auto body = wire::parse_vaa_body(wire::encode_observation(observation));
    if (!body) return std::string{wire::describe(body.error())};
    const auto again = wire::parse_observation(*body);
    if (!again) return std::string{wire::describe(again.error())};
    if (*again != observation) return "it reads back as something else";
    return std::nullopt;
}

/// The body's bytes in a log's data: one dynamic value, encoded in the one way that the compiler
/// has.
std::optional<Bytes> body_of(const Bytes& data)
{
    const auto body = wire::abi::Reader{data}.bytes(0);
    if (!body) return std::nullopt;
    const std::array again{wire::abi::bytes(*body)};
    if (wire::abi::encode(again) != data) return std::nullopt;
    return Bytes{body->begin(), body->end()};
}

/// HEAD and PROVISIONAL have emitters of their own: a contract does not say them.
bool is_sayable(std::uint8_t kind)
{
    return kind != static_cast<std::uint8_t>(ObservationType::Head) &&
           kind != static_cast<std::uint8_t>(ObservationType::Provisional);
}

}  // namespace

const Bytes32& observed_topic()
{
    static const auto topic = wire::abi::event_topic("Observed(uint64,uint8,bytes)");
    return topic;
}

Result<ObservedLog, std::string> read_observed_log(const WatchedChain& chain, const Header& header,
                                                   const Log& log)
{
    if (log.is_removed) return bad(log, "is marked as removed");
    if (log.block_hash != header.hash || log.block_number != header.number)
        return bad(log, "is not of the block that was asked for, " + to_hex_0x(header.hash.view()));
    const auto address = Address::from_evm(log.address);
    const auto found = std::ranges::find(chain.contracts, address, &WatchedContract::address);
    if (found == chain.contracts.end()) return bad(log, "is of a contract that is not followed");
    if (log.topics.size() != topics_count || log.topics[0] != observed_topic())
        return bad(log, "is no observation");
    const auto nonce = wire::abi::to_number(log.topics[1]);
    const auto kind = wire::abi::to_number(log.topics[2]);
    if (!nonce || *nonce > std::numeric_limits<std::uint64_t>::max() || !kind || *kind > 0xff)
        return bad(log, "has a nonce or a kind that is out of range");
    const auto type = static_cast<std::uint8_t>(*kind);
    const auto fields = body_of(log.data);
    if (!fields) return bad(log, "has data that are not one canonical byte string");
    if (!is_sayable(type)) return bad(log, "is of a kind that no contract emits");
    auto body = wire::parse_observation_body(type, *fields);
    if (!body) return bad(log, fmt::format("does not decode: {}", wire::describe(body.error())));

    ObservedLog out{.contract = static_cast<std::size_t>(found - chain.contracts.begin()),
                    .observation = common(chain, address, header)};
    out.observation.emitter = wire::observation_emitter(type_of(*body), address);
    out.observation.sequence = static_cast<std::uint64_t>(*nonce);
    out.observation.body = *std::move(body);
    if (const auto problem = problem_of(out.observation))
        return bad(log, "is not canonical: " + *problem);
    return out;
}

Result<Observation, std::string> make_head(const WatchedChain& chain, std::size_t contract,
                                           const Header& header, std::uint64_t event_nonce)
{
    const auto& address = chain.contracts[contract].address;
    auto head = common(chain, address, header);
    head.emitter = wire::observation_emitter(ObservationType::Head, address);
    head.sequence = header.number;
    head.body = Head{.event_nonce = event_nonce,
                     .finalised_timestamp_s = header.timestamp_s,
                     .state_root = header.state_root};
    if (const auto problem = problem_of(head))
        return fail(fmt::format("block {} ({}) has no canonical HEAD: {}", header.number,
                                to_hex_0x(header.hash.view()), *problem));
    return head;
}

}  // namespace ballast::chains::evm
