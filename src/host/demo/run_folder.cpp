// SPDX-License-Identifier: Apache-2.0
// Making, filling and clearing the folder of a run.
#include "run_folder.hpp"

#include <ballast/env/entropy.hpp>
#include <ballast/env/secret_file.hpp>
#include <fstream>

namespace ballast::demo {
namespace {
namespace fs = std::filesystem;

/// The file that shows that a folder is a run's.
constexpr std::string_view mark = ".ballast-demo";

Answer<void> refuse_foreign(const fs::path& path)
{
    std::error_code error;
    if (!fs::exists(path, error) || fs::exists(path / mark, error)) return {};
    if (fs::is_directory(path, error) && fs::is_empty(path, error)) return {};
    return failure("'" + path.string() +
                   "' holds something that no run of the demo left there: name another folder "
                   "with --run-folder");
}
}  // namespace

Answer<RunFolder> RunFolder::prepare(const fs::path& wanted)
{
    std::error_code error;
    const fs::path path = fs::absolute(wanted, error).lexically_normal();
    BALLAST_CHECK(refuse_foreign(path));
    fs::create_directories(path, error);
    if (!error) std::ofstream{path / mark};
    for (fs::directory_iterator entry{path, error}, end; !error && entry != end;
         entry.increment(error))
        if (entry->path().filename() != mark) fs::remove_all(entry->path(), error);
    if (!error) fs::create_directories(path / "logs", error);
    if (!error) fs::create_directory(path / "keys", error);
    if (!error) fs::permissions(path / "keys", fs::perms::owner_all, error);
    if (error)
        return failure("cannot prepare the run folder '" + path.string() + "': " + error.message());
    return RunFolder{path};
}

fs::path RunFolder::key_file(std::string_view name) const
{
    return path_ / "keys" / (std::string{name} + ".key");
}

fs::path RunFolder::log_file(std::string_view name) const
{
    return path_ / "logs" / (std::string{name} + ".log");
}

Answer<crypto::SecretKey> RunFolder::make_key(std::string_view name) const
{
    env::SystemEntropy entropy;
    for (;;)
    {
        const Bytes32 bytes = entropy.bytes32();
        auto key = crypto::SecretKey::from_bytes(bytes);
        if (!key) continue;  // almost all 32 bytes are a key
        const auto written = env::write_secret_file(key_file(name).string(), bytes);
        if (!written) return failure(written.error().sentence());
        return *std::move(key);
    }
}

Answer<void> RunFolder::write(std::string_view name, std::string_view text) const
{
    const fs::path whole = file(name);
    const fs::path part = whole.string() + ".part";
    std::ofstream out{part, std::ios::binary};
    out << text;
    out.close();
    std::error_code error;
    if (out) fs::rename(part, whole, error);
    if (!out || error) return failure("cannot write '" + whole.string() + "': is the disk full?");
    return {};
}

void RunFolder::remove_secrets_and_stores() const
{
    std::error_code error;
    for (fs::directory_iterator entry{path_, error}, end; !error && entry != end;
         entry.increment(error))
    {
        const std::string name = entry->path().filename().string();
        if (name == "keys" || name.ends_with("-store") || name.ends_with("-nonce"))
            fs::remove_all(entry->path(), error);
    }
}

}  // namespace ballast::demo
