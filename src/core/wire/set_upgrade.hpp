// SPDX-License-Identifier: Apache-2.0
// Payload of a signer set upgrade (wire.md §1), of the public network ("Core") and of a deployment
// ("BallastCore", which also names the deployment). Leaves out whether it may take effect (attest).
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/domain/ids.hpp>
#include <ballast/wire/decode_error.hpp>
#include <vector>

namespace ballast::wire {

enum class UpgradeModule : std::uint8_t
{
    Core,         ///< the public network
    BallastCore,  ///< a deployment of ours
};

struct SetUpgrade
{
    UpgradeModule module{};
    Bytes32 deployment;         ///< zero for Core
    ChainId chain;              ///< 0: every chain
    std::uint32_t new_index{};  ///< never 0: set 0 is given, not upgraded to
    std::vector<Bytes20> keys;  ///< at least one; none zero, none twice
    bool operator==(const SetUpgrade&) const = default;
};

/// The upgrade of exactly these bytes.
[[nodiscard]] Result<SetUpgrade, DecodeError> parse_set_upgrade(BytesView payload);
/// The payload's bytes; at most 255 keys.
[[nodiscard]] Bytes encode_set_upgrade(const SetUpgrade& upgrade);

}  // namespace ballast::wire
