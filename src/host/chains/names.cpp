// SPDX-License-Identifier: Apache-2.0
// Names and sentences of the chain-neutral enums.
#include <ballast/chains/submitter.hpp>
#include <ballast/chains/watcher.hpp>

namespace ballast::chains {

std::string_view name_of(ChainProblemKind kind)
{
    switch (kind)
    {
        case ChainProblemKind::Unreachable:
            return "Unreachable";
        case ChainProblemKind::BadAnswer:
            return "BadAnswer";
        case ChainProblemKind::FinalityStalled:
            return "FinalityStalled";
        case ChainProblemKind::NoBalance:
            return "NoBalance";
        case ChainProblemKind::FeesTooHigh:
            return "FeesTooHigh";
        case ChainProblemKind::TransactionStuck:
            return "TransactionStuck";
        case ChainProblemKind::WrongChain:
            return "WrongChain";
        case ChainProblemKind::WrongCode:
            return "WrongCode";
        case ChainProblemKind::BadLog:
            return "BadLog";
        case ChainProblemKind::NonceGap:
            return "NonceGap";
        case ChainProblemKind::FinalityViolated:
            return "FinalityViolated";
    }
    return "Unknown";
}

bool is_fatal(ChainProblemKind kind) { return kind >= ChainProblemKind::WrongChain; }

std::string_view name_of(OutcomeStatus status)
{
    switch (status)
    {
        case OutcomeStatus::Included:
            return "Included";
        case OutcomeStatus::Reverted:
            return "Reverted";
        case OutcomeStatus::Refused:
            return "Refused";
        case OutcomeStatus::Stopped:
            return "Stopped";
    }
    return "Unknown";
}

std::string_view describe(SubmitError error)
{
    switch (error)
    {
        case SubmitError::QueueFull:
            return "too many orders wait for their outcome already";
        case SubmitError::Duplicate:
            return "the same order is on its way already";
        case SubmitError::Malformed:
            return "the order lacks what its submission needs";
        case SubmitError::Stopped:
            return "the submitter was stopped";
    }
    return "unknown submission error";
}

}  // namespace ballast::chains
