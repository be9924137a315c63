"""Scorecards as different programs and people print them; none of them is a real match. Handwriting is not read."""

from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category
from ocr_service.extractors.scorecard.extractor import ScorecardExtractor
from tests.support.read_documents import ReadDocument

BROADCASTER = """Harbour City 1st Innings
BATTING    R  M  B  4s  6s  SR
P Lind  c Osei  b Varga    41  62  40  5  1  102.50
T Okoro  lbw  b Varga    9  15  12  1  0  75.00
J Hale  not out    38  50  32  3  1  118.75
Extras (lb 2, w 6, nb 1)    9
TOTAL    97/2 (14 Ov, RR: 6.92)
Did not bat: R Sato, M Ilves
Fall of wickets: 1-20 (Okoro, 3.4 ov), 2-75 (Lind, 10.2 ov)
BOWLING    O  M  R  W  ECON  0s  4s  6s  WD  NB
K Varga    7  0  44  2  6.28  20  5  1  4  1
D Osei    7  0  51  0  7.28  18  4  1  2  0"""
APP = """Harbour City 97/2 (14.0 Ov)
Batters    R  B  4s  6s  SR
P Lind    41  40  5  1  102.50
c Osei b Varga
T Okoro    9  12  1  0  75.00
lbw b Varga
J Hale    38  32  3  1  118.75
not out
Extras (lb 2, w 6, nb 1)    9
Total    97/2 (14.0 Ov)
Bowlers    O  M  R  W  Eco
K Varga    7  0  44  2  6.28
D Osei    7  0  51  0  7.28
Fall of Wickets 20-1 (Okoro, 3.4 ov), 75-2 (Lind, 10.2 ov)"""
LEAGUE = """Harbour City innings
Batsman    Runs  Balls  4s  6s
P Lind  c Osei b Varga    41  40  5  1
T Okoro  lbw b Varga    9  12  1  0
J Hale  not out    38  32  3  1
Extras  2lb 6w 1nb    9
Total  for 2 wickets    14 overs    97
FoW: 20-1 (Okoro), 75-2 (Lind)
Bowler    Overs  Maidens  Runs  Wickets  Wides  No Balls
K Varga    7  0  44  2  4  1
D Osei    7  0  51  0  2  0"""
LAYOUTS = {"broadcaster": BROADCASTER, "app": APP, "league": LEAGUE}


def innings(text: str):
    fields = (
        ScorecardExtractor().extract(ReadDocument((text,)), Category(name="scorecard", confidence=0.9)).fields
    )
    return fields["innings"][0].value


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_tells_the_same_innings(text: str) -> None:
    value = innings(text)

    assert value["failed_checks"] == []
    assert value["team"] == "Harbour City"
    assert [(one["name"], one["runs"], one["balls"]) for one in value["batting"]] == [
        ("P Lind", 41, 40),
        ("T Okoro", 9, 12),
        ("J Hale", 38, 32),
    ]
    assert [one["how_out"].replace("  ", " ") for one in value["batting"]] == [
        "c Osei b Varga",
        "lbw b Varga",
        "not out",
    ]
    assert [(one["name"], one["overs"], one["runs"], one["wickets"]) for one in value["bowling"]] == [
        ("K Varga", 7, 44, 2),
        ("D Osei", 7, 51, 0),
    ]
    assert (value["total"]["runs"], value["total"]["wickets"], value["total"]["overs"]) == (97, 2, 14.0)
    assert [(one["wicket"], one["score"]) for one in value["fall_of_wickets"]] == [(1, 20), (2, 75)]


def test_wides_of_a_bowler_are_no_economy() -> None:
    assert innings(LEAGUE)["bowling"][0] == {
        "name": "K Varga", "overs": 7, "maidens": 0, "runs": 44, "wickets": 2, "wides": 4, "noballs": 1
    }  # fmt: skip
