// SPDX-License-Identifier: Apache-2.0
// exp, log and the tail of the normal distribution over Lanes (lanes.hpp): the same operations in
// the same order for a double and for a register. Included once for every namespace BALLAST_LANES.
// The coefficients are the least relative error at which a fit in 80 digits arrived
// (tests/vectors/make/fit_elementary.py); errors stated are those measured against 50 digits.

namespace ballast::market::BALLAST_LANES {

/// c[0] + c[1]*x + ... by Horner's rule, one fused multiply-add each.
template <class L, std::size_t N>
[[gnu::always_inline]] inline typename L::Value polynomial(const double (&c)[N],
                                                           typename L::Value x)
{
    typename L::Value sum = L::set(c[N - 1]);
    for (std::size_t i = N - 1; i-- > 0;) sum = L::fma(sum, x, L::set(c[i]));
    return sum;
}

/// e^x for -708 <= x <= 709, relative error below 1.2e-16. x = n*log 2 + r, |r| <= log 2 / 2; the
/// logarithm is taken off in two parts. Source: Cody and Waite, Software Manual for the Elementary
/// Functions (1980), ch. 6.
template <class L>
[[gnu::always_inline]] inline typename L::Value exp_in_range(typename L::Value x)
{
    using V = typename L::Value;
    // (e^r - 1 - r) / r^2
    static constexpr double tail[] = {
        0x1.0000000000001p-1,  0x1.555555555554dp-3,  0x1.5555555553d77p-5,  0x1.11111111145c1p-7,
        0x1.6c16c1788511cp-10, 0x1.a01a018ba111fp-13, 0x1.a019b9244f683p-16, 0x1.71de5bca29174p-19,
        0x1.28916cb00e67cp-22, 0x1.aea81f5b6a2b1p-26};
    // Adding 1.5 * 2^52 rounds to a whole number, which then stands in the lowest bits.
    const V magic = L::set(0x1.8p52);
    const V n_plus_magic = L::fma(x, L::set(1.4426950408889634), magic);
    const V n = n_plus_magic - magic;
    const V r =
        L::fnma(n, L::set(0x1.abc9e3b39803fp-56), L::fnma(n, L::set(0x1.62e42fefa39efp-1), x));
    const V above_one = L::fma(r * r, polynomial<L>(tail, r), r);
    return L::scale(L::set(1.0) + above_one, n_plus_magic);
}

/// log(a / b) for positive normal numbers, relative error below 4e-16, absolute below 2e-16 plus
/// that. Both are brought within a factor sqrt 2 of each other, where a - b is exact; then
/// log(a/b) = 2 atanh((a-b)/(a+b)).
template <class L>
[[gnu::always_inline]] inline typename L::Value log_ratio(typename L::Value a, typename L::Value b)
{
    using V = typename L::Value;
    // (2 atanh(s) - 2 s) / s^3 in s^2
    static constexpr double tail[] = {
        0x1.5555555555555p-1, 0x1.9999999999a38p-2, 0x1.2492492476bbep-2, 0x1.c71c7201751e0p-3,
        0x1.745cf8f9a1ef6p-3, 0x1.3b1c378587505p-3, 0x1.0fbe5f71c7e0bp-3, 0x1.0c05b32704467p-3};
    const V sqrt2 = L::set(0x1.6a09e667f3bcdp0);
    const V one = L::set(1.0);
    const V zero = L::set(0.0);
    V m_a = L::mantissa(a);
    V m_b = L::mantissa(b);
    V e = L::exponent(a) - L::exponent(b);
    const V a_large = L::if_less(sqrt2 * m_b, m_a, one, zero);
    const V b_large = L::if_less(sqrt2 * m_a, m_b, one, zero);
    e = (e + a_large) - b_large;
    m_b = L::fma(m_b, a_large, m_b);  // doubled, or as it was
    m_a = L::fma(m_a, b_large, m_a);
    const V s = (m_a - m_b) / (m_a + m_b);
    const V z = s * s;
    const V of_mantissas = L::fma(s * z, polynomial<L>(tail, z), s + s);
    return L::fma(e, L::set(0x1.62e42fefa39efp-1),
                  L::fma(e, L::set(0x1.abc9e3b39803fp-56), of_mantissas));
}

/// P(u) and Q(u) of N(-u) = exp(-u^2/2) * P(u)/Q(u), 0 <= u <= 40: the relative error of P/Q, with
/// its coefficients rounded, is 1.1e-16 and in use below 6e-16. All coefficients are positive, so
/// nothing cancels. That the tail is an exponential times a rational function: Cody, Math. Comp. 23
/// (1969).
template <class L>
struct TailRatio
{
    typename L::Value p;
    typename L::Value q;

    [[gnu::always_inline]] static TailRatio at(typename L::Value u)
    {
        static constexpr double upper[] = {0.5,
                                           0.7755030129760311,
                                           0.594958572105867,
                                           0.28998480809475696,
                                           0.09799230810960971,
                                           0.023712002630076834,
                                           0.004108355906882668,
                                           0.0004931736671091837,
                                           3.750475068842822e-05,
                                           1.3968743420122075e-06};
        static constexpr double lower[] = {1.0,
                                           2.348890586754917,
                                           2.564060678399004,
                                           1.7173102713317512,
                                           0.7838841400467212,
                                           0.2557403790793862,
                                           0.060666376815331026,
                                           0.010392131536374086,
                                           0.0012397045031875208,
                                           9.401046850662772e-05,
                                           3.5014447218037766e-06};
        return {polynomial<L>(upper, u), polynomial<L>(lower, u)};
    }
};

}  // namespace ballast::market::BALLAST_LANES
