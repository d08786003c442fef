// SPDX-License-Identifier: Apache-2.0
// A portfolio and the market around it, as a file gives them: docs/formats/portfolio.md. Every
// number has been checked against its range, every name found. Leaves out what the portfolio needs
// (evaluate.hpp).
#pragma once
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/market/svi.hpp>
#include <ballast/portfolio/document.hpp>
#include <ballast/risk/haircut.hpp>
#include <optional>

namespace ballast::portfolio {

struct Chain
{
    std::string name;
    std::string domain;           ///< where settlement is one
    std::uint32_t premium_ppm{};  ///< L
};

struct Messenger
{
    std::string name;
    std::vector<std::string> domains;
};

/// A token on a chain; a negative amount is a debt.
struct Collateral
{
    std::string asset;
    std::string underlying;  ///< what it may hedge
    std::uint32_t chain{};   ///< index into chains
    std::int64_t amount_e8{};
    std::int64_t price_e8{};
    std::int64_t conf_e8{};
    risk::HaircutTerms haircut;
    /// What the haircut of a hedged part falls by: m alone, as far as the cap lets it be felt.
    std::uint32_t relief_initial_ppm{};
    std::uint32_t relief_maintenance_ppm{};
    Place place;
};

/// What a position shows as unrealised P&L: a price it was entered at, the amount itself, or (an
/// option that was paid for from cash) its whole value.
struct Position
{
    std::string name;
    InstrumentTerms terms;
    std::uint32_t chain{};  ///< of its venue
    std::int64_t quantity_e9{};
    std::optional<std::int64_t> entry_e8;
    std::optional<i128> unrealised_usd_e6;
    /// Where set, unrealised (or nothing) is what it was at this mark, and moves with the mark.
    std::optional<std::int64_t> anchor_e8;
    std::int64_t funding_usd_e6{};  ///< accrued, positive is the holder's
    std::string group;              ///< of offsets between groups (inverse models)
    Place place;
};

/// Volatilities in e15: published cases carry so many digits.
struct Expiry
{
    std::int64_t expiry_s{};
    std::int64_t forward_e8{};
    std::int64_t rate_e9{};
    std::optional<market::SviSlice> slice;
    std::int64_t volatility_e15{};  ///< of options without one of their own; 0: the slice's
    std::int64_t settled_e8{};      ///< mean of the settlement window so far, 0: not begun
};

struct InstrumentVolatility
{
    std::string name;
    std::int64_t volatility_e15{};
};

struct Underlying
{
    std::string symbol;
    std::string class_name;
    std::int64_t index_e8{};
    std::int64_t conf_e8{};
    std::uint32_t feed_score_ppm{1'000'000};  ///< how sure a feed is of itself (derive-pmrm2)
    std::int64_t mark_e8{};                   ///< of perpetuals; 0: the index
    std::vector<Expiry> expiries;             ///< ascending
    std::vector<InstrumentVolatility> volatilities;
    Place place;

    [[nodiscard]] const Expiry* expiry(std::int64_t expiry_s) const;
    /// A volatility of an option of its own or of its expiry; 0: the slice's.
    [[nodiscard]] std::int64_t volatility_e15(const std::string& instrument,
                                              const Expiry& expiry) const;
};

struct PortfolioFile
{
    std::string name;
    std::string note;
    std::int64_t now_ms{};
    std::int64_t stable_price_e8{100'000'000};  ///< of the settlement token
    std::uint32_t confidence_k_ppm{1'000'000};  ///< k of price -+ k*conf in E_IM
    std::vector<Chain> chains;
    std::vector<Messenger> messengers;
    std::vector<Collateral> collateral;  ///< in the order of their chains
    i128 cash_usd_e6{};                  ///< negative: owed
    std::vector<Position> positions;
    std::vector<Position> orders;  ///< each may be filled or not
    std::vector<Underlying> underlyings;
    Node models;  ///< what the file changes in models, by name

    [[nodiscard]] std::optional<std::uint32_t> chain(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint32_t> underlying(std::string_view symbol) const;
};

/// A name that says all of the terms; spelled out where none can.
[[nodiscard]] std::string display_name(const InstrumentTerms& terms);

/// The portfolio of a document.
[[nodiscard]] Result<PortfolioFile, ConfigProblem> read_portfolio(const Node& document);
/// As read_portfolio, from a file.
[[nodiscard]] Result<PortfolioFile, ConfigProblem> read_portfolio_file(
    const std::filesystem::path& file);

}  // namespace ballast::portfolio
