// SPDX-License-Identifier: Apache-2.0
// What is wrong with a configuration file: where it stands, what was found there, what was expected
// instead.
#pragma once
#include <cstdint>
#include <string>

namespace ballast::config {

/// One problem, ready to be shown: "genesis.toml:12:9: chains[0].eip155: found -1, expected a
/// number from 1 …".
struct ConfigProblem
{
    std::string file;
    std::uint32_t line{};    ///< from 1; 0 when the problem is with the file as a whole
    std::uint32_t column{};  ///< from 1; 0 with line 0
    std::string key;  ///< the path of the key, e.g. "tokens[2].asset"; empty for the whole file
    std::string found;
    std::string expected;

    /// The one-line form, as a compiler would write it.
    [[nodiscard]] std::string sentence() const;
    bool operator==(const ConfigProblem&) const = default;
};

}  // namespace ballast::config
