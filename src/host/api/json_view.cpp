// SPDX-License-Identifier: Apache-2.0
// The parts of the JSON view that need no template.
#include "json_view.hpp"

#include <array>

namespace ballast::api {
namespace {
/// A unit at the end of a name, what stands in its place beside the decimal, and its digits.
struct Unit
{
    std::string_view suffix;
    std::string_view shown;
    unsigned digits{};
};
constexpr std::array units = {Unit{"_e6", "", 6}, Unit{"_e8", "", 8}, Unit{"_e9", "", 9},
                              Unit{"_e18", "", 18}, Unit{"_ppm", "_percent", 4}};
}  // namespace

std::optional<DecimalField> decimal_field(std::string_view name)
{
    for (const Unit& unit : units)
        if (name.ends_with(unit.suffix))
        {
            name.remove_suffix(unit.suffix.size());
            return DecimalField{std::string{name} + std::string{unit.shown}, unit.digits};
        }
    return {};
}

std::string address_text(const Address& address)
{
    return address.is_evm() ? to_hex_0x(address.evm().view()) : to_hex_0x(address.value.view());
}

std::string_view alternative_name(const ObservationBody& body)
{
    static constexpr std::array<std::string_view, std::variant_size_v<ObservationBody>> names = {
        "Locked", "Released",    "Voided",  "SetChanged",      "Provisional", "KeyRegistered",
        "Filled", "Transferred", "Settled", "LiquidatorOpted", "Head"};
    return names[body.index()];
}

std::string_view alternative_name(const OrderBody& body)
{
    static constexpr std::array<std::string_view, std::variant_size_v<OrderBody>> names = {
        "Release", "Permit", "Transfer", "Cancel", "Settle"};
    return names[body.index()];
}

}  // namespace ballast::api
