# SPDX-License-Identifier: Apache-2.0
"""What the slow model of the scenario margin is told: a market, a model and a portfolio, read from the JSON of
portfolio_cases. Leaves out every derived number (columns, credits, reach): those the model works out itself."""
from dataclasses import dataclass
from typing import Any, NamedTuple

DOWN, SAME, UP = 0, 1, 2
ONE_E9 = 10**9


class Scenario(NamedTuple):
    """One move: spot in parts per million, volatility down, same or up, dampening in 10^-9."""

    spot_ppm: int
    volatility: int
    dampening_e9: int


class Underlying(NamedTuple):
    class_index: int
    unit_exponent: int
    index_e8: int
    conf_e8: int
    now_ms: int


class Instrument(NamedTuple):
    """price_e8 is the mark or forward of a linear instrument, 0 for an option."""

    underlying: int
    domain: int
    kind: str
    expiry_s: int
    strike_e8: int
    lot_e18: int
    price_e8: int
    cells: list[int]


class Chain(NamedTuple):
    domain: int
    premium_ppm: int


class Hedge(NamedTuple):
    underlying: int
    chain: int
    amount_e8: int


class Line(NamedTuple):
    instrument: int
    lots: int


class Portfolio(NamedTuple):
    positions: list[Line]
    pending: list[Line]
    hedges: list[Hedge]


@dataclass
class Market:
    """columns[c][i] is the scenario of cell i in the tables of class c."""

    model: dict[str, Any]
    columns: list[list[Scenario]]
    underlyings: list[Underlying]
    instruments: list[Instrument]
    chains: list[Chain]
    messengers: list[list[int]]

    def __post_init__(self) -> None:
        self.core = [read_scenario(s) for s in self.model["core"]]
        self.column_of = [{s: i for i, s in enumerate(grid)} for grid in self.columns]

    def column(self, underlying: int, scenario: Scenario) -> int:
        """Where the cells of a scenario are in the rows of an underlying; KeyError where there are none."""
        return self.column_of[self.underlyings[underlying].class_index][scenario]


def read_scenario(json: list[Any]) -> Scenario:
    return Scenario(int(json[0]), int(json[1]), int(json[2]))


def read_market(json: dict[str, Any]) -> Market:
    return Market(
        model=json["model"],
        columns=[[read_scenario(s) for s in grid] for grid in json["columns"]],
        underlyings=[Underlying(*(int(u[key]) for key in Underlying._fields)) for u in json["underlyings"]],
        instruments=[read_instrument(k) for k in json["instruments"]],
        chains=[Chain(int(j["domain"]), int(j["premium_ppm"])) for j in json["chains"]],
        messengers=json["messengers"],
    )


def read_instrument(json: dict[str, Any]) -> Instrument:
    numbers = {key: int(json[key]) for key in Instrument._fields if key not in ("kind", "cells")}
    return Instrument(kind=json["kind"], cells=json["cells"], **numbers)


def read_portfolio(json: dict[str, Any]) -> Portfolio:
    """A line of no lots is none."""
    return Portfolio(
        positions=[Line(k, lots) for k, lots in json["positions"] if lots != 0],
        pending=[Line(k, lots) for k, lots in json["pending"] if lots != 0],
        hedges=[Hedge(u, j, amount) for u, j, amount in json["hedges"]],
    )
