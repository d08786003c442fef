// SPDX-License-Identifier: Apache-2.0
// Signed observations in the store, by their place.
#include "observation_signer.hpp"

#include <fmt/format.h>

#include <ballast/domain/codec.hpp>
#include <ballast/guardian/follower_store.hpp>
#include <ballast/wire/observation_message.hpp>

namespace ballast::guardian {
namespace {
/// The place of an observation: events and HEADs of a contract count separately.
Bytes place_of(const Observation& observation)
{
    Bytes out;
    codec::encode(out, observation.chain);
    codec::encode(out, observation.emitter);
    codec::encode(out, observation.sequence);
    return out;
}
}  // namespace

Result<Observe, std::string> ObservationSigner::sign(const Observation& observation)
{
    Bytes body = wire::encode_observation(observation);
    const Bytes place = place_of(observation);
    if (const auto kept = store_.blob(observations_space, place))
    {
        auto before = codec::decode_whole<Observe>(*kept);
        if (before && before->body == body) return std::move(*before);
        return fail(fmt::format("chain {} reports sequence {} with another content than was signed",
                                observation.chain.value, observation.sequence));
    }
    const Signature signature = crypto::sign(wire::vaa_digest(body), key_);
    Observe out{index_, std::move(body), signature};
    auto kept = store_.put_blob(observations_space, place, codec::encoded(out));
    if (kept) kept = store_.sync();
    if (!kept) return fail(std::string{env::describe(kept.error())});
    ++count_;
    return out;
}

std::vector<Observe> ObservationSigner::unapplied(
    const std::function<bool(const Observation&)>& is_applied)
{
    std::vector<Observe> out;
    std::vector<Bytes> over;
    (void)store_.for_each_blob(observations_space, {}, [&](BytesView place, BytesView value) {
        auto observe = codec::decode_whole<Observe>(value);
        if (!observe) return env::Walk::Continue;
        const auto body = wire::parse_vaa_body(observe->body);
        const auto observation =
            body ? wire::parse_observation(*body) : fail(wire::DecodeError::Truncated);
        if (observation && is_applied(*observation))
            over.emplace_back(place.begin(), place.end());
        else if (observation)
            out.push_back(std::move(*observe));
        return env::Walk::Continue;
    });
    // What is applied stands in the journal with its quorum; a failed removal costs only space.
    for (const Bytes& place : over) (void)store_.drop_blob(observations_space, place);
    return out;
}

}  // namespace ballast::guardian
