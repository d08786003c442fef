// SPDX-License-Identifier: Apache-2.0
// Writes tests/vectors/market/black76.csv to standard output: values and greeks of QuantLib 1.29.
// g++ -std=c++20 -O2 -isystem build/deps/usr/include tests/vectors/make/black76.cpp \
//     -Lbuild/deps/usr/lib -lQuantLib -Wl,-rpath,$PWD/build/deps/usr/lib   (after tools/setup
//     --bench)
#include <cmath>
#include <cstdio>
#include <ql/pricingengines/blackcalculator.hpp>
#include <random>

int main()
{
    std::mt19937_64 bits{1976};
    const auto between = [&](double low, double high) {
        return low + (high - low) * (static_cast<double>(bits() >> 11U) * 0x1p-53);
    };
    std::puts("side,forward,strike,volatility,years,discount,value,delta,gamma,vega,theta,rho");
    for (int i = 0; i < 1'000; ++i)
    {
        const bool call = i % 2 == 0;
        const double forward = std::exp(between(std::log(0.05), std::log(2e5)));
        const double strike = forward * std::exp(between(-1.2, 1.2));
        const double volatility = std::exp(between(std::log(0.05), std::log(3.0)));
        const double years = std::exp(between(std::log(1e-4), std::log(2.0)));
        const double rate = between(-0.02, 0.2);
        const double discount = std::exp(-rate * years);
        const QuantLib::BlackCalculator of{call ? QuantLib::Option::Call : QuantLib::Option::Put,
                                           strike, forward, volatility * std::sqrt(years),
                                           discount};
        // Its theta is that of a spot; with the forward fixed, Black's equation gives it.
        const double gamma = of.gammaForward();
        const double theta =
            rate * of.value() - 0.5 * volatility * volatility * forward * forward * gamma;
        std::printf("%s,%a,%a,%a,%a,%a,%a,%a,%a,%a,%a,%a\n", call ? "call" : "put", forward, strike,
                    volatility, years, discount, of.value(), of.deltaForward(), gamma,
                    of.vega(years), theta, -years * of.value());
    }
}
