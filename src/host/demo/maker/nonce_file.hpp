// SPDX-License-Identifier: Apache-2.0
// Numbers that are never given out twice, not even after a crash: blocks of them are reserved in a
// file before any is used.
#pragma once
#include <ballast/demo/failure.hpp>
#include <cstdint>
#include <filesystem>

namespace ballast::demo {

class NonceFile
{
public:
    /// Goes on behind what the file has reserved; a file that is not there begins at 1.
    [[nodiscard]] static Answer<NonceFile> open(std::filesystem::path path);
    /// The next number; fails when the file cannot be written.
    [[nodiscard]] Answer<std::uint64_t> next();

private:
    NonceFile(std::filesystem::path path, std::uint64_t next)
        : path_{std::move(path)}, next_{next}, reserved_{next}
    {}
    [[nodiscard]] Answer<void> reserve(std::uint64_t end) const;

    std::filesystem::path path_;
    std::uint64_t next_{};
    std::uint64_t reserved_{};  ///< exclusive
};

}  // namespace ballast::demo
