// SPDX-License-Identifier: Apache-2.0
// A configuration problem as one line of text.
#include "config_problem.hpp"

namespace ballast::config {

std::string ConfigProblem::sentence() const
{
    std::string out = file;
    if (line != 0) out += ":" + std::to_string(line) + ":" + std::to_string(column);
    out += ": ";
    if (!key.empty()) out += key + ": ";
    return out + "found " + found + ", expected " + expected;
}

}  // namespace ballast::config
