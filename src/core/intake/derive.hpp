// SPDX-License-Identifier: Apache-2.0
// The one way into the engine: from evidence to the command that follows from it. A pure function,
// so that a guardian derives the very same command from the same bytes. Leaves out order and time
// beyond "is the set still valid".
#pragma once
#include <ballast/domain/command.hpp>
#include <ballast/domain/evidence.hpp>
#include <ballast/intake/sources.hpp>
#include <string_view>

namespace ballast::intake {

enum class IntakeError : std::uint8_t
{
    Malformed,          ///< the bytes do not decode
    NotAttested,        ///< signatures, quorum or source do not prove it
    UnknownVenue,       ///< a trade on a venue that is not part of the deployment
    NoKnownFeed,        ///< a price update without a registered feed
    PriceOutOfRange,    ///< a price that is not positive, or outside its feed's exponents
    NoKnownUnderlying,  ///< a surface of what is no underlying of the deployment
    NoKnownInstrument,  ///< marks without one of a listed perpetual
    SurfaceOutOfRange,  ///< a forward or a rate beyond what margin reckons with
    InvalidGenesis,     ///< record 0 breaks a rule of genesis
    Unsupported,        ///< evidence of a later version
};

/// Why evidence gives no command: the kind, the precise code of the layer that refused, and its
/// sentence.
struct IntakeProblem
{
    IntakeError error{};
    std::string_view code;      ///< e.g. "BelowQuorum"
    std::string_view sentence;  ///< e.g. "fewer signatures than the signer set's rule wants"
    bool operator==(const IntakeProblem& other) const
    {
        return error == other.error && code == other.code;
    }
};

/// The command of `evidence`, believed at `time_ms`.
[[nodiscard]] Result<Command, IntakeProblem> derive_command(EvidenceKind kind, BytesView evidence,
                                                            const Sources& sources,
                                                            std::int64_t time_ms);

}  // namespace ballast::intake
