# SPDX-License-Identifier: Apache-2.0
"""Compares the scenario margin of portfolio_cases with the slow model: every step of every portfolio, to the last
unit. Reads JSON lines from stdin, or runs the program that is given:

portfolio_margin.py [PROGRAM [ARGUMENT...]]"""
import json
import subprocess
import sys
from collections import Counter
from typing import Any, Iterable, Iterator

import scenario_margin as slow
from scenario_inputs import Market, Portfolio, read_market, read_portfolio

Step = tuple[str, Any, Any]  # name, what the slow model says, what the program says

KINDS = {
    "stress": ("None", "JointDown", "JointUp", "Opposite", "OppositeMirrored"),
    "lost_kind": ("Nothing", "Chain", "Messenger"),
}


def steps_of_market(market: Market, given: dict[str, Any]) -> Iterator[Step]:
    """What the engine derives from a market, and the cells of linear instruments."""
    size = len(market.core)
    for c, grid in enumerate(market.columns):
        yield f"class {c}: the core comes first", market.core, grid[:size]
    reach = slow.domain_reach(market)
    yield "g by domain", [reach.get(d, slow.ONE_Q30) for d in range(len(given["reach_q30"]))], given["reach_q30"]
    many = range(len(market.underlyings))
    credits = [[slow.credit_ppm(market, u, w) if u != w else None for w in many] for u in many]
    theirs = [[c if u != w else None for w, c in enumerate(row)] for u, row in enumerate(given["credits_ppm"])]
    yield "credits", credits, theirs
    for k, at in enumerate(market.instruments):
        u = market.underlyings[at.underlying]
        again = [at.cells[market.column(at.underlying, s)] for s in market.columns[u.class_index]]
        yield f"cells of instrument {k}, equal columns", again, at.cells
        if at.kind == "Option":
            continue
        cells = [slow.linear_cell(at.lot_e18, at.price_e8, s, u.unit_exponent) for s in market.columns[u.class_index]]
        yield f"step 1, cells of instrument {k}", cells, at.cells


def steps_of_portfolio(
    market: Market, portfolio: Portfolio, account: slow.Account, given: dict[str, Any]
) -> Iterator[Step]:
    """Every number of a requirement, in the order in which one follows from the other."""
    yield "step 2, collateral that enters", account.hedged_e8, integers(given["hedged_e8"])
    first = account.scenarios()
    theirs = [(u, int(risk), worst) for u, risk, worst in given["underlyings"]]
    yield "step 4, R[u] and worst scenario", first.underlyings, theirs
    yield "step 4, sum of R[u]", first.separate, int(given["separate_usd_e6"])
    yield "step 5, R_joint", first.joint, int(given["joint_usd_e6"])
    yield "step 5, worst scenario", first.joint_scenario, given["joint_scenario"]
    yield "step 5, R", first.scenarios, int(given["scenarios_usd_e6"])
    lost, kind, index = account.lost()
    yield "step 6, R_lost", lost, int(given["lost_usd_e6"])
    yield "step 6, of what", (kind, index), (given["lost_kind"], given["lost_index"])
    stress, name = account.stress()
    yield "step 7, R_stress", stress, int(given["stress_usd_e6"])
    yield "step 7, which", name, given["stress"]
    base = max(slow.part(first.scenarios, market.model["factor_ppm"]), lost, stress)
    yield "B", base, int(given["base_usd_e6"])
    add_ons = account.add_ons()
    for name, amounts in add_ons.items():
        yield f"add-on {name}, in IM and MM", amounts, tuple(integers(given["add_ons"][name]))
    initial = base + sum(im for im, _ in add_ons.values())
    maintenance = slow.part(base, market.model["maintenance_ppm"]) + sum(mm for _, mm in add_ons.values())
    yield "IM", initial, int(given["initial_usd_e6"])
    yield "MM", maintenance, int(given["maintenance_usd_e6"])
    if "report" in given:
        yield from steps_of_report(market, portfolio, account, initial, given["report"])


