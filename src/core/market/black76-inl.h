// SPDX-License-Identifier: Apache-2.0
// Black-76 over Lanes: the value of an option, many options, and one option under many scenarios.
// Included once for every namespace BALLAST_LANES, after elementary-inl.h.

namespace ballast::market::BALLAST_LANES {

/// The time value of an option over min(forward, strike), from 0 to 1: with x = |log(F/K)|,
/// s = sigma*sqrt(t), u1 = x/s - s/2 and u2 = x/s + s/2 it is N(-u1) - e^x N(-u2), for calls and
/// puts. Since e^x = phi(u1)/phi(u2) one exponential serves both terms, and one division. `q` is
/// x/s, or 0 where s is 0. Error below 1e-15 for a right x and s.
/// Source: Jaeckel, Let's Be Rational (2015), section 2, for the normalised form.
template <class L>
[[gnu::always_inline]] inline typename L::Value time_value(typename L::Value q, typename L::Value s)
{
    using V = typename L::Value;
    const V zero = L::set(0.0);
    const V tail_end = L::set(37.5);  // beyond, exp(-u^2/2) is below 1e-305
    const V half = L::set(0.5) * s;
    const V u1 = q - half;
    const V a1 = L::min(L::abs(u1), tail_end);
    const V a2 = L::min(q + half, tail_end);
    const V density = exp_in_range<L>(L::set(-0.5) * (a1 * a1));
    const auto near = TailRatio<L>::at(a1);
    const auto far = TailRatio<L>::at(a2);
    const V cross = near.p * far.q;
    const V top = L::fnma(far.p, near.q, L::if_less(u1, zero, zero - cross, cross));
    const V tails = (density * top) / (near.q * far.q);
    return L::max(L::if_less(u1, zero, L::set(1.0) + tails, tails), zero);
}

/// discount * (intrinsic + time value); sign 1 for a call, -1 for a put.
template <class L>
[[gnu::always_inline]] inline typename L::Value value_of(typename L::Value forward,
                                                         typename L::Value strike,
                                                         typename L::Value q, typename L::Value s,
                                                         typename L::Value sign,
                                                         typename L::Value discount)
{
    using V = typename L::Value;
    const V intrinsic = L::max(sign * (forward - strike), L::set(0.0));
    return discount * L::fma(L::min(forward, strike), time_value<L>(q, s), intrinsic);
}

/// width options from index `at` of the arrays.
template <class L>
[[gnu::always_inline]] inline void black76_step(const Black76Batch& batch, std::size_t at)
{
    using V = typename L::Value;
    const V zero = L::set(0.0);
    const V forward = L::load(batch.forward.data() + at);
    const V strike = L::load(batch.strike.data() + at);
    const V s = L::load(batch.deviation.data() + at);
    const V x = L::abs(log_ratio<L>(forward, strike));
    const V inverse = L::if_less(zero, s, L::set(1.0) / s, zero);
    L::store(value_of<L>(forward, strike, x * inverse, s, L::load(batch.sign.data() + at),
                         L::load(batch.discount.data() + at)),
             batch.value.data() + at);
}

/// Calls step(lanes, index) so that every index below `count` is covered.
template <class Step>
[[gnu::always_inline]] inline void over_lanes(std::size_t count, const Step& step)
{
    std::size_t at = 0;
    if (count >= Lanes::width)
    {
        for (; at + Lanes::width <= count; at += Lanes::width) step(Lanes{}, at);
        // The last ones share a register with some that are done: the same numbers once more.
        if (at < count) step(Lanes{}, count - Lanes::width);
        return;
    }
    for (; at < count; ++at) step(scalar::Lanes{}, at);
}

inline void black76_batch(const Black76Batch& batch)
{
    over_lanes(batch.value.size(),
               [&](auto lanes, std::size_t at) { black76_step<decltype(lanes)>(batch, at); });
}

inline void log_ratios(const LogRatioBatch& batch)
{
    over_lanes(batch.result.size(), [&](auto lanes, std::size_t at) {
        using L = decltype(lanes);
        L::store(log_ratio<L>(L::load(batch.numerator.data() + at),
                              L::load(batch.denominator.data() + at)),
                 batch.result.data() + at);
    });
}

/// What differs between scenarios of one option, for width lanes from lane `at` of a block.
template <class L>
[[gnu::always_inline]] inline typename L::Value option_step(const ScenarioLanes& scenarios,
                                                            const OptionRow& option, std::size_t at)
{
    using V = typename L::Value;
    const V move = L::load(scenarios.volatility.data() + at);
    const auto by_move = [&](const std::array<double, 3>& of) {
        const V up_or_same = L::if_less(L::set(1.5), move, L::set(of[2]), L::set(of[1]));
        return L::if_less(move, L::set(0.5), L::set(of[0]), up_or_same);
    };
    const V x = L::abs(L::set(option.log_moneyness) + L::load(scenarios.log_factor.data() + at));
    const V value =
        value_of<L>(L::set(option.forward) * L::load(scenarios.factor.data() + at),
                    L::set(option.strike), x * by_move(option.inverse_deviation),
                    by_move(option.deviation), L::set(option.sign), L::set(option.discount));
    return L::floor(((value - L::set(option.value_now)) * L::set(option.scale)) *
                    L::load(scenarios.dampening.data() + at));
}

/// Fills a row of cells; returns the largest |cell| as it was before it was made to fit 32 bits.
inline double option_row(std::span<const ScenarioLanes> scenarios, const OptionRow& option,
                         std::span<CellBlock> cells)
{
    auto largest = Lanes::set(0.0);
    for (std::size_t block = 0; block < scenarios.size(); ++block)
        for (std::size_t at = 0; at < scenario_lanes; at += Lanes::width)
        {
            const auto cell = option_step<Lanes>(scenarios[block], option, at);
            Lanes::store_int32(cell, cells[block].lanes.data() + at);
            largest = Lanes::max(largest, Lanes::abs(cell));
        }
    return Lanes::largest(largest);
}

}  // namespace ballast::market::BALLAST_LANES
