// SPDX-License-Identifier: Apache-2.0
// The parts that several methods share, and each method's own reader. Internal to this module.
#pragma once
#include <ballast/portfolio/model_file.hpp>
#include <ballast/portfolio/reader.hpp>

namespace ballast::portfolio {

/// [[grid]] with spots, volatilities and perhaps a dampening; every row gives spots times
/// volatilities in that order. `with_same`: whether nothing moving is a scenario of its own.
[[nodiscard]] std::vector<market::Scenario> read_grid(Reader& root, bool with_same);
/// [volatility]; an absent key keeps what `absent` has.
[[nodiscard]] market::VolatilityMoves read_moves(Reader& root,
                                                 const market::VolatilityMoves& absent);

[[nodiscard]] risk::ScenarioModel read_scenario_model(Reader& root);
[[nodiscard]] risk::PositionModel read_position_model(Reader& root);
[[nodiscard]] risk::ExpiryModel read_expiry_model(Reader& root);
[[nodiscard]] risk::InverseModel read_inverse_model(Reader& root);

}  // namespace ballast::portfolio
