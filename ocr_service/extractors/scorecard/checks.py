"""Check a scorecard's numbers against each other."""

from __future__ import annotations

from typing import Any

Innings = dict[str, Any]
# Printed rates are rounded to one or two places.
RATE_SLACK = 0.06
BALLS_PER_OVER = 6


def check(innings: Innings) -> list[str]:
    """One sentence for each rule of the game that the numbers break; rules whose numbers are missing are passed over."""
    return [
        *_runs(innings),
        *_wickets(innings),
        *_extras(innings),
        *_overs(innings),
        *_strike_rates(innings),
        *_economies(innings),
        *_falls(innings),
    ]


def balls_of(overs: float) -> int:
    """Balls of a number of overs such as 4.3 (four overs and three balls)."""
    whole = int(overs)
    return whole * BALLS_PER_OVER + round((overs - whole) * 10)


def _runs(innings: Innings) -> list[str]:
    total, extras = innings.get("total", {}).get("runs"), innings.get("extras", {}).get("runs")
    scores = [batter["runs"] for batter in innings["batting"] if "runs" in batter]
    if total is None or extras is None or not scores or sum(scores) + extras == total:
        return []
    return [f"Batting {sum(scores)} and extras {extras} make {sum(scores) + extras}, not the total {total}."]


def _wickets(innings: Innings) -> list[str]:
    wickets = innings.get("total", {}).get("wickets")
    stay = ("not out", "did not bat", "retired not out", "retired hurt", "absent")
    out = [
        one for one in innings["batting"] if one["how_out"] and not one["how_out"].lower().startswith(stay)
    ]
    known = all(one["how_out"] for one in innings["batting"])
    if wickets is None or not innings["batting"] or not known or len(out) == wickets:
        return []
    return [f"{len(out)} batters are out, but the total says {wickets} wickets."]


def _extras(innings: Innings) -> list[str]:
    extras = innings.get("extras", {})
    parts = [runs for name, runs in extras.items() if name != "runs"]
    if not parts or "runs" not in extras or sum(parts) == extras["runs"]:
        return []
    return [f"The extras' parts make {sum(parts)}, not {extras['runs']}."]


def _overs(innings: Innings) -> list[str]:
    bowled = [one["overs"] for one in innings["bowling"] if "overs" in one]
    total = innings.get("total", {}).get("overs")
    odd = [
        f"{overs} overs cannot be: an over has six balls."
        for overs in [*bowled, *([total] if total else [])]
        if _is_odd(overs)
    ]
    if odd or total is None or not bowled or sum(map(balls_of, bowled)) == balls_of(total):
        return odd
    return [f"The bowlers' overs do not add up to {total}."]


def _is_odd(overs: float) -> bool:
    return round((overs - int(overs)) * 10) >= BALLS_PER_OVER


def _strike_rates(innings: Innings) -> list[str]:
    return [
        f"The strike rate of {one['name']} does not follow from runs and balls."
        for one in innings["batting"]
        if {"runs", "balls", "strike_rate"} <= one.keys()
        and one["balls"]
        and abs(100 * one["runs"] / one["balls"] - one["strike_rate"])
        > max(RATE_SLACK, 0.6 * (one["strike_rate"] == int(one["strike_rate"])))
    ]


def _economies(innings: Innings) -> list[str]:
    return [
        f"The economy of {one['name']} does not follow from runs and overs."
        for one in innings["bowling"]
        if {"runs", "overs", "economy"} <= one.keys()
        and balls_of(one["overs"])
        and abs(one["runs"] * BALLS_PER_OVER / balls_of(one["overs"]) - one["economy"]) > RATE_SLACK
    ]


def _falls(innings: Innings) -> list[str]:
    falls = innings["fall_of_wickets"]
    scores = [one["score"] for one in falls]
    total = innings.get("total", {}).get("runs")
    if scores != sorted(scores) or (total is not None and scores and scores[-1] > total):
        return ["The fall of wickets does not rise to the total."]
    return []
