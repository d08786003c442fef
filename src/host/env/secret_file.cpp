// SPDX-License-Identifier: Apache-2.0
// Key files on a POSIX system.
#include "secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ballast/base/hex.hpp>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace ballast::env {
namespace {

constexpr mode_t private_mode = 0600;
constexpr mode_t others = S_IRWXG | S_IRWXO;
/// A key, "0x" and an end of line, with room for a few spaces.
constexpr std::size_t file_size_max = 128;

/// A file descriptor that is closed at the end of its scope.
class File
{
public:
    explicit File(int descriptor) : descriptor_{descriptor} {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

SecretFileProblem problem(SecretFileError error, const std::string& path)
{
    return {.error = error, .path = path};
}

SecretFileProblem system_problem(const std::string& path)
{
    const int code = errno;
    const auto error = code == ENOENT   ? SecretFileError::NotFound
                       : code == EEXIST ? SecretFileError::Exists
                       : code == ELOOP  ? SecretFileError::NotAFile
                                        : SecretFileError::Io;
    return {.error = error, .path = path, .detail = std::generic_category().message(code)};
}

Result<std::string, SecretFileProblem> read_text(const File& file, const std::string& path)
{
    std::string text(file_size_max + 1, '\0');
    std::size_t size = 0;
    while (size < text.size())
    {
        const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(system_problem(path));
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > file_size_max) return fail(problem(SecretFileError::BadContents, path));
    text.resize(size);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
}

Result<void, SecretFileProblem> write_all(const File& file, std::string_view text,
                                          const std::string& path)
{
    while (!text.empty())
    {
        const ssize_t put = ::write(file.get(), text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return fail(system_problem(path));
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file.get()) != 0) return fail(system_problem(path));
    return {};
}

/// A new file is durable only when the folder that names it is.
Result<void, SecretFileProblem> sync_folder_of(const std::string& path)
{
    const auto folder = std::filesystem::path{path}.parent_path();
    const File file{
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (file.get() < 0 || ::fsync(file.get()) != 0) return fail(system_problem(path));
    return {};
}

}  // namespace

Result<Bytes32, SecretFileProblem> read_secret_file(const std::string& path)
{
    // No links: whoever may place one could choose the key. Not blocking: a pipe must not hang us.
    const File file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (file.get() < 0) return fail(system_problem(path));
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return fail(system_problem(path));
    if (!S_ISREG(status.st_mode)) return fail(problem(SecretFileError::NotAFile, path));
    if ((status.st_mode & others) != 0) return fail(problem(SecretFileError::TooOpen, path));
    BALLAST_TRY(const std::string text, read_text(file, path));
    const auto secret = parse_hex_fixed<32>(text);
    if (!secret) return fail(problem(SecretFileError::BadContents, path));
    return *secret;
}

Result<void, SecretFileProblem> write_secret_file(const std::string& path, const Bytes32& secret)
{
    const File file{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_mode)};
    if (file.get() < 0) return fail(system_problem(path));
    auto written = write_all(file, to_hex(secret.view()) + "\n", path);
    if (written) written = sync_folder_of(path);
    // Half a key must not stay: the next start would find it and refuse.
    if (!written) ::unlink(path.c_str());
    return written;
}

std::string SecretFileProblem::sentence() const
{
    std::string out = "key file " + path + ": ";
    switch (error)
    {
        case SecretFileError::NotFound:
            out += "there is none; make one, or correct the path";
            break;
        case SecretFileError::Exists:
            out += "there is one already, and keys are never overwritten; move it away first";
            break;
        case SecretFileError::TooOpen:
            out += "others than its owner may use it; run: chmod 600 " + path;
            break;
        case SecretFileError::NotAFile:
            out += "not a plain file; name the file itself";
            break;
        case SecretFileError::BadContents:
            out += "expected 64 hexadecimal digits on one line";
            break;
        case SecretFileError::Io:
            out += "the system refused";
            break;
    }
    if (error == SecretFileError::Io && !detail.empty()) out += ": " + detail;
    return out;
}

}  // namespace ballast::env
