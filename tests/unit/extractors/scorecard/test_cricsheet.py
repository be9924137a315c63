from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.facts import Category
from ocr_service.extractors.scorecard.deliveries import balls_of_row, read_ball
from ocr_service.extractors.scorecard.extractor import ScorecardExtractor
from tests.support.read_documents import BALL_BY_BALL, SCORECARD, ReadDocument

CREATED = date(2024, 6, 1)


def extraction(text: str):
    extractor = ScorecardExtractor(today=lambda: CREATED)
    return extractor.extract(ReadDocument((text,)), Category(name="scorecard", confidence=0.9))


def cricsheet(text: str) -> dict[str, Any]:
    return extraction(text).fields["cricsheet"].value


def test_a_match_told_ball_by_ball_has_the_structure_of_cricsheet() -> None:
    found = cricsheet(BALL_BY_BALL)

    assert found["meta"] == {"data_version": "1.1.0", "created": "2024-06-01", "revision": 1}
    assert found["info"] == {
        "balls_per_over": 6,
        "teams": ["Riverside XI", "Hilltop CC"],
        "dates": ["2024-05-12"],
        "players": {"Riverside XI": ["Weber", "Keller", "Brown"], "Hilltop CC": ["Clark"]},
    }
    assert [one["team"] for one in found["innings"]] == ["Riverside XI", "Hilltop CC"]
    assert [over["over"] for over in found["innings"][0]["overs"]] == [0, 1]
    assert [len(over["deliveries"]) for over in found["innings"][0]["overs"]] == [8, 2]


@pytest.mark.parametrize(
    ("row", "runs", "extras", "wickets"),
    [
        ("Over 3 (J Smith): . 1 4 W 1nb 2 1", 8, 1, 1),
        ("Over 12: 1 0 4 2 6 1 = 14", 14, 0, 0),
        ("Over 5 - A Weber: 1 . . 2wd 4 1 W", 6, 2, 1),
        ("0.1  4  Clark to Weber, FOUR", 4, 0, 0),
        ("0.2 W Clark to Weber, OUT, bowled", 0, 0, 1),
        ("0.3 • Clark to Weber, no run", 0, 0, 0),
    ],
)
def test_other_sheets_of_single_balls_are_read(row: str, runs: int, extras: int, wickets: int) -> None:
    balls = balls_of_row(row)

    assert sum(ball.batter_runs for ball in balls) == runs
    assert sum(sum(ball.extras.values()) for ball in balls) == extras
    assert sum(bool(ball.wicket) for ball in balls) == wickets


@pytest.mark.parametrize(
    "row", ["Over 20 overs 150 runs", "Overs: 12.3 4 5", "Overhead 3: 1 2 3 4 5", "R Keller 4 0 21 2"]
)
def test_other_rows_with_numbers_are_no_over(row: str) -> None:
    assert balls_of_row(row) == []


def test_the_deliveries_that_were_found_and_those_that_are_missing_are_counted() -> None:
    page = "Hill XI innings\nOver 1: . 1 4 2 . 1\nOver 3: 1 1 . . 2 W\n4.1 Clark to Weber, 1 run\n4.3 Clark to Weber, no run"

    assert extraction(page).fields["deliveries"].value == {"found": 14, "missing": 7}


def test_a_sheet_of_overs_is_a_scorecard() -> None:
    page = "Hill XI v Riverside XI\nHill XI innings\nOver 1 (Clark): . 1 4 2 . 1\nOver 2 (Brown): 1 1 . . 2 W\nOver 3 (Clark): . . . 4 1 1"

    assert build_categorizer().categorize(ReadDocument((page,))).name == "scorecard"


@pytest.mark.parametrize(
    ("what", "batter", "extras", "wicket"),
    [
        ("no run", 0, {}, ""),
        ("1 run", 1, {}, ""),
        ("FOUR runs", 4, {}, ""),
        ("SIX", 6, {}, ""),
        ("1 wide", 0, {"wides": 1}, ""),
        ("5 wides", 0, {"wides": 5}, ""),
        ("wide", 0, {"wides": 1}, ""),
        ("2 leg byes", 0, {"legbyes": 2}, ""),
        ("leg bye", 0, {"legbyes": 1}, ""),
        ("4 byes", 0, {"byes": 4}, ""),
        ("no ball", 0, {"noballs": 1}, ""),
        ("no ball, 4 runs", 4, {"noballs": 1}, ""),
        ("OUT, bowled", 0, {}, "bowled"),
        ("OUT, lbw", 0, {}, "lbw"),
        ("OUT, caught by Clark", 0, {}, "caught"),
        ("OUT, caught and bowled", 0, {}, "caught and bowled"),
        ("1 run, OUT, run out (Clark)", 1, {}, "run out"),
        ("OUT", 0, {}, "unknown"),
    ],
)
def test_a_ball_is_read_with_who_gets_its_runs(
    what: str, batter: int, extras: dict[str, int], wicket: str
) -> None:
    ball = read_ball(f"12.3 D Smith to A Weber, {what}")

    assert ball is not None
    assert (ball.over, ball.ball, ball.bowler, ball.batter) == (12, 3, "D Smith", "A Weber")
    assert (ball.batter_runs, ball.extras, ball.wicket) == (batter, extras, wicket)


def test_runs_add_up_and_a_catch_names_its_fielder() -> None:
    deliveries = cricsheet(BALL_BY_BALL)["innings"][0]["overs"][0]["deliveries"]

    assert deliveries[5] == {
        "batter": "Keller",
        "bowler": "Smith",
        "runs": {"batter": 4, "extras": 1, "total": 5},
        "extras": {"noballs": 1},
    }
    assert deliveries[6]["wickets"] == [
        {"player_out": "Keller", "kind": "caught", "fielders": [{"name": "Clark"}]}
    ]


def test_a_page_told_backwards_is_turned_round() -> None:
    lines = BALL_BY_BALL.splitlines()
    backwards = "\n".join([*lines[:2], *reversed(lines[2:12])])

    assert cricsheet(backwards)["innings"][0] == cricsheet("\n".join(lines[:12]))["innings"][0]


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("0.4 Smith to Keller, 2 leg byes\n", "", "Ball 0.4 could not be read."),
        ("0.3 Smith to Keller, 1 wide", "0.3 Smith to Keller, 1 run", "Over 0 has 7 legal balls"),
    ],
)
def test_balls_that_cannot_be_are_noticed(right: str, wrong: str, problem: str) -> None:
    found = extraction(BALL_BY_BALL.replace(right, wrong))

    assert any(problem in warning for warning in found.warnings)
    assert found.needs_review
    assert found.fields["cricsheet"].confidence < 0.5


def test_a_scorecard_without_single_balls_has_no_deliveries() -> None:
    assert "cricsheet" not in extraction(SCORECARD).fields


@pytest.mark.parametrize(
    "text", ["0.1 Smith to Weber", "2.50 From Smith to Weber, thanks", "Smith to Weber, 1 run", ""]
)
def test_what_tells_no_ball_is_none(text: str) -> None:
    assert read_ball(text) is None


def test_a_match_told_ball_by_ball_is_a_scorecard() -> None:
    assert build_categorizer().categorize(ReadDocument((BALL_BY_BALL,))).name == "scorecard"