def steps_of_report(
    market: Market, portfolio: Portfolio, account: slow.Account, initial: int, given: dict[str, Any]
) -> Iterator[Step]:
    """What a report adds to a requirement."""
    total = [0] * len(given["reached_pnl_usd_e6"])
    for u in account.underlyings:
        grid = market.columns[market.underlyings[u].class_index]
        total = [a + account.pnl(u, s, account.reach) for a, s in zip(total, grid)]
    yield "report, reached P&L", total, integers(given["reached_pnl_usd_e6"])
    alone = [Portfolio([line], [], []) for line in portfolio.positions]
    alone += [Portfolio([], [line], []) for line in portfolio.pending]
    credit = sum(slow.Account(market, one).initial() for one in alone) - initial
    yield "report, netting credit", credit, int(given["netting_credit_usd_e6"])
    costs = [initial - slow.margined(market, portfolio, j).initial() for j in range(len(market.chains))]
    yield "report, cost of latency by chain", costs, integers(given["latency_cost_usd_e6"])


def integers(values: list[Any]) -> list[int]:
    return [int(value) for value in values]


def tally(seen: Counter[str], given: dict[str, Any]) -> None:
    """Counts what a portfolio led to, so that a generator which no longer leads there is noticed."""
    seen["portfolios"] += 1
    for key, kinds in KINDS.items():
        for kind in kinds:
            seen[f"{key} {kind}"] += given[key] == kind
    for key in ("scenarios", "lost", "stress"):
        seen[f"base is {key}"] += int(given[f"{key}_usd_e6"]) == int(given["base_usd_e6"]) > 0
    for name, (initial, _) in given["add_ons"].items():
        seen[name] += int(initial) > 0
    seen["hedged"] += any(given["hedged_e8"])
    seen["credits"] += int(given["joint_usd_e6"]) < int(given["separate_usd_e6"])


def compare(lines: Iterable[str]) -> Counter[str]:
    """Returns what was seen; exits at the first difference."""
    market: Market | None = None
    market_line = ""
    seen: Counter[str] = Counter()
    for line in lines:
        case = json.loads(line)
        if "market" in case:
            market, market_line = read_market(case["market"]), line
            stop_at_difference(steps_of_market(market, case["market"]), case["case"], market_line, "")
            continue
        assert market is not None, "a portfolio before any market"
        portfolio = read_portfolio(case["portfolio"])
        account = slow.margined(market, portfolio)
        steps = steps_of_portfolio(market, portfolio, account, case["result"])
        stop_at_difference(steps, case["case"], market_line, line)
        tally(seen, case["result"])
        seen["hedge left aside"] += account.left_aside
    return seen


def stop_at_difference(steps: Iterator[Step], case: str, market_line: str, line: str) -> None:
    """A difference leaves its two lines on stdout, to be read again, and what differs on stderr."""
    for name, mine, theirs in steps:
        if mine != theirs:
            print(market_line + line, end="")
            print(f"DIFFERENT: {case}: {name}\n  model:   {mine}\n  program: {theirs}", file=sys.stderr)
            sys.exit(1)


def main() -> None:
    if len(sys.argv) == 1:
        seen = compare(sys.stdin)
    else:
        with subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            seen = compare(program.stdout)
        if program.returncode != 0:
            sys.exit(f"{sys.argv[1]} ended with {program.returncode}")
    print(", ".join(f"{what}: {times}" for what, times in sorted(seen.items())))
    never = [what for what, times in seen.items() if times == 0]
    if seen["portfolios"] == 0 or (seen["portfolios"] >= 1000 and never):
        sys.exit(f"never seen: {', '.join(never) or 'a portfolio'}")
    print(f"{seen['portfolios']} portfolios, every step the same")


if __name__ == "__main__":
    main()
