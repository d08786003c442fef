// SPDX-License-Identifier: Apache-2.0
// Key files: hex text on one line, readable by their owner only. Leaves out what a key means.
#pragma once
#include <ballast/base/bytes.hpp>
#include <ballast/base/result.hpp>
#include <cstdint>
#include <string>

namespace ballast::env {

enum class SecretFileError : std::uint8_t
{
    NotFound,     ///< no such file
    Exists,       ///< a file is there already; secrets are never overwritten
    TooOpen,      ///< others than the owner may read or write it
    NotAFile,     ///< a folder, a link or a device
    BadContents,  ///< not 64 hexadecimal digits on one line
    Io,           ///< the system refused
};

/// What went wrong with which file, in a sentence that says what to do.
struct SecretFileProblem
{
    SecretFileError error{};
    std::string path;
    std::string detail;  ///< the system's words, where it has some
    [[nodiscard]] std::string sentence() const;
};

/// The 32 bytes of a key file of mode 0600 or 0400.
[[nodiscard]] Result<Bytes32, SecretFileProblem> read_secret_file(const std::string& path);
/// Writes a new key file of mode 0600, durable when it returns; never overwrites.
[[nodiscard]] Result<void, SecretFileProblem> write_secret_file(const std::string& path,
                                                                const Bytes32& secret);

}  // namespace ballast::env
