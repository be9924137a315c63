from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category
from ocr_service.extractors.scorecard.extractor import ScorecardExtractor
from tests.support.read_documents import SCORECARD, ReadDocument

CATEGORY = Category(name="scorecard", confidence=0.9)


def innings(text: str):
    return ScorecardExtractor().extract(ReadDocument((text,)), CATEGORY).fields["innings"][0]


def test_an_innings_is_read_in_full() -> None:
    value = innings(SCORECARD).value

    assert value["team"] == "Riverside XI"
    assert value["batting"][0] == {
        "name": "A Weber", "how_out": "c Rossi b Smith", "runs": 50, "balls": 40, "fours": 6, "sixes": 1, "strike_rate": 125.0,
    }  # fmt: skip
    assert value["bowling"][1] == {
        "name": "E Clark",
        "overs": 6,
        "maidens": 1,
        "runs": 47,
        "wickets": 0,
        "economy": 7.83,
    }
    assert value["extras"] == {"runs": 10, "b": 1, "lb": 4, "w": 5}
    assert value["total"] == {"overs": 12.0, "runs": 100, "wickets": 2}
    assert [one["score"] for one in value["fall_of_wickets"]] == [45, 80]


def test_numbers_that_agree_are_believed() -> None:
    found = innings(SCORECARD)

    assert (found.value["failed_checks"], found.confidence > 0.9) == ([], True)


@pytest.mark.parametrize("read", ["Ib 4", "1b 4", "LB 4"])
def test_a_small_l_at_the_head_of_leg_byes_may_be_misread(read: str) -> None:
    found = innings(SCORECARD.replace("lb 4", read))

    assert found.value["extras"] == {"runs": 10, "b": 1, "lb": 4, "w": 5}
    assert found.value["failed_checks"] == []


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("100-2", "108-2", "not the total"),
        ("100-2", "100-3", "wickets"),
        ("lb 4", "lb 3", "extras"),
        ("6  0  48", "6.7  0  48", "six balls"),
        ("125.00", "115.00", "strike rate of A Weber"),
        ("7.83", "6.83", "economy of E Clark"),
        ("1-45", "1-85", "fall of wickets"),
    ],
)
def test_a_number_that_breaks_the_rules_of_the_game_is_noticed(right: str, wrong: str, problem: str) -> None:
    found = innings(SCORECARD.replace(right, wrong))

    assert problem in " ".join(found.value["failed_checks"])
    assert found.confidence < 0.5


def test_a_scorecard_without_a_table_asks_for_a_look() -> None:
    assert ScorecardExtractor().extract(ReadDocument(("nothing here",)), CATEGORY).needs_review
