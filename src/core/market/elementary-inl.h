// SPDX-License-Identifier: Apache-2.0
// exp, log and the tail of the normal distribution over Lanes (lanes.hpp): the same operations in
// the same order for a double and for a register. Included once for every namespace BALLAST_LANES.
// The coefficients are fits of least error in 80 digits
// (tests/vectors/make/fit_elementary.py); errors stated are those measured against 50 digits.

namespace ballast::market::BALLAST_LANES {

/// c[0] + c[1]*x + ...: even and odd terms apart by Horner's rule in x^2, so that two chains run
/// side by side; one fused multiply-add for each coefficient.
template <class L, std::size_t N>
[[gnu::always_inline]] inline typename L::Value polynomial(const double (&c)[N],
                                                           typename L::Value x)
{
    const typename L::Value square = x * x;
    constexpr std::size_t even_top = (N - 1) / 2 * 2;
    constexpr std::size_t odd_top = (N - 2) / 2 * 2 + 1;
    typename L::Value even = L::set(c[even_top]);
    typename L::Value odd = L::set(c[odd_top]);
    for (std::size_t i = even_top; i >= 2; i -= 2) even = L::fma(even, square, L::set(c[i - 2]));
    for (std::size_t i = odd_top; i >= 3; i -= 2) odd = L::fma(odd, square, L::set(c[i - 2]));
    return L::fma(odd, x, even);
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

/// e^(-u^2/2) for 0 <= u <= 37.6, relative error below 4e-16 + u^2 * 1e-16, absolute below 3e-16:
/// what rounding takes from u^2 stays lost. u^2 = 2n log 2 + r; the coefficients are those of
/// exp_in_range with their powers of -1/2.
template <class L>
[[gnu::always_inline]] inline typename L::Value bell(typename L::Value u)
{
    using V = typename L::Value;
    static constexpr double of_r[] = {1.0,
                                      -0.5,
                                      0x1.0000000000001p-3,
                                      -0x1.555555555554dp-6,
                                      0x1.5555555553d77p-9,
                                      -0x1.11111111145c1p-12,
                                      0x1.6c16c1788511cp-16,
                                      -0x1.a01a018ba111fp-20,
                                      0x1.a019b9244f683p-24,
                                      -0x1.71de5bca29174p-28,
                                      0x1.28916cb00e67cp-32,
                                      -0x1.aea81f5b6a2b1p-37};
    const V square = u * u;
    const V magic = L::set(0x1.8p52);
    const V n_plus_magic = L::fma(square, L::set(-0.7213475204444817), magic);
    const V n = n_plus_magic - magic;
    const V r = L::fma(n, L::set(0x1.62e42fefa39efp0), square);
    return L::scale(polynomial<L>(of_r, r), n_plus_magic);
}

/// log(a / b) for positive normal numbers, relative error below 4e-16. One is brought near the
/// other by a power of two, so that a - b is exact; then log(a/b) = 2 atanh((a-b)/(a+b)).
template <class L>
[[gnu::always_inline]] inline typename L::Value log_ratio(typename L::Value a, typename L::Value b)
{
    using V = typename L::Value;
    // (2 atanh(s) - 2 s) / s^3 in s^2
    static constexpr double tail[] = {
        0x1.5555555555555p-1, 0x1.9999999999f50p-2, 0x1.24924923d833ap-2, 0x1.c71c72e763620p-3,
        0x1.745ca9d11bfb8p-3, 0x1.3b2a31699a88ap-3, 0x1.0e84ea5ad4ef1p-3, 0x1.16d4e7d456e50p-3};
    const auto aligned = L::align(a, b);
    const V s = (a - aligned.near_b) / (a + aligned.near_b);
    const V z = s * s;
    const V of_near = L::fma(s * z, polynomial<L>(tail, z), s + s);
    return L::fma(aligned.e, L::set(0x1.62e42fefa39efp-1), of_near);
}

/// P(u) and Q(u) of N(-u) = exp(-u^2/2) * P(u)/Q(u), u >= 0: an exponential times a rational
/// function, after Cody, Math. Comp. 23 (1969). All coefficients are positive, so nothing cancels.
template <class L>
struct TailRatio
{
    typename L::Value p;
    typename L::Value q;
};

/// Few terms, for prices: the error of N(-u) is below 5e-17 for every u, its relative error 1e-13
/// at u = 4 and 6e-10 at u = 6.
template <class L>
[[gnu::always_inline]] inline TailRatio<L> short_tail(typename L::Value u)
{
    static constexpr double upper[] = {0.5,
                                       0.5022882593832549,
                                       0.2544884087747013,
                                       0.07700317254895861,
                                       0.014472884242292702,
                                       0.001590313669014377,
                                       8.006851444112599e-05};
    static constexpr double lower[] = {1.0,
                                       1.8024610795693856,
                                       1.447132684385465,
                                       0.6733821518916111,
                                       0.19704593770074408,
                                       0.03647574097474774,
                                       0.003986477702872611,
                                       0.00020069831690904897};
    return {polynomial<L>(upper, u), polynomial<L>(lower, u)};
}

/// Many terms: the relative error of P/Q is below 1.1e-16, in use 6e-16, for every u up to 40.
template <class L>
[[gnu::always_inline]] inline TailRatio<L> long_tail(typename L::Value u)
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

}  // namespace ballast::market::BALLAST_LANES
