// SPDX-License-Identifier: Apache-2.0
// What a price source signs, made with the keys of a development signer set: price updates in the
// public format, surfaces and marks (wire.md §3). Leaves out sending them (publisher.hpp). No key
// of a public network is ever here.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/domain/genesis.hpp>
#include <ballast/domain/market_update.hpp>
#include <ballast/domain/request.hpp>
#include <ballast/feeds/feed_price.hpp>
#include <ballast/wire/vaa.hpp>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace ballast::feeds {

enum class SignerProblem : std::uint8_t
{
    KeyNotInSet,   ///< a key whose address is not in the price source's set
    DuplicateKey,  ///< the same key twice
    BelowQuorum,   ///< fewer keys than the set's quorum
};
/// A sentence for a person.
[[nodiscard]] std::string_view describe(SignerProblem problem);

enum class PublishProblem : std::uint8_t
{
    NoPrices,       ///< nothing to publish
    TooManyPrices,  ///< more than prices_max
    PriceNotPositive,
    DuplicateFeed,
    TimeNotNewer,    ///< a time is not after the last one of its kind
    TimeOutOfRange,  ///< publish_time_s does not fit the 32 bits of an envelope
    OutOfFormat,     ///< a surface or marks that docs/formats/market_updates.md refuses
};
/// A sentence for a person.
[[nodiscard]] std::string_view describe(PublishProblem problem);

/// Most prices in one update: with their proofs and signatures they stay below what a record's
/// evidence may hold.
inline constexpr std::size_t prices_max = 192;

/// Makes one message after the other, each newer than the last of its kind; not for several
/// threads.
class PriceSigner
{
public:
    /// A signer for `source` with at least a quorum of its keys, in any order; signs with exactly a
    /// quorum.
    [[nodiscard]] static Result<PriceSigner, SignerProblem> make(
        GenesisPriceSource source, std::vector<crypto::SecretKey> keys);

    /// The bytes of an update that carries all `prices` at `publish_time_s`.
    [[nodiscard]] Result<Bytes, PublishProblem> sign(std::span<const FeedPrice> prices,
                                                     std::int64_t publish_time_s);
    /// The bytes of a VAA that carries the surface, later than the last one of its underlying.
    [[nodiscard]] Result<Bytes, PublishProblem> sign_surface(const VolatilityUpdate& surface);
    /// The bytes of a VAA that carries these marks, in any order, each later than the last one of
    /// its instrument, and the last ones of all other instruments: one message says what is known.
    [[nodiscard]] Result<Bytes, PublishProblem> sign_marks(std::span<const InstrumentMark> marks);

private:
    struct Member
    {
        std::uint8_t index{};
        crypto::SecretKey key;
    };
    struct History
    {
        std::int64_t publish_time_s{};
        std::int64_t ema_price{};
        std::uint64_t ema_conf{};
        std::int32_t expo{};
    };

    PriceSigner(GenesisPriceSource source, std::vector<Member> members);
    [[nodiscard]] Result<void, PublishProblem> check(std::span<const FeedPrice> prices,
                                                     std::int64_t publish_time_s) const;
    [[nodiscard]] PricePoint next_point(const FeedPrice& price, std::int64_t publish_time_s);
    [[nodiscard]] wire::Vaa seal(std::int64_t time_s, Bytes payload) const;

    GenesisPriceSource source_;
    std::vector<Member> members_;
    std::map<Bytes32, History> history_;
    std::int64_t last_publish_time_s_{};
    std::map<Bytes32, std::uint64_t> surface_times_s_;  ///< by underlying
    std::map<InstrumentName, InstrumentMark> marks_;
};

}  // namespace ballast::feeds
