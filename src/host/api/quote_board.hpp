// SPDX-License-Identifier: Apache-2.0
// Makers' signed quotes until they expire, best price first: in memory, bounded, lost at a restart
// (a maker posts again). Leaves out verifying them. One thread at a time.
#pragma once
#include <ballast/domain/request.hpp>
#include <map>
#include <optional>
#include <vector>

namespace ballast::api {

/// A quote whose signature was checked on its venue's domain.
struct BoardQuote
{
    ChainId chain;
    Address venue;
    Quote quote;
    Signature signature;
    Bytes32 digest;
    bool operator==(const BoardQuote&) const = default;
};

enum class PostOutcome : std::uint8_t
{
    Posted,
    AlreadyThere,  ///< the very same quote
    NonceUsed,     ///< the maker has another quote with this nonce there
    BoardFull,
    MakerFull,  ///< the maker has too many quotes there
};

class QuoteBoard
{
public:
    QuoteBoard(std::size_t quotes_max, std::size_t per_maker_max)
        : quotes_max_{quotes_max}, per_maker_max_{per_maker_max}
    {}

    /// Adds an unexpired quote.
    [[nodiscard]] PostOutcome post(const BoardQuote& quote, std::int64_t now_ms);
    /// Unexpired quotes of an instrument whose makers buy (best: the highest price first) or sell
    /// (the lowest first); equal prices in order of expiry, the latest first.
    [[nodiscard]] std::vector<BoardQuote> side(const InstrumentName& instrument, bool makers_buy,
                                               std::int64_t now_ms);
    [[nodiscard]] std::size_t size() const { return by_signer_.size(); }

private:
    struct SignerKey
    {
        Bytes20 signer;
        std::uint64_t nonce{};
        auto operator<=>(const SignerKey&) const = default;
    };
    void drop_expired(std::int64_t now_ms);

    std::size_t quotes_max_;
    std::size_t per_maker_max_;
    std::map<SignerKey, BoardQuote> by_signer_;
    std::multimap<std::uint64_t, SignerKey> by_expiry_;
    std::map<Bytes20, std::size_t> count_of_;
};

}  // namespace ballast::api
