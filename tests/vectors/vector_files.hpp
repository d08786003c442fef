// SPDX-License-Identifier: Apache-2.0
// Where vectors lie, and the values in them. A vector that is missing or malformed throws: the test
// then fails.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/hex.hpp>
#include <ballast/domain/signer_set.hpp>
#include <ballast/numeric/int128.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ballast::vectors {

/// A file of tests/vectors.
[[nodiscard]] boost::json::value read_project_vectors(const std::string& name);

/// The folder of real messages: BALLAST_VECTORS, or ../shared/vectors from the project's root.
[[nodiscard]] std::optional<std::filesystem::path> public_folder();
[[nodiscard]] boost::json::value read_public_vectors(const std::string& path);

/// A line "label,hex" of a CSV file of the public folder.
struct LabelledBytes
{
    std::string label;
    Bytes bytes;
};
[[nodiscard]] std::vector<LabelledBytes> read_public_csv(const std::string& path);

[[nodiscard]] std::string_view text_of(const boost::json::value& value);
[[nodiscard]] Bytes bytes_of(const boost::json::value& hex);
/// An integer given as a number or as decimal text.
[[nodiscard]] i128 integer_of(const boost::json::value& value);
[[nodiscard]] std::uint64_t u64_of(const boost::json::value& value);
template <std::size_t N>
[[nodiscard]] FixedBytes<N> fixed_of(const boost::json::value& hex)
{
    return parse_hex_fixed<N>(text_of(hex)).value();
}
/// The addresses of a JSON array.
[[nodiscard]] std::vector<Bytes20> addresses_of(const boost::json::value& list);

/// Set `index` of mainnet_guardian_sets.json with the public network's rule and governance.
[[nodiscard]] SignerSet public_guardian_set(const boost::json::value& sets, std::uint32_t index);

}  // namespace ballast::vectors

/// Skips a test by name where the public folder is absent.
#define BALLAST_NEEDS_PUBLIC_VECTORS()        \
    if (!::ballast::vectors::public_folder()) \
    GTEST_SKIP() << "no folder of public vectors: set BALLAST_VECTORS"
