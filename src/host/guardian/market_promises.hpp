// SPDX-License-Identifier: Apache-2.0
// Surfaces and marks that a guardian holds and the hub owes: one promise for each underlying, and
// one for marks, at a time. A promise is kept when the journal has what is at least as new, whether
// the engine took it or not, and over when it is stale. Pure: time is an argument.
#pragma once
#include <ballast/domain/command.hpp>
#include <ballast/engine/state.hpp>
#include <map>
#include <vector>

namespace ballast::guardian {

class MarketPromises
{
public:
    /// The journal has this command.
    void note_sequenced(const Command& command);
    /// The journal was cut: what was sequenced may not be any more.
    void forget_sequenced() { sequenced_s_.clear(); }

    /// Promises a surface or marks under `digest`. Returns the moment after which that is void;
    /// nothing when the journal has them, or the promise before is still open.
    [[nodiscard]] std::optional<std::int64_t> make(const engine::State& state,
                                                   const Command& command, const Bytes32& digest);
    /// Takes out the promises that are kept or over: their digests.
    [[nodiscard]] std::vector<Bytes32> settle(const engine::State& state, std::int64_t now_ms);

private:
    /// A surface, by the feed of its underlying, or a mark, by its instrument's name.
    struct Subject
    {
        bool is_mark{};
        Bytes32 id;
        auto operator<=>(const Subject&) const = default;
    };
    struct Item
    {
        Subject subject;
        std::uint64_t time_s{};
        std::int64_t void_after_ms{};
    };
    struct Promise
    {
        Bytes32 digest;
        std::vector<Item> items;
    };
    [[nodiscard]] static std::vector<Item> items_of(const Genesis& genesis, const Command& command);
    [[nodiscard]] bool is_in(const engine::State& state, const Item& item) const;

    std::map<Subject, std::uint64_t> sequenced_s_;  ///< newest times, of listed ones only
    std::map<Subject, Promise> open_;  ///< marks share one place, that of no instrument
};

}  // namespace ballast::guardian
