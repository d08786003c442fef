# SPDX-License-Identifier: Apache-2.0
"""Writes elementary.csv, svi.csv and cells.csv of tests/vectors/market in 50 digits: market.py FOLDER. Needs mpmath.
Shares nothing with src/core/market; black76.csv is by make/black76.cpp."""
import random
import sys
from fractions import Fraction
from pathlib import Path

from mpmath import exp, floor, log, mp, mpf, ncdf, npdf, sqrt

mp.dps = 50
YEAR_MS = 365 * 86_400_000


def text(x):
    """The double nearest to x, exactly."""
    return float(x).hex()


def given(x):
    """An input: a double, and what it is exactly."""
    return mpf(float(x))


def elementary(numbers):
    yield "function,x,y,value"
    for _ in range(150):
        x = given(numbers.uniform(-700, 700))
        yield f"exp,{text(x)},0,{text(exp(x))}"
        a = given(exp(numbers.uniform(-40, 40)))
        b = given(a * numbers.uniform(0.5, 2) if numbers.random() < 0.5 else exp(numbers.uniform(-40, 40)))
        yield f"log_ratio,{text(a)},{text(b)},{text(log(a / b))}"
        base, power = given(exp(numbers.uniform(-12, 12))), given(numbers.uniform(-3, 3))
        yield f"pow,{text(base)},{text(power)},{text(base**power)}"
        x = given(numbers.choice([numbers.uniform(-3, 3), numbers.uniform(-37, 8)]))
        yield f"normal_cdf,{text(x)},0,{text(ncdf(x))}"
        yield f"normal_pdf,{text(x)},0,{text(npdf(x))}"


def total_variance(slice_e9, k):
    a, b, rho, m, sigma = (mpf(value) / 10**9 for value in slice_e9)
    return a + b * (rho * (k - m) + sqrt((k - m) ** 2 + sigma**2))


def density_factor(slice_e9, k):
    a, b, rho, m, sigma = (mpf(value) / 10**9 for value in slice_e9)
    w = total_variance(slice_e9, k)
    slope = b * (rho + (k - m) / sqrt((k - m) ** 2 + sigma**2))
    curvature = b * sigma**2 / sqrt((k - m) ** 2 + sigma**2) ** 3
    return (1 - k * slope / (2 * w)) ** 2 - slope**2 / 4 * (1 / w + mpf(1) / 4) + curvature / 2


def svi(numbers):
    yield "a_e9,b_e9,rho_e9,m_e9,sigma_e9,k,total_variance,density_factor"
    for _ in range(200):
        slice_e9 = (
            numbers.randrange(10**6, 10**9),
            numbers.randrange(10**6, 10**9),
            numbers.randrange(-999_999_999, 10**9),
            numbers.randrange(-(10**9), 10**9),
            numbers.randrange(10**6, 2 * 10**9),
        )
        k = given(numbers.uniform(-2.5, 2.5))
        numbers_of = ",".join(map(str, slice_e9))
        yield f"{numbers_of},{text(k)},{text(total_variance(slice_e9, k))},{text(density_factor(slice_e9, k))}"


def black76(forward, strike, deviation, discount, call):
    if deviation == 0:
        return discount * max(forward - strike if call else strike - forward, mpf(0))
    d1 = log(forward / strike) / deviation + deviation / 2
    sign = 1 if call else -1
    return discount * sign * (forward * ncdf(sign * d1) - strike * ncdf(sign * (d1 - deviation)))


def moved(volatility, move, left_ms):
    power = mpf("0.3") if left_ms <= 2_592_000_000 else mpf("0.13")
    m = (mpf(2_592_000_000) / max(left_ms, 86_400_000)) ** power
    if move == "Up":
        return max(volatility * (1 + mpf("0.45") * m), mpf("0.5"))
    return volatility * max(mpf(0), 1 - mpf("0.3") * m) if move == "Down" else volatility


def option_change(row):
    """The change of the option's value under the scenario, in units, before it is rounded."""
    years = mpf(row["left_ms"]) / YEAR_MS
    forward, strike = mpf(row["price_e8"]) / 10**8, mpf(row["strike_e8"]) / 10**8
    discount = exp(-mpf(row["rate_e9"]) / 10**9 * years)
    volatility = mpf(row["volatility_e9"]) / 10**9
    after = moved(volatility, row["move"], row["left_ms"]) * sqrt(years)
    call = row["kind"] == "Call"
    change = black76(forward * (1 + mpf(row["spot_ppm"]) / 10**6), strike, after, discount, call)
    change -= black76(forward, strike, volatility * sqrt(years), discount, call)
    scale = mpf(row["lot_e18"]) / 10**18 * 10 ** row["unit_exponent"]
    return change * scale * mpf(row["dampening_e9"]) / 10**9


def linear_change(row):
    product = row["lot_e18"] * row["price_e8"] * row["spot_ppm"] * row["dampening_e9"]
    return Fraction(product * 10 ** row["unit_exponent"], 10**41)


def random_cell(numbers):
    price_e8 = int(exp(numbers.uniform(log(10**7), log(10**13))))
    return {
        "kind": numbers.choice(["Linear", "Call", "Put", "Call", "Put"]),
        "price_e8": price_e8,
        "strike_e8": int(price_e8 * numbers.uniform(0.3, 3)) + 1,
        "left_ms": numbers.choice([numbers.randrange(1, 86_400_000), numbers.randrange(1, YEAR_MS)]),
        "volatility_e9": numbers.randrange(50_000_000, 2_500_000_000),
        "rate_e9": numbers.randrange(-20_000_000, 200_000_000),
        "lot_e18": numbers.choice([1, 5, 25]) * 10 ** numbers.randrange(14, 20),
        "spot_ppm": numbers.choice([0, 45_000, -90_000, 135_000, -660_000, 5_000_000, numbers.randrange(-999_999, 10**6)]),
        "move": numbers.choice(["Down", "Same", "Up"]),
        "dampening_e9": numbers.choice([10**9, 210_000_000, 27_720_000]),
        "unit_exponent": numbers.randrange(0, 7),
    }


def cells(numbers):
    rows = 0
    while rows < 600:
        row = random_cell(numbers)
        change = linear_change(row) if row["kind"] == "Linear" else option_change(row)
        # A double cannot tell on which side of a whole number a change lies that is as near as this.
        notional = mpf(row["price_e8"]) * row["lot_e18"] * 10 ** row["unit_exponent"] / mpf(10) ** 26
        near = max(mpf("1e-6"), notional * mpf("1e-14"))
        if row["kind"] != "Linear" and abs(change - floor(change + mpf("0.5"))) < near:
            continue
        if abs(change) >= 2**30:
            continue
        if rows == 0:
            yield ",".join(row) + ",cell"
        rows += 1
        yield ",".join(map(str, row.values())) + f",{int(change // 1) if isinstance(change, Fraction) else int(floor(change))}"


def main():
    folder = Path(sys.argv[1])
    for name, rows in (("elementary", elementary), ("svi", svi), ("cells", cells)):
        (folder / f"{name}.csv").write_text("\n".join(rows(random.Random(name))) + "\n")


main()
