// SPDX-License-Identifier: Apache-2.0
// Two registers that go through the same operations side by side: while one waits for a result the
// other works. Included by kernels_simd.cpp only, after vector_lanes-inl.h.

namespace ballast::market::HWY_NAMESPACE {

struct PairLanes
{
    using One = Lanes::Value;
    struct Value
    {
        One a;
        One b;
        friend HWY_INLINE Value operator+(Value x, Value y) { return {x.a + y.a, x.b + y.b}; }
        friend HWY_INLINE Value operator-(Value x, Value y) { return {x.a - y.a, x.b - y.b}; }
        friend HWY_INLINE Value operator*(Value x, Value y) { return {x.a * y.a, x.b * y.b}; }
        friend HWY_INLINE Value operator/(Value x, Value y) { return {x.a / y.a, x.b / y.b}; }
    };
    static constexpr std::size_t width = 2 * Lanes::width;

    static HWY_INLINE Value set(double x) { return {Lanes::set(x), Lanes::set(x)}; }
    static HWY_INLINE Value load(const double* from)
    {
        return {Lanes::load(from), Lanes::load(from + Lanes::width)};
    }
    static HWY_INLINE void store(Value x, double* to)
    {
        Lanes::store(x.a, to);
        Lanes::store(x.b, to + Lanes::width);
    }
    static HWY_INLINE Value fma(Value x, Value y, Value z)
    {
        return {Lanes::fma(x.a, y.a, z.a), Lanes::fma(x.b, y.b, z.b)};
    }
    static HWY_INLINE Value fnma(Value x, Value y, Value z)
    {
        return {Lanes::fnma(x.a, y.a, z.a), Lanes::fnma(x.b, y.b, z.b)};
    }
    static HWY_INLINE Value abs(Value x) { return {Lanes::abs(x.a), Lanes::abs(x.b)}; }
    static HWY_INLINE Value floor(Value x) { return {Lanes::floor(x.a), Lanes::floor(x.b)}; }
    static HWY_INLINE Value max(Value x, Value y)
    {
        return {Lanes::max(x.a, y.a), Lanes::max(x.b, y.b)};
    }
    static HWY_INLINE Value min(Value x, Value y)
    {
        return {Lanes::min(x.a, y.a), Lanes::min(x.b, y.b)};
    }
    static HWY_INLINE Value if_less(Value x, Value y, Value yes, Value no)
    {
        return {Lanes::if_less(x.a, y.a, yes.a, no.a), Lanes::if_less(x.b, y.b, yes.b, no.b)};
    }
    static HWY_INLINE Value scale(Value x, Value n_plus_magic)
    {
        return {Lanes::scale(x.a, n_plus_magic.a), Lanes::scale(x.b, n_plus_magic.b)};
    }
    static HWY_INLINE Value if_negative(Value x, Value yes, Value no)
    {
        return {Lanes::if_negative(x.a, yes.a, no.a), Lanes::if_negative(x.b, yes.b, no.b)};
    }
    static HWY_INLINE Value with_sign(Value x, Value sign)
    {
        return {Lanes::with_sign(x.a, sign.a), Lanes::with_sign(x.b, sign.b)};
    }
    struct Aligned
    {
        Value near_b;
        Value e;
    };
    static HWY_INLINE Aligned align(Value a, Value b)
    {
        const Lanes::Aligned first = Lanes::align(a.a, b.a);
        const Lanes::Aligned second = Lanes::align(a.b, b.b);
        return {{first.near_b, second.near_b}, {first.e, second.e}};
    }
    using Table = Lanes::Table;
    static HWY_INLINE Table table(const std::array<double, 3>& of) { return Lanes::table(of); }
    static HWY_INLINE Value pick(const Table& table, const std::int64_t* index)
    {
        return {Lanes::pick(table, index), Lanes::pick(table, index + Lanes::width)};
    }
    static HWY_INLINE void store_int32(Value x, std::int32_t* to)
    {
        Lanes::store_int32(x.a, to);
        Lanes::store_int32(x.b, to + Lanes::width);
    }
    static HWY_INLINE double largest(Value x) { return Lanes::largest(Lanes::max(x.a, x.b)); }
};

#if HWY_TARGET == HWY_AVX3
/// 32 registers hold two of everything.
using WideLanes = PairLanes;
#else
using WideLanes = Lanes;
#endif

}  // namespace ballast::market::HWY_NAMESPACE
