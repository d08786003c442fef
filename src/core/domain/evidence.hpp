// SPDX-License-Identifier: Apache-2.0
// The kinds of signed bytes a journal record may hold. Intake derives the one command that follows
// from them.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>

namespace ballast {

enum class EvidenceKind : std::uint8_t
{
    Genesis = 0,       ///< canonical Genesis; its hash is what guardians are configured with
    Attestation = 1,   ///< a VAA: observation or HEAD
    PriceUpdate = 2,   ///< an accumulator update
    Trade = 3,         ///< canonical SignedTrade
    Withdrawal = 4,    ///< canonical Withdraw with its signature
    Change = 5,        ///< an operator's signed change
    MarketUpdate = 6,  ///< a price source's VAA: volatility or marks
};
BOOST_DESCRIBE_ENUM(EvidenceKind, Genesis, Attestation, PriceUpdate, Trade, Withdrawal, Change,
                    MarketUpdate)

}  // namespace ballast
