// SPDX-License-Identifier: Apache-2.0
// Where a run keeps its keys, configurations, stores, logs and results. Leaves out their contents.
#pragma once
#include <ballast/crypto/secp256k1.hpp>
#include <ballast/demo/failure.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace ballast::demo {

class RunFolder
{
public:
    /// Makes the folder, and removes from it what an earlier run of the demo left. A folder that
    /// holds anything else is refused: nothing of other people's is removed.
    [[nodiscard]] static Answer<RunFolder> prepare(const std::filesystem::path& path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path file(std::string_view name) const { return path_ / name; }
    /// "keys/NAME.key".
    [[nodiscard]] std::filesystem::path key_file(std::string_view name) const;
    /// "logs/NAME.log".
    [[nodiscard]] std::filesystem::path log_file(std::string_view name) const;

    /// Makes a random key and its file (mode 0600).
    [[nodiscard]] Answer<crypto::SecretKey> make_key(std::string_view name) const;
    /// Writes a file whole, or not at all.
    [[nodiscard]] Answer<void> write(std::string_view name, std::string_view text) const;
    /// Removes keys, stores and node states; results and logs stay.
    void remove_secrets_and_stores() const;

private:
    explicit RunFolder(std::filesystem::path path) : path_{std::move(path)} {}
    std::filesystem::path path_;
};

}  // namespace ballast::demo
