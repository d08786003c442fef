// SPDX-License-Identifier: Apache-2.0
// The engine's one instance of the rules.
#include "apply.hpp"

#include "apply_impl.hpp"

namespace ballast::engine {

void apply(State& state, const SequencedCommand& command, OutcomeSink& sink)
{
    apply_command(state, command, sink);
}

}  // namespace ballast::engine
