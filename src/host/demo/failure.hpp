// SPDX-License-Identifier: Apache-2.0
// Why something did not work, for people: the one error type of the demo and of the maker.
#pragma once
#include <ballast/base/result.hpp>
#include <string>
#include <string_view>
#include <type_traits>

namespace ballast::demo {

/// A sentence that says what was found, what was expected, and what to do where that is known.
struct Failure
{
    std::string sentence;
};

template <class T>
using Answer = Result<T, Failure>;

/// The failed Answer with this sentence.
inline auto failure(std::string sentence) { return fail(Failure{std::move(sentence)}); }

/// The same result with an error that has a `sentence` turned into a Failure; `doing` goes before
/// it.
template <class T, class E>
Answer<T> lift(Result<T, E>&& result, std::string_view doing)
{
    if (result)
    {
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return *std::move(result);
    }
    if constexpr (requires { result.error().sentence(); })
        return failure(std::string{doing} + ": " + result.error().sentence());
    else
        return failure(std::string{doing} + ": " + result.error().sentence);
}

}  // namespace ballast::demo
