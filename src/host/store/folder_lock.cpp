// SPDX-License-Identifier: Apache-2.0
// The lock is flock(2) on a file of its own: it belongs to the open file, so that a second opening
// in the same process is refused too, which a lock of fcntl(2) would not do.
#include "folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ballast::store {

using env::StoreError;
using env::StoreProblem;

Result<FolderLock, StoreProblem> FolderLock::take(const std::string& folder)
{
    const std::string path = folder + "/OWNER";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const auto problem = [&] {
        const int code = errno;
        const auto error = code == EWOULDBLOCK ? StoreError::Locked
                           : code == ENOSPC    ? StoreError::DiskFull
                                               : StoreError::Io;
        return StoreProblem{.error = error,
                            .detail = path + ": " + std::generic_category().message(code)};
    };
    if (descriptor < 0) return fail(problem());
    FolderLock lock{descriptor};
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR) return fail(problem());
    return lock;
}

FolderLock::~FolderLock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ballast::store
