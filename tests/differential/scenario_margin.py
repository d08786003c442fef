# SPDX-License-Identifier: Apache-2.0
"""A slow model of the scenario margin, written from docs/margin.md ("Requirement of a portfolio") and from nothing
else. Python's integers have no limit, so nothing here can overflow. Leaves out the pricing of options, whose cells
are taken as they come."""
from itertools import combinations
from typing import NamedTuple

from scenario_inputs import ONE_E9, SAME, UP, DOWN, Hedge, Line, Market, Portfolio, Scenario

MILLION = 10**6
ONE_Q30 = 2**30
HEDGE_LIMIT = 2**60
NET_LIMIT_USD_E6 = 10**21
NO_SCENARIO = 255

Pnl = dict[int, int]  # by underlying, USD e6


def ceil_div(a: int, b: int) -> int:
    return -(-a // b)


def part(amount: int, ppm: int) -> int:
    """ceil(amount * ppm / 10^6)"""
    return ceil_div(amount * ppm, MILLION)


def reached(pnl: int, g: int) -> int:
    return pnl if pnl <= 0 else pnl * g // ONE_Q30


def linear_cell(lot_e18: int, price_e8: int, scenario: Scenario, unit_exponent: int) -> int:
    """Step 1 of a perpetual or a future."""
    return lot_e18 * price_e8 * scenario.spot_ppm * scenario.dampening_e9 // 10 ** (41 - unit_exponent)


def spot_cell(index_e8: int, scenario: Scenario, unit_exponent: int) -> int:
    """c[s]"""
    return index_e8 * scenario.spot_ppm * scenario.dampening_e9 // 10 ** (15 + max(0, 6 - unit_exponent))


def usd_down(units: int, unit_exponent: int) -> int:
    """Table units in USD e6, rounded down."""
    return units * MILLION // 10**unit_exponent


def domain_reach(market: Market, free_chain: int | None = None) -> dict[int, int]:
    """g of every domain; free_chain counts as if its L were zero."""
    premium: dict[int, int] = {}
    for j, chain in enumerate(market.chains):
        mine = 0 if j == free_chain else chain.premium_ppm
        premium[chain.domain] = max(mine, premium.get(chain.domain, 0))
    return {d: ONE_Q30 * MILLION // (MILLION + most) for d, most in premium.items()}


def credit_ppm(market: Market, first: int, second: int) -> int:
    classes = market.model["classes"]
    names = {classes[market.underlyings[u].class_index]["name"] for u in (first, second)}
    for credit in market.model["credits"]:
        if {credit["first"], credit["second"]} == names:
            return credit["credit_ppm"]
    return 0


def lost_scenarios(market: Market) -> list[Scenario]:
    """The undampened core columns with |spot| <= lost_spot_max, spot times lost_scale; (0, same) is none."""
    model = market.model
    out: list[Scenario] = []
    for spot_ppm, volatility, dampening_e9 in market.core:
        if dampening_e9 != ONE_E9 or abs(spot_ppm) > model["lost_spot_max_ppm"]:
            continue
        size = abs(spot_ppm) * model["lost_scale_ppm"] // MILLION
        scenario = Scenario(size if spot_ppm > 0 else -size, volatility, ONE_E9)
        if scenario not in out and (scenario.spot_ppm, volatility) != (0, SAME):
            out.append(scenario)
    return out


class Requirement(NamedTuple):
    """Steps 3 to 5."""

    underlyings: list[tuple[int, int, int]]  # underlying, R[u], worst scenario
    separate: int
    joint: int
    joint_scenario: int
    scenarios: int


class Account:
    """Steps 2 to 7 of one portfolio; every method is a step."""

    def __init__(self, market: Market, portfolio: Portfolio, free_chain: int | None = None) -> None:
        self.market = market
        self.portfolio = portfolio
        self.own_reach = domain_reach(market, free_chain)
        self.positions: dict[tuple[int, int], list[int]] = {}
        self.collateral: dict[tuple[int, int], list[int]] = {}
        self.add_positions()
        self.hedged_e8: list[int] = []
        self.left_aside = False
        for hedge in portfolio.hedges:
            self.hedged_e8.append(self.add_hedge(hedge))
        self.places = sorted(set(self.positions) | set(self.collateral))
        self.underlyings = sorted({u for u, _ in self.positions})
        self.domains = {d for _, d in self.places}
        self.reach = dict(self.own_reach) if len(self.domains) > 1 else dict.fromkeys(self.own_reach, ONE_Q30)
        self.pairs = self.credit_pairs()

    # Step 2

    def line_pnl(self, instrument: int, lots: int) -> list[int]:
        return [lots * cell + min(lots, 0) for cell in self.market.instruments[instrument].cells]

    def add_positions(self) -> None:
        for lines, pending in ((self.portfolio.positions, False), (self.portfolio.pending, True)):
            for instrument, lots in lines:
                pnl = self.line_pnl(instrument, lots)
                if pending:
                    pnl = [min(0, x) for x in pnl]
                at = self.market.instruments[instrument]
                add_columns(self.positions, (at.underlying, at.domain), pnl)

    def add_hedge(self, hedge: Hedge) -> int:
        """Lets one collateral enter at h*, and returns h*."""
        u = hedge.underlying
        if all(underlying != u for underlying, _ in self.positions):
            return 0
        at = self.market.underlyings[u]
        domain = self.market.chains[hedge.chain].domain
        unit = 10 ** (16 - max(at.unit_exponent, 6))
        cells = [spot_cell(at.index_e8, s, at.unit_exponent) for s in self.market.columns[at.class_index]]
        entered = sum(h for of, h in zip(self.portfolio.hedges, self.hedged_e8) if of.underlying == u)
        amount = min(hedge.amount_e8, HEDGE_LIMIT * unit // max(max(map(abs, cells)), 1) - entered)
        columns = []
        for scenario in self.market.core:
            s = self.market.column(u, scenario)
            rest = sum(
                reached(self.place_pnl(u, d, s), self.own_reach[d]) for d in self.own_reach if d != domain
            )
            columns.append((rest, self.place_pnl(u, domain, s), cells[s]))
        h = best_hedge(columns, amount, self.own_reach[domain], unit)
        if h > 0:
            add_columns(self.collateral, (u, domain), [h * c // unit for c in cells])
        return h

    def place_pnl(self, u: int, d: int, column: int, lost: frozenset[int] = frozenset()) -> int:
        """P[u][d][s]; in a lost domain collateral counts only where it loses."""
        out = 0
        if (u, d) in self.positions:
            out += self.positions[u, d][column]
        if (u, d) in self.collateral:
            c = self.collateral[u, d][column]
            out += min(0, c) if d in lost else c
        return out

    # Step 3

    def pnl(self, u: int, scenario: Scenario, reach: dict[int, int], lost: frozenset[int] = frozenset()) -> int:
        """P[u][s], USD e6."""
        s = self.market.column(u, scenario)
        total = sum(reached(self.place_pnl(u, d, s, lost), reach[d]) for v, d in self.places if v == u)
        return usd_down(total, self.market.underlyings[u].unit_exponent)

    # Steps 4 and 5

    def credit_pairs(self) -> list[tuple[int, int, int]]:
        """(credit, u, w) by descending credit, then ids."""
        pairs = [(credit_ppm(self.market, u, w), u, w) for u, w in combinations(self.underlyings, 2)]
        return sorted((p for p in pairs if p[0] > 0), key=lambda p: (-p[0], p[1], p[2]))

    def joint(self, pnl: Pnl) -> int:
        gain = {u: max(x, 0) for u, x in pnl.items()}
        loss = {u: max(-x, 0) for u, x in pnl.items()}
        for credit, first, second in self.pairs:
            for winner, loser in ((first, second), (second, first)):
                x = min(loss[loser], gain[winner] * credit // MILLION)
                if x > 0:
                    loss[loser] -= x
                    gain[winner] -= ceil_div(x * MILLION, credit)
        return sum(loss.values())

    def requirement(
        self, scenarios: list[Scenario], reach: dict[int, int], lost: frozenset[int] = frozenset()
    ) -> Requirement:
        columns = [{u: self.pnl(u, s, reach, lost) for u in self.underlyings} for s in scenarios]
        alone = []
        for u in self.underlyings:
            risk, worst = first_largest([-pnl[u] for pnl in columns])
            alone.append((u, risk, worst))
        separate = sum(risk for _, risk, _ in alone)
        joint, joint_scenario = first_largest([self.joint(pnl) for pnl in columns])
        weight = self.market.model["joint_weight_ppm"]
        both = ceil_div(weight * joint + (MILLION - weight) * separate, MILLION)
        return Requirement(alone, separate, joint, joint_scenario, both)

    def scenarios(self) -> Requirement:
        return self.requirement(self.market.core, self.reach)

    # Step 6

    def lost(self) -> tuple[int, str, int]:
        """R_lost, and which chain or messenger it is of; the first of equals."""
        scenarios = lost_scenarios(self.market)
        worst = (0, "Nothing", 0)
        for j, chain in enumerate(self.market.chains):
            if chain.domain not in self.domains:
                continue
            reach = self.reach | {chain.domain: 0}
            risk = self.requirement(scenarios, reach, frozenset([chain.domain])).scenarios
            worst = max(worst, (risk, "Chain", j), key=lambda x: x[0])
        for m, carried in enumerate(self.market.messengers):
            if len(self.domains) == 1 or not self.domains & set(carried):
                continue
            reach = self.reach | dict.fromkeys(carried, 0)
            risk = self.requirement(scenarios, reach).scenarios
            worst = max(worst, (risk, "Messenger", m), key=lambda x: x[0])
        return worst

    # Step 7

    def stress(self) -> tuple[int, str]:
        worst = (0, "None")
        for name, sign in (("JointDown", -1), ("JointUp", 1)):
            pnl = {}
            for u in self.underlyings:
                move = self.market.model["classes"][self.market.underlyings[u].class_index]["joint_stress_ppm"]
                pnl[u] = self.pnl(u, Scenario(sign * move, UP, ONE_E9), self.reach)
            worst = max(worst, (self.joint(pnl), name), key=lambda x: x[0])
        move = self.market.model["opposite_move_ppm"]
        down, up = (Scenario(sign * move, SAME, ONE_E9) for sign in (-1, 1))
        everything = dict.fromkeys(self.own_reach, ONE_Q30)
        net = {u: abs(self.pnl(u, up, everything) - self.pnl(u, down, everything)) for u in self.underlyings}
        largest = sorted(self.underlyings, key=lambda u: (-net[u], u))[:2]
        if len(largest) == 2:
            for name, moves in (("Opposite", (down, up)), ("OppositeMirrored", (up, down))):
                pnl = dict.fromkeys(self.underlyings, 0)
                for u, scenario in zip(largest, moves):
                    pnl[u] = self.pnl(u, scenario, self.reach)
                worst = max(worst, (self.joint(pnl), name), key=lambda x: x[0])
        return worst

    def base(self) -> int:
        """B"""
        return max(part(self.scenarios().scenarios, self.market.model["factor_ppm"]), self.lost()[0], self.stress()[0])

    def initial(self) -> int:
        return self.base() + sum(im for im, _ in self.add_ons().values())

    # Add-ons: positions and permits without collateral

    def to_usd_up(self, u: int, amount: int) -> int:
        return -usd_down(-amount, self.market.underlyings[u].unit_exponent)

    def swing_usd(self, u: int, up: Scenario, down: Scenario) -> int:
        """D, of which permits may be filled or not, USD e6 rounded up."""
        up_column, down_column = self.market.column(u, up), self.market.column(u, down)

        def swings(lines: list[Line]) -> list[int]:
            of_u = [(self.market.instruments[k], lots) for k, lots in lines]
            return [lots * (at.cells[up_column] - at.cells[down_column]) for at, lots in of_u if at.underlying == u]

        held = sum(swings(self.portfolio.positions))
        permits = swings(self.portfolio.pending)
        more = sum(x for x in permits if x > 0)
        less = sum(x for x in permits if x < 0)
        return self.to_usd_up(u, max(abs(held + more), abs(held + less)))

    def net_exposure(self, u: int) -> int:
        """X, USD e6."""
        move = self.market.model["basis"]["move_ppm"]
        value = self.swing_usd(u, Scenario(move, SAME, ONE_E9), Scenario(-move, SAME, ONE_E9))
        return min(NET_LIMIT_USD_E6, ceil_div(value * MILLION, 2 * move))

    def basis(self) -> list[int]:
        """Of every (underlying, expiry)."""
        model = self.market.model["basis"]
        apart = len({d for _, d in self.positions}) > 1
        sums: dict[tuple[int, int], dict[tuple[int, int], int]] = {}
        for lines, pending in ((self.portfolio.positions, False), (self.portfolio.pending, True)):
            for instrument, lots in lines:
                at = self.market.instruments[instrument]
                if at.kind == "Perpetual":
                    continue
                of = sums.setdefault((at.underlying, at.expiry_s), {})
                pnl = self.line_pnl(instrument, lots)
                for sign in (-1, 1):
                    scenario = Scenario(sign * model["move_ppm"], SAME, ONE_E9)
                    x = pnl[self.market.column(at.underlying, scenario)]
                    of[sign, at.domain] = of.get((sign, at.domain), 0) + (min(0, x) if pending else x)
        out = []
        for (u, expiry_s), of in sums.items():
            moves = {-1: 0, 1: 0}
            for (sign, d), x in of.items():
                moves[sign] += reached(x, self.own_reach[d]) if apart else x
            loss = self.to_usd_up(u, -min(0, moves[-1], moves[1]))
            left_ms = max(0, expiry_s * 1000 - self.market.underlyings[u].now_ms)
            factor = model["base_ppm"] + ceil_div(model["per_year_ppm"] * left_ms, 365 * 86_400_000)
            out.append(part(loss, factor))
        return out

    def short_options(self) -> list[int]:
        """Of every (underlying, expiry, strike)."""
        amounts: dict[tuple[int, int, int], int] = {}
        sold = [line for line in self.portfolio.pending if line.lots < 0]
        for instrument, lots in self.portfolio.positions + sold:
            at = self.market.instruments[instrument]
            if at.kind == "Option":
                key = (at.underlying, at.expiry_s, at.strike_e8)
                amounts[key] = amounts.get(key, 0) + lots * at.lot_e18
        ppm = self.market.model["short_option"]["spot_ppm"]
        return [
            part(ceil_div(max(0, -amount_e18) * self.market.underlyings[u].index_e8, 10**20), ppm)
            for (u, _, _), amount_e18 in amounts.items()
        ]

    def closing(self, u: int) -> int:
        model = self.market.model["closing"]
        x = self.net_exposure(u)
        w = self.swing_usd(u, Scenario(0, UP, ONE_E9), Scenario(0, DOWN, ONE_E9))
        impact = ceil_div(part(x, model["impact_ppm"]) * x, int(model["depth_usd_e6"]))
        return part(x, model["half_spread_ppm"]) + impact + part(w, model["volatility_ppm"])

    def concentration(self, u: int) -> int:
        model = self.market.model["concentration"]
        return part(max(0, self.net_exposure(u) - int(model["threshold_usd_e6"])), model["excess_ppm"])

    def confidence(self, u: int) -> int:
        at = self.market.underlyings[u]
        unsure = ceil_div(self.net_exposure(u) * min(at.conf_e8, at.index_e8), at.index_e8)
        return part(unsure, self.market.model["confidence"]["k_ppm"])

    def add_ons(self) -> dict[str, tuple[int, int]]:
        """By name: what counts in IM, what counts in MM; the part of MM is rounded up in each of its amounts."""
        amounts = {
            "basis": (self.basis(), "basis"),
            "short_options": (self.short_options(), "short_option"),
            "closing": (list(map(self.closing, self.underlyings)), "closing"),
            "concentration": (list(map(self.concentration, self.underlyings)), "concentration"),
            "confidence": (list(map(self.confidence, self.underlyings)), "confidence"),
        }
        out = {}
        for name, (each, key) in amounts.items():
            ppm = self.market.model[key]["maintenance_ppm"]
            out[name] = sum(each), sum(part(amount, ppm) for amount in each)
        return out


def margined(market: Market, portfolio: Portfolio, free_chain: int | None = None) -> Account:
    """The account with its collateral at h* or, where that asks for less IM, with none of it against positions."""
    account = Account(market, portfolio, free_chain)
    if not any(account.hedged_e8):
        return account
    bare = Account(market, portfolio._replace(hedges=[]), free_chain)
    if bare.initial() >= account.initial():
        return account
    bare.hedged_e8 = [0] * len(portfolio.hedges)
    bare.left_aside = True
    return bare


def add_columns(into: dict[tuple[int, int], list[int]], place: tuple[int, int], pnl: list[int]) -> None:
    into[place] = [a + b for a, b in zip(into[place], pnl)] if place in into else pnl


def first_largest(losses: list[int]) -> tuple[int, int]:
    """The largest loss, at least 0, and its first column."""
    most = max(losses, default=0)
    return (most, losses.index(most)) if most > 0 else (0, NO_SCENARIO)


def best_hedge(columns: list[tuple[int, int, int]], amount: int, g: int, unit: int) -> int:
    """The smallest h in [0, amount] that minimises the worst loss over (rest, domain, cell), by bisection on its
    first difference: the loss is convex in h. All in table units times `unit` times 2^30, where nothing is rounded."""
    scaled = [(rest * unit * ONE_Q30, domain * unit, cell) for rest, domain, cell in columns]

    def loss(h: int) -> int:
        worst = 0
        for rest, domain, cell in scaled:
            y = domain + h * cell
            lost = -rest - y * (g if y > 0 else ONE_Q30)
            if lost > worst:
                worst = lost
        return worst

    low, high = 0, amount
    while low < high:
        middle = (low + high) // 2
        if loss(middle + 1) >= loss(middle):
            high = middle
        else:
            low = middle + 1
    return low
