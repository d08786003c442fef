// SPDX-License-Identifier: Apache-2.0
// The wire's type byte of each observation and order.
#include "observation.hpp"
#include "order.hpp"

namespace ballast {
namespace {
template <class... F>
struct Overloaded : F...
{
    using F::operator()...;
};
}  // namespace

ObservationType type_of(const ObservationBody& body)
{
    return std::visit(Overloaded{
                          [](const Locked&) { return ObservationType::Locked; },
                          [](const Released&) { return ObservationType::Released; },
                          [](const Voided&) { return ObservationType::Voided; },
                          [](const SetChanged&) { return ObservationType::SetChanged; },
                          [](const Provisional&) { return ObservationType::Provisional; },
                          [](const KeyRegistered&) { return ObservationType::Key; },
                          [](const Filled&) { return ObservationType::Filled; },
                          [](const Transferred&) { return ObservationType::Transferred; },
                          [](const Settled&) { return ObservationType::Settled; },
                          [](const LiquidatorOpted&) { return ObservationType::Liquidator; },
                          [](const Head&) { return ObservationType::Head; },
                      },
                      body);
}

OrderType type_of(const OrderBody& body)
{
    return std::visit(Overloaded{
                          [](const Release&) { return OrderType::Release; },
                          [](const Permit&) { return OrderType::Permit; },
                          [](const Transfer&) { return OrderType::Transfer; },
                          [](const Cancel&) { return OrderType::Cancel; },
                          [](const Settle&) { return OrderType::Settle; },
                      },
                      body);
}

}  // namespace ballast
