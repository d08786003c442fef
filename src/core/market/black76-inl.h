// SPDX-License-Identifier: Apache-2.0
// Black-76 over Lanes: the value of an option, many options, and one option under many scenarios.
// Included once for every namespace BALLAST_LANES, after elementary-inl.h.

namespace ballast::market::BALLAST_LANES {

/// The time value of an option over min(forward, strike), from 0 to 1: with x = |log(F/K)|,
/// s = sigma*sqrt(t), u1 = x/s - s/2 and u2 = x/s + s/2 it is N(-u1) - e^x N(-u2), for calls and
/// puts. Since e^x = phi(u1)/phi(u2) one exponential serves both terms, and one division. `q` is
/// x/s, and anything where s is 0; `half` is s/2, at most half_deviation_max. Error below 1e-15 for
/// a right x and s. Source: Jaeckel, Let's Be Rational (2015), section 2, for the normalised form.
template <class L>
[[gnu::always_inline]] inline typename L::Value time_value(typename L::Value q,
                                                           typename L::Value half)
{
    using V = typename L::Value;
    const V near_end = L::min(q, L::set(29.0));  // the value beyond is below 1e-90
    const V u1 = near_end - half;
    const V a1 = L::abs(u1);
    const auto near = short_tail<L>(a1);
    const auto far = short_tail<L>(near_end + half);
    const V top = L::fnma(far.p, near.q, L::with_sign(near.p * far.q, u1));
    const V tails = (bell<L>(a1) * top) / (near.q * far.q);
    return L::max(L::if_negative(u1, L::set(1.0) + tails, tails), L::set(0.0));
}

/// Some options of a batch.
struct Black76Step
{
    const Black76Batch& batch;

    /// L's width of them, from index `at`.
    template <class L>
    [[gnu::always_inline]] void run(std::size_t at) const
    {
        using V = typename L::Value;
        const V zero = L::set(0.0);
        const V forward = L::load(batch.forward.data() + at);
        const V strike = L::load(batch.strike.data() + at);
        const V s = L::load(batch.deviation.data() + at);
        const V sign = L::load(batch.sign.data() + at);
        const V x = L::abs(log_ratio<L>(forward, strike));
        // Where s is 0, x/s is beyond the end, or 0 at the money: no time value either way.
        const V inverse = L::set(1.0) / L::max(s, L::set(1e-300));
        const V half = L::min(L::set(0.5) * s, L::set(half_deviation_max));
        const V intrinsic = L::max(sign * (forward - strike), zero);
        const V value =
            L::fma(L::min(forward, strike), time_value<L>(x * inverse, half), intrinsic);
        L::store(value * L::load(batch.discount.data() + at), batch.value.data() + at);
    }
};

/// Some logarithms of a batch.
struct LogRatioStep
{
    const LogRatioBatch& batch;

    template <class L>
    [[gnu::always_inline]] void run(std::size_t at) const
    {
        L::store(log_ratio<L>(L::load(batch.numerator.data() + at),
                              L::load(batch.denominator.data() + at)),
                 batch.result.data() + at);
    }
};

/// Runs the step for every index below `count`. The last ones share a register with some that are
/// done, which come to the same numbers once more.
template <class Step>
[[gnu::always_inline]] inline void over_lanes(std::size_t count, const Step& step)
{
    if (count < Lanes::width)
    {
        for (std::size_t at = 0; at < count; ++at) step.template run<scalar::Lanes>(at);
        return;
    }
    std::size_t at = 0;
    for (; at + WideLanes::width <= count; at += WideLanes::width) step.template run<WideLanes>(at);
    for (; at < count; at += Lanes::width)
        step.template run<Lanes>(std::min(at, count - Lanes::width));
}

inline void black76_batch(const Black76Batch& batch)
{
    over_lanes(batch.value.size(), Black76Step{batch});
}

inline void log_ratios(const LogRatioBatch& batch)
{
    over_lanes(batch.result.size(), LogRatioStep{batch});
}

/// One option as registers hold it.
template <class L>
struct OptionLanes
{
    explicit OptionLanes(const OptionRow& option)
        : half_deviation{L::table(option.half_deviation)},
          inverse_deviation{L::table(option.inverse_deviation)}
    {}
    typename L::Table half_deviation;
    typename L::Table inverse_deviation;
};

/// What differs between scenarios of one option, for width lanes from lane `at` of a block.
template <class L>
[[gnu::always_inline]] inline typename L::Value option_step(const ScenarioLanes& scenarios,
                                                            const OptionRow& option,
                                                            const OptionLanes<L>& lanes,
                                                            std::size_t at)
{
    using V = typename L::Value;
    const std::int64_t* move = scenarios.volatility.data() + at;
    const V x = L::abs(L::set(option.log_moneyness) + L::load(scenarios.log_factor.data() + at));
    const V time = time_value<L>(x * L::pick(lanes.inverse_deviation, move),
                                 L::pick(lanes.half_deviation, move));
    const V strike = L::set(option.strike);
    const V forward = L::set(option.forward) * L::load(scenarios.factor.data() + at);
    const V intrinsic = L::max(L::set(option.sign) * (forward - strike), L::set(0.0));
    const V value = L::fma(L::min(forward, strike), time, intrinsic);
    return L::floor(((value - L::set(option.value_now)) * L::set(option.scale)) *
                    L::load(scenarios.dampening.data() + at));
}

/// Fills a row of cells; returns the largest |cell| as it was before it was made to fit 32 bits.
inline double option_row(std::span<const ScenarioLanes> scenarios, const OptionRow& option,
                         std::span<CellBlock> cells)
{
    const OptionLanes<WideLanes> lanes{option};
    auto largest = WideLanes::set(0.0);
    for (std::size_t block = 0; block < scenarios.size(); ++block)
        for (std::size_t at = 0; at < scenario_lanes; at += WideLanes::width)
        {
            const auto cell = option_step<WideLanes>(scenarios[block], option, lanes, at);
            WideLanes::store_int32(cell, cells[block].lanes.data() + at);
            largest = WideLanes::max(largest, WideLanes::abs(cell));
        }
    return WideLanes::largest(largest);
}

}  // namespace ballast::market::BALLAST_LANES
