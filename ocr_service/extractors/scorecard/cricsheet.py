"""Write balls that were read as Cricsheet JSON, version 1.1.0 of its data format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from ocr_service.extractors.scorecard.deliveries import Ball, BallByBall

DATA_VERSION = "1.1.0"
BALLS_PER_OVER = 6


def cricsheet(innings: Sequence[BallByBall], *, created: date, played: Sequence[date]) -> dict[str, Any]:
    """``meta``, ``info`` and ``innings`` with their deliveries.

    Only what is printed: ``non_striker``, which lines of single balls do not name, is absent, as are
    ``info`` members such as the venue.
    """
    teams = list(dict.fromkeys(one.team for one in innings if one.team))
    info: dict[str, Any] = {"balls_per_over": BALLS_PER_OVER, "teams": teams}
    if played:
        info["dates"] = [day.isoformat() for day in played]
    if teams:
        info["players"] = {one.team: _batters(one) for one in innings if one.team}
    return {
        "meta": {"data_version": DATA_VERSION, "created": created.isoformat(), "revision": 1},
        "info": info,
        "innings": [_innings(one) for one in innings],
    }


def check_balls(innings: Sequence[BallByBall]) -> list[str]:
    """One sentence for each over that has more legal balls than an over may have, or lacks one in its middle."""
    return [problem for one in innings for over, balls in _overs(one) for problem in _problems(over, balls)]


def missing_balls(innings: BallByBall) -> int:
    """How many balls are skipped between those that were read, within overs and by whole overs (six each)."""
    overs = _overs(innings)
    within = sum(len(_skipped(balls)) for _, balls in overs)
    numbers = {over for over, _ in overs}
    return within + BALLS_PER_OVER * len(set(range(min(numbers), max(numbers))) - numbers)


def _skipped(balls: Sequence[Ball]) -> list[int]:
    numbers = {ball.ball for ball in balls}
    return sorted(set(range(min(numbers), max(numbers))) - numbers)


def _problems(over: int, balls: Sequence[Ball]) -> list[str]:
    legal = sum(ball.is_legal for ball in balls)
    if legal > BALLS_PER_OVER:
        return [f"Over {over} has {legal} legal balls: one was misread."]
    return [f"Ball {over}.{number} could not be read." for number in _skipped(balls)]


def _overs(innings: BallByBall) -> list[tuple[int, list[Ball]]]:
    return [(over, list(balls)) for over, balls in groupby(innings.balls, key=lambda ball: ball.over)]


def _innings(innings: BallByBall) -> dict[str, Any]:
    overs = [
        {"over": over, "deliveries": [_delivery(ball) for ball in balls]} for over, balls in _overs(innings)
    ]
    return {"team": innings.team, "overs": overs}


def _delivery(ball: Ball) -> dict[str, Any]:
    extras = sum(ball.extras.values())
    delivery: dict[str, Any] = {
        "batter": ball.batter,
        "bowler": ball.bowler,
        "runs": {"batter": ball.batter_runs, "extras": extras, "total": ball.batter_runs + extras},
    }
    if ball.extras:
        delivery["extras"] = dict(ball.extras)
    if ball.wicket:
        delivery["wickets"] = [_wicket(ball)]
    return delivery


def _wicket(ball: Ball) -> dict[str, Any]:
    wicket: dict[str, Any] = {"player_out": ball.batter, "kind": ball.wicket}
    if ball.fielder:
        wicket["fielders"] = [{"name": ball.fielder}]
    return wicket


def _batters(innings: BallByBall) -> list[str]:
    return list(dict.fromkeys(ball.batter for ball in innings.balls if ball.batter))
