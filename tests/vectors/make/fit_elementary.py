# SPDX-License-Identifier: Apache-2.0
"""Prints the coefficients of src/core/market/elementary-inl.h: rational functions of least relative error, found
in 80 digits. Needs mpmath. The denominator is made linear by that of the round before (Loeb 1957), and the weights
move towards the points of largest error (Lawson 1961). Takes a minute."""
from mpmath import atanh, cos, erfc, exp, log, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 80


def horner(coefficients, x):
    value = mpf(0)
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


def normal_equations(points, values, denominators, weights, degrees):
    up, low = degrees
    size = up + low + 1
    left, right = matrix(size, size), matrix(size, 1)
    for x, value, denominator, weight in zip(points, values, denominators, weights):
        powers = [x**i / (value * denominator) for i in range(max(up, low) + 1)]
        row = powers[: up + 1] + [-value * power for power in powers[1 : low + 1]]
        for i in range(size):
            right[i] += weight * row[i] * value * powers[0]
            for j in range(size):
                left[i, j] += weight * row[i] * row[j]
    return left, right


def fit(function, degrees, points, rounds=40):
    """The (numerator, denominator) whose largest relative error at the points was least, and that error."""
    up = degrees[0]
    values = [function(x) for x in points]
    denominators, weights, best = [mpf(1)] * len(points), [mpf(1)] * len(points), None
    for done in range(rounds):
        solution = lu_solve(*normal_equations(points, values, denominators, weights, degrees))
        numerator = [solution[i] for i in range(up + 1)]
        denominator = [mpf(1)] + [solution[up + i] for i in range(1, degrees[1] + 1)]
        denominators = [horner(denominator, x) for x in points]
        errors = [abs(horner(numerator, x) / d / v - 1) for x, d, v in zip(points, denominators, values)]
        if best is None or max(errors) < best[2]:
            best = (numerator, denominator, max(errors))
        if done >= 3:
            weights = [w * (e / max(errors) + mpf("1e-3")) for w, e in zip(weights, errors)]
            mean = sum(weights) / len(weights)
            weights = [w / mean for w in weights]
    return best


def between(low, high, count):
    return [low + (high - low) * (1 - cos(pi * i / count)) / 2 for i in range(count + 1)]


def exp_tail(r):
    return mpf(1) / 2 + r / 6 if abs(r) < mpf("1e-25") else (exp(r) - 1 - r) / r**2


def log_tail(z):
    s = sqrt(z)
    return mpf(2) / 3 if z < mpf("1e-40") else (2 * atanh(s) - 2 * s) / s**3


def normal_tail(u):
    return erfc(u / sqrt(mpf(2))) / 2 * exp(u * u / 2)


def show(name, result, as_text):
    numerator, denominator, error = result
    print(f"{name}: relative error {mp.nstr(error, 3)}")
    print("   ", ", ".join(as_text(float(c)) for c in numerator))
    if len(denominator) > 1:
        print("   ", ", ".join(as_text(float(c)) for c in denominator))


def main():
    edge = log(mpf(2)) / 2 * (1 + mpf("1e-6"))
    show("(e^r - 1 - r) / r^2", fit(exp_tail, (9, 0), between(-edge, edge, 80)), float.hex)
    edge = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2 * (1 + mpf("1e-6"))
    show("(2 atanh s - 2 s) / s^3 in s^2", fit(log_tail, (7, 0), between(mpf(0), edge, 60)), float.hex)
    # Points of [0, 40] as those of [-1, 37/43] under u = 3 (1 + z) / (1 - z): most of them near 0.
    points = [3 * (1 + z) / (1 - z) for z in between(mpf(-1), mpf(37) / 43, 160)]
    show("N(-u) exp(u^2/2)", fit(normal_tail, (9, 10), points), repr)


main()
