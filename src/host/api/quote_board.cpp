// SPDX-License-Identifier: Apache-2.0
// The quote board.
#include "quote_board.hpp"

#include <algorithm>
#include <tuple>

namespace ballast::api {

PostOutcome QuoteBoard::post(const BoardQuote& quote, std::int64_t now_ms)
{
    drop_expired(now_ms);
    const SignerKey key{quote.quote.maker.owner(), quote.quote.nonce};
    if (const auto known = by_signer_.find(key); known != by_signer_.end())
        return known->second.digest == quote.digest ? PostOutcome::AlreadyThere
                                                    : PostOutcome::NonceUsed;
    if (by_signer_.size() >= quotes_max_) return PostOutcome::BoardFull;
    const auto count = count_of_.find(key.signer);
    if (count != count_of_.end() && count->second >= per_maker_max_) return PostOutcome::MakerFull;
    ++count_of_[key.signer];
    by_expiry_.emplace(quote.quote.expiry_s, key);
    by_signer_.emplace(key, quote);
    return PostOutcome::Posted;
}

std::vector<BoardQuote> QuoteBoard::side(const InstrumentName& instrument, bool makers_buy,
                                         std::int64_t now_ms)
{
    drop_expired(now_ms);
    std::vector<BoardQuote> out;
    for (const auto& [key, quote] : by_signer_)
        if (quote.quote.instrument == instrument && (quote.quote.quantity_e18 > 0) == makers_buy)
            out.push_back(quote);
    std::stable_sort(out.begin(), out.end(), [&](const BoardQuote& a, const BoardQuote& b) {
        if (a.quote.price_e18 != b.quote.price_e18)
            return makers_buy ? a.quote.price_e18 > b.quote.price_e18
                              : a.quote.price_e18 < b.quote.price_e18;
        return a.quote.expiry_s > b.quote.expiry_s;
    });
    return out;
}

void QuoteBoard::drop_expired(std::int64_t now_ms)
{
    const auto now_s = static_cast<std::uint64_t>(now_ms / 1000);
    // A quote may no longer be taken in the second that it names.
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now_s)
    {
        const SignerKey key = by_expiry_.begin()->second;
        by_expiry_.erase(by_expiry_.begin());
        by_signer_.erase(key);
        const auto count = count_of_.find(key.signer);
        if (--count->second == 0) count_of_.erase(count);
    }
}

}  // namespace ballast::api
