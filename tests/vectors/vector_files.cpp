// SPDX-License-Identifier: Apache-2.0
// Reading vector files.
#include "vector_files.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ballast::vectors {
namespace {
std::string read_text(const std::filesystem::path& path)
{
    const std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path.string()};
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}
}  // namespace

boost::json::value read_project_vectors(const std::string& name)
{
    return boost::json::parse(
        read_text(std::filesystem::path{BALLAST_SOURCE_DIR} / "tests/vectors" / name));
}

std::optional<std::filesystem::path> public_folder()
{
    const char* const chosen = std::getenv("BALLAST_VECTORS");
    const std::filesystem::path folder =
        chosen != nullptr ? std::filesystem::path{chosen}
                          : std::filesystem::path{BALLAST_SOURCE_DIR} / "../shared/vectors";
    if (!std::filesystem::is_directory(folder)) return {};
    return folder;
}

boost::json::value read_public_vectors(const std::string& path)
{
    return boost::json::parse(read_text(public_folder().value() / path));
}

std::vector<LabelledBytes> read_public_csv(const std::string& path)
{
    std::istringstream lines{read_text(public_folder().value() / path)};
    std::vector<LabelledBytes> out;
    for (std::string line; std::getline(lines, line);)
    {
        if (line.ends_with('\r')) line.pop_back();
        const std::size_t comma = line.rfind(',');
        if (comma == std::string::npos) continue;
        out.push_back({line.substr(0, comma), parse_hex(line.substr(comma + 1)).value()});
    }
    return out;
}

std::string_view text_of(const boost::json::value& value)
{
    const boost::json::string& text = value.as_string();
    return {text.data(), text.size()};
}

Bytes bytes_of(const boost::json::value& hex) { return parse_hex(text_of(hex)).value(); }

i128 integer_of(const boost::json::value& value)
{
    if (value.is_string()) return parse_decimal(text_of(value)).value();
    if (value.is_uint64()) return static_cast<i128>(value.as_uint64());
    return static_cast<i128>(value.as_int64());
}

std::uint64_t u64_of(const boost::json::value& value)
{
    const i128 wide = integer_of(value);
    if (wide < 0 || (wide >> 64U) != 0) throw std::range_error{"not an unsigned 64-bit integer"};
    return static_cast<std::uint64_t>(wide);
}

std::vector<Bytes20> addresses_of(const boost::json::value& list)
{
    std::vector<Bytes20> out;
    for (const boost::json::value& item : list.as_array()) out.push_back(fixed_of<20>(item));
    return out;
}

SignerSet public_guardian_set(const boost::json::value& sets, std::uint32_t index)
{
    SignerSet out;
    out.index = index;
    out.keys = addresses_of(sets.as_object().at(std::to_string(index)));
    out.rule = QuorumRule::TwoThirdsPlusOne;
    out.governance_chain = {1};
    out.governance_emitter.bytes[31] = 4;
    return out;
}

}  // namespace ballast::vectors
