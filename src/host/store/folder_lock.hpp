// SPDX-License-Identifier: Apache-2.0
// One owner at a time for a data folder, across processes and inside one. The system frees it when
// the process ends, however it ends.
#pragma once
#include <ballast/base/result.hpp>
#include <ballast/env/store_error.hpp>
#include <string>
#include <utility>

namespace ballast::store {

class FolderLock
{
public:
    /// Takes the folder's lock at once, or Locked; Io with the system's words.
    [[nodiscard]] static Result<FolderLock, env::StoreProblem> take(const std::string& folder);
    FolderLock(FolderLock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    FolderLock& operator=(FolderLock&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : descriptor_{descriptor} {}
    int descriptor_;
};

}  // namespace ballast::store
