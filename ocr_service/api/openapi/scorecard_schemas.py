"""What a cricket scorecard's fields look like in JSON; what is not printed is absent."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import SkipJsonSchema

from ocr_service.api.openapi.absent import Number, Part, Whole
from ocr_service.api.openapi.fact_schemas import AnyFact


class Batter(Part):
    """A line of the batting table."""

    name: str
    how_out: str
    runs: Number = None
    balls: Number = None
    minutes: Number = None
    fours: Number = None
    sixes: Number = None
    strike_rate: Number = None


class Bowler(Part):
    """A line of the bowling table; `overs` of 4.3 are four overs and three balls."""

    name: str
    overs: Number = None
    maidens: Number = None
    runs: Number = None
    wickets: Number = None
    economy: Number = None


class FallOfWicket(Part):
    """When a wicket fell."""

    wicket: int
    score: int
    detail: str


class Extras(Part):
    """Runs that no batter made: byes, leg byes, wides, no-balls, penalties."""

    runs: Whole = None
    b: Whole = None
    lb: Whole = None
    w: Whole = None
    nb: Whole = None
    p: Whole = None
    pen: Whole = None


class InningsTotal(Part):
    """The score at the end."""

    runs: Whole = None
    wickets: Whole = None
    overs: Number = None


class Innings(Part):
    """One side's innings."""

    team: str
    batting: list[Batter]
    bowling: list[Bowler]
    fall_of_wickets: list[FallOfWicket]
    extras: Extras | SkipJsonSchema[None] = None
    total: InningsTotal | SkipJsonSchema[None] = None
    failed_checks: list[str]


class InningsFact(AnyFact):
    """One side's innings and where it stands."""

    value: Innings


class Deliveries(Part):
    """How many single balls were read, and how many between them were not."""

    found: int
    missing: int


class DeliveriesFact(AnyFact):
    """The count of single balls."""

    value: Deliveries


class CricsheetFact(AnyFact):
    """The match in the JSON of Cricsheet 1.1.0."""

    value: dict[str, Any]
