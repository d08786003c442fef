// SPDX-License-Identifier: Apache-2.0
// Results are values: Result<T, E>, and BALLAST_TRY to pass an error on. Leaves out exceptions.
#pragma once
#include <expected>
#include <utility>

namespace ballast {

/// A value of type T, or the reason E why there is none.
template <class T, class E>
using Result = std::expected<T, E>;

/// Makes the failed Result of error `e`.
template <class E>
constexpr auto fail(E e)
{
    return std::unexpected<E>(std::move(e));
}

}  // namespace ballast

#define BALLAST_CONCAT_INNER(a, b) a##b
#define BALLAST_CONCAT(a, b) BALLAST_CONCAT_INNER(a, b)
#define BALLAST_TRY_IMPL(tmp, decl, expr)                 \
    auto tmp = (expr);                                    \
    if (!tmp) [[unlikely]]                                \
        return ::std::unexpected(std::move(tmp).error()); \
    decl = std::move(*tmp)
/// `BALLAST_TRY(auto x, f());` declares x from a Result, or returns its error.
#define BALLAST_TRY(decl, ...) \
    BALLAST_TRY_IMPL(BALLAST_CONCAT(ballast_try_, __COUNTER__), decl, (__VA_ARGS__))
/// `BALLAST_CHECK(f());` returns the error of a Result<void, E>, if there is one.
#define BALLAST_CHECK(...)                                                     \
    do                                                                         \
    {                                                                          \
        if (auto ballast_check_ = (__VA_ARGS__); !ballast_check_) [[unlikely]] \
            return ::std::unexpected(std::move(ballast_check_).error());       \
    } while (false)
