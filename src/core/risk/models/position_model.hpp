// SPDX-License-Identifier: Apache-2.0
// What a venue that knows nothing else of an account charges: percentages, position by position.
// USD e6, rounded up. Source: docs/margin.md, the model `standard`.
#pragma once
#include <ballast/domain/instrument_terms.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <cstdint>

namespace ballast::risk {

/// A part in both requirements, parts per million.
struct PositionRate
{
    std::uint32_t initial_ppm{};
    std::uint32_t maintenance_ppm{};  ///< at most initial
    bool operator==(const PositionRate&) const = default;
};
BOOST_DESCRIBE_STRUCT(PositionRate, (), (initial_ppm, maintenance_ppm))

struct PositionModel
{
    PositionRate perpetual{100'000, 65'000};  ///< of the notional at its mark
    PositionRate future{100'000, 65'000};
    PositionRate short_option{150'000, 75'000};        ///< of the index, less how far it is out ...
    PositionRate short_option_least{100'000, 75'000};  ///< ... of the money, but at least this
    std::uint32_t long_option_ppm{1'000'000};  ///< of its value: what was paid backs nothing
    bool operator==(const PositionModel&) const = default;
};
BOOST_DESCRIBE_STRUCT(PositionModel, (),
                      (perpetual, future, short_option, short_option_least, long_option_ppm))

/// One instrument as it is held; prices above 0, an option's mark at least 0.
struct PositionLine
{
    InstrumentTerms terms;
    std::int64_t quantity_e9{};
    std::int64_t mark_e8{};
    std::int64_t index_e8{};
};

struct PositionCharge
{
    i128 initial_usd_e6{};
    i128 maintenance_usd_e6{};
};

/// Linear: |q| * mark * rate. Options sold: |q| * index * max(rate - out / index, least) with
/// out = what the option is out of the money. Options bought: q * mark * long_option.
[[nodiscard]] PositionCharge charge_position(const PositionLine& line, const PositionModel& model);

}  // namespace ballast::risk
