// SPDX-License-Identifier: Apache-2.0
// The one type of callback of this module: called at most once or many times as its owner says,
// never copied.
#pragma once
#include <functional>

namespace ballast::net {

/// A function that is moved, not copied, so that it may own what it needs.
template <class Signature>
using Callback = std::move_only_function<Signature>;

}  // namespace ballast::net
