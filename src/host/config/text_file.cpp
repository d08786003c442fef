// SPDX-License-Identifier: Apache-2.0
// Reading a text file with a sentence for each way in which that fails.
#include "text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace ballast::config {

Result<std::string, ConfigProblem> read_text_file(const std::filesystem::path& path,
                                                  std::size_t size_max)
{
    const auto problem = [&](std::string found, std::string expected) {
        return fail(ConfigProblem{
            .file = path.string(), .found = std::move(found), .expected = std::move(expected)});
    };
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return problem("a folder", "a file");
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) return problem(std::strerror(errno), "a file that can be read");
    std::string text;
    char block[16 * 1024];
    while (file.read(block, sizeof block) || file.gcount() > 0)
    {
        text.append(block, static_cast<std::size_t>(file.gcount()));
        if (text.size() > size_max)
            return problem("a larger file", "at most " + std::to_string(size_max) + " bytes");
    }
    if (file.bad()) return problem("an error while reading", "a file that can be read");
    return text;
}

}  // namespace ballast::config
