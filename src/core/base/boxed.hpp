// SPDX-License-Identifier: Apache-2.0
// A value that stands elsewhere: for the one large alternative of a variant, whose size the others
// would share. Copied and compared as the value it holds.
#pragma once
#include <memory>
#include <utility>

namespace ballast {

/// Holds a T, a fresh one until something is put in; moved from, it holds a fresh one again.
template <class T>
class Boxed
{
public:
    Boxed() = default;
    Boxed(T value) : held_{std::make_unique<T>(std::move(value))} {}
    Boxed(const Boxed& other) : held_{other.held_ ? std::make_unique<T>(*other.held_) : nullptr} {}
    Boxed(Boxed&&) noexcept = default;
    Boxed& operator=(Boxed other) noexcept
    {
        held_ = std::move(other.held_);
        return *this;
    }
    ~Boxed() = default;

    [[nodiscard]] const T& operator*() const { return held_ ? *held_ : fresh(); }
    [[nodiscard]] const T* operator->() const { return &**this; }
    /// The value, to be changed.
    [[nodiscard]] T& edit()
    {
        if (!held_) held_ = std::make_unique<T>();
        return *held_;
    }
    bool operator==(const Boxed& other) const { return **this == *other; }

private:
    [[nodiscard]] static const T& fresh()
    {
        static const T value{};
        return value;
    }

    std::unique_ptr<T> held_;
};

}  // namespace ballast
