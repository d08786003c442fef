// SPDX-License-Identifier: Apache-2.0
// One number in a file: the first that is not reserved.
#include "nonce_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <ballast/numeric/int128.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace ballast::demo {
namespace {
constexpr std::uint64_t block = 1'000;
constexpr i128 last_nonce = static_cast<i128>(~std::uint64_t{0}) - block;

bool write_synced(const std::filesystem::path& path, const std::string& text)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return false;
    const bool is_written =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(file) == 0;
    return ::close(file) == 0 && is_written;
}
}  // namespace

Answer<NonceFile> NonceFile::open(std::filesystem::path path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return NonceFile{std::move(path), 1};
    std::ifstream in{path};
    std::string text;
    std::getline(in, text);
    const auto number = parse_decimal(text);
    if (!number || *number < 1 || *number > last_nonce)
        return failure("'" + path.string() + "' holds no nonce: expected one number from 1; " +
                       "remove it only if no quote of this key is alive");
    return NonceFile{std::move(path), static_cast<std::uint64_t>(*number)};
}

Answer<void> NonceFile::reserve(std::uint64_t end) const
{
    const std::filesystem::path part = path_.string() + ".part";
    const bool is_there = write_synced(part, std::to_string(end) + "\n") &&
                          ::rename(part.c_str(), path_.c_str()) == 0;
    if (is_there) return {};
    return failure("cannot write '" + path_.string() + "': " + std::strerror(errno));
}

Answer<std::uint64_t> NonceFile::next()
{
    if (next_ == reserved_)
    {
        BALLAST_CHECK(reserve(reserved_ + block));
        reserved_ += block;
    }
    return next_++;
}

}  // namespace ballast::demo
