// SPDX-License-Identifier: Apache-2.0
// A guardian's status as one line of JSON.
#include <fmt/format.h>

#include <ballast/base/hex.hpp>
#include <ballast/guardian/guardian.hpp>

namespace ballast::guardian {
namespace {
std::string json_text(std::string_view text)
{
    std::string out{'"'};
    for (const char c : text)
    {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + '"';
}

std::string number_or_null(const std::optional<Sequence>& value)
{
    return value ? fmt::format("{}", value->value) : "null";
}
}  // namespace

std::string GuardianStatus::to_json() const
{
    std::string reasons;
    for (const Refuse& refusal : refusals)
        reasons +=
            fmt::format(R"({}{{"code":"{}","sequence":{},"for_ever":{},"sentence":{}}})",
                        reasons.empty() ? "" : ",", name_of(refusal.code), refusal.sequence.value,
                        is_for_ever(refusal.code), json_text(refusal.sentence));
    std::string problems;
    for (const chains::ChainProblem& problem : chain_problems)
        problems += fmt::format(R"({}{{"kind":"{}","sentence":{}}})", problems.empty() ? "" : ",",
                                chains::name_of(problem.kind), json_text(problem.sentence));
    return fmt::format(
        R"({{"guardian":{},"connected":{},"peers_connected":{},"term":{},"sequence":{},"head":{},)"
        R"("certified":{},"signed_head":{},"state_sequence":{},"state_hash":"{}",)"
        R"("observations_signed":{},"orders_signed":{},"owed":{},"refusals":[{}],"chain_problems":[{}]}})",
        guardian_index, is_connected, peers_connected, term.value,
        head ? fmt::format("{}", head->sequence.value) : "null",
        head ? json_text(to_hex_0x(head->hash.view())) : "null", number_or_null(certified),
        number_or_null(signed_head), state_sequence.value, to_hex_0x(state_hash.view()),
        observations_signed, orders_signed, owed, reasons, problems);
}

}  // namespace ballast::guardian
