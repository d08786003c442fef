// SPDX-License-Identifier: Apache-2.0
// JSON text of described structs: numbers of up to 64 bits as they are, longer ones as strings,
// enumerations by name. Write only.
#pragma once
#include <ballast/numeric/int128.hpp>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>

namespace ballast::differential {

/// Text that is JSON already.
struct Json
{
    std::string text;
};

inline void append(std::string& out, const Json& value) { out += value.text; }
inline void append(std::string& out, const std::string& value) { out += '"' + value + '"'; }
inline void append(std::string& out, i128 value) { out += '"' + to_decimal(value) + '"'; }

template <std::integral T>
    requires(sizeof(T) <= 8)
void append(std::string& out, T value)
{
    out += std::to_string(value);
}

template <class T>
    requires boost::describe::has_describe_enumerators<T>::value
void append(std::string& out, T value)
{
    out += '"';
    out += boost::describe::enum_to_string(value, "?");
    out += '"';
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
void append(std::string& out, const T& value);

template <std::ranges::range T>
    requires(!std::same_as<T, std::string>)
void append(std::string& out, const T& values)
{
    out += '[';
    for (const auto& value : values)
    {
        append(out, value);
        out += ',';
    }
    if (out.back() == ',') out.pop_back();
    out += ']';
}

/// Writes an object member by member.
class ObjectText
{
public:
    explicit ObjectText(std::string& out) : out_(out) { out_ += '{'; }
    ~ObjectText()
    {
        if (out_.back() == ',') out_.pop_back();
        out_ += '}';
    }
    ObjectText(const ObjectText&) = delete;
    ObjectText& operator=(const ObjectText&) = delete;

    template <class T>
    ObjectText& with(std::string_view key, const T& value)
    {
        out_ += '"';
        out_ += key;
        out_ += "\":";
        append(out_, value);
        out_ += ',';
        return *this;
    }

private:
    std::string& out_;
};

template <class T>
    requires boost::describe::has_describe_members<T>::value
void append(std::string& out, const T& value)
{
    ObjectText object(out);
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>(
        [&](auto member) { object.with(member.name, value.*member.pointer); });
}

template <class T>
[[nodiscard]] Json json_of(const T& value)
{
    Json out;
    append(out.text, value);
    return out;
}

}  // namespace ballast::differential
