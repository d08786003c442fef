// SPDX-License-Identifier: Apache-2.0
// Runs each file of the given folders through the fuzz target, so that a corpus is a regression
// test.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv)
{
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i)
        for (const auto& entry : std::filesystem::recursive_directory_iterator{argv[i]})
            if (entry.is_regular_file())
            {
                std::ifstream file{entry.path(), std::ios::binary};
                const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
                LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                       bytes.size());
                ++count;
            }
    std::printf("%zu corpus files replayed\n", count);
    return count == 0 ? 1 : 0;  // an empty corpus would be a test that cannot fail
}
