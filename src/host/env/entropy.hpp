// SPDX-License-Identifier: Apache-2.0
// Random bytes for host code: the system's, for keys and challenges, and a seeded stream, for
// simulations.
#pragma once
#include <ballast/base/bytes.hpp>
#include <cstdint>
#include <mutex>
#include <span>

namespace ballast::env {

class Entropy
{
public:
    virtual ~Entropy() = default;
    /// Fills all of `out`.
    virtual void fill(std::span<std::uint8_t> out) = 0;

    [[nodiscard]] Bytes32 bytes32();
    [[nodiscard]] std::uint64_t number();
};

/// The kernel's generator (getrandom); ends the process where there is none, since no key could be
/// trusted then.
class SystemEntropy final : public Entropy
{
public:
    void fill(std::span<std::uint8_t> out) override;
};

/// The same bytes for the same seed (splitmix64). Never for keys of value.
class SeededEntropy final : public Entropy
{
public:
    explicit SeededEntropy(std::uint64_t seed) : state_{seed} {}
    void fill(std::span<std::uint8_t> out) override;

private:
    std::mutex mutex_;
    std::uint64_t state_;
};

}  // namespace ballast::env
