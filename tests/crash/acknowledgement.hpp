// SPDX-License-Identifier: Apache-2.0
// What a workload says is durable: the promise that a crash must not break.
#pragma once
#include <ballast/base/bytes.hpp>
#include <cstdint>
#include <functional>

namespace ballast::crash {

/// One promise. What `kind` and `number` mean is between a workload and its check.
struct Acknowledgement
{
    std::uint8_t kind{};
    std::uint64_t number{};
    Bytes32 digest;
    bool operator==(const Acknowledgement&) const = default;
};

/// Where a workload makes its promises, each after the thing is durable and not before.
using AcknowledgementSink = std::function<void(const Acknowledgement&)>;

}  // namespace ballast::crash
