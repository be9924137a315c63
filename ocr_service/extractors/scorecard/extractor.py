"""Extract a cricket scorecard: innings with batting, extras, total, fall of wickets, bowling, and checks across them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ocr_service.domain.facts import Category, Doubt, FieldValue
from ocr_service.domain.ports import CLOSED, AnotherReading, Document, Extraction, ReadingRoom
from ocr_service.extractors.dates.find import find_dates
from ocr_service.extractors.evidence.evidence import field_of, reading_confidence
from ocr_service.extractors.scorecard.checks import Innings, check
from ocr_service.extractors.scorecard.cricsheet import check_balls, cricsheet, missing_balls
from ocr_service.extractors.scorecard.deliveries import BallByBall, ball_by_ball
from ocr_service.layout.layout import document_layout, layout_of
from ocr_service.layout.rows import Row

NOTHING = "No batting table could be read."
_BATTING = re.compile(r"\b(?:BATTING|BATS?M[AE]N|BATTERS?|BATSWOM[AE]N)\b", re.IGNORECASE)
_BOWLING = re.compile(r"\b(?:BOWLING|BOWLERS?)\b", re.IGNORECASE)
_EXTRAS = re.compile(r"\bEXTRAS\b[^\w(]*(?P<parts>\(.*?\))?\W*(?P<runs>\d{1,3})?", re.IGNORECASE)
# A small l at the beginning looks like a capital I or a 1.
_EXTRA_PARTS = re.compile(r"\b(nb|[l1I]b|b|w|p(?:en)?)\s*:?\s*(\d{1,2})", re.IGNORECASE)
_TOTAL = re.compile(r"^\W*TOTAL\b", re.IGNORECASE)
_SCORE = re.compile(r"(?<![\d.])(\d{1,3})\s?[/\-]\s?(\d{1,2})(?!\d)")
_OVERS_OF_TOTAL = re.compile(
    r"(\d{1,3}(?:\.\d)?)\s*(?:ov(?:er)?s?\b|o\b)|overs?\s*:?\s*(\d{1,3}(?:\.\d)?)", re.IGNORECASE
)
_FALL = re.compile(r"\b(\d{1,3})\s?[-/]\s?(\d{1,3})(?:\s*\(([^)]*)\))?")
_FALL_HEADING = re.compile(r"FALL OF W|\bFOW\b", re.IGNORECASE)
_HOW_OUT = re.compile(
    r"(?:\b(?i:not out|run out.*|retired.*|hit wicket.*|did not bat|absent.*)|\bc\s+(?:&|and)\s+b\b.*|\b(?:c|st)\s+\S.*?\s+b\s+\S.*|\blbw\s+b\s+.+"
    r"|\bb\s+[A-Z].*)$"
)
_NUMBERS = re.compile(r"(?:\s+(?:\d{1,3}(?:\.\d{1,2})?|-))+\s*$")
_DEFAULT_BOWLING = ("overs", "maidens", "runs", "wickets", "economy")
_DEFAULT_BATTING = ("runs", "balls", "fours", "sixes", "strike_rate")
_COLUMN_NAMES = {
    "R": "runs", "RUNS": "runs", "B": "balls", "BALLS": "balls", "BF": "balls", "M": "minutes", "MIN": "minutes", "MINS": "minutes",
    "4": "fours", "4S": "fours", "6": "sixes", "6S": "sixes", "SR": "strike_rate", "S/R": "strike_rate",
}  # fmt: skip
_BOWLING_NAMES = {
    "O": "overs", "OV": "overs", "OVERS": "overs", "M": "maidens", "MDN": "maidens", "MDNS": "maidens", "MAIDENS": "maidens", "R": "runs",
    "RUNS": "runs", "W": "wickets", "WKT": "wickets", "WKTS": "wickets", "WICKETS": "wickets", "ECON": "economy", "ECO": "economy",
    "ER": "economy", "RPO": "economy", "WD": "wides", "WDS": "wides", "WIDES": "wides", "NB": "noballs", "NBS": "noballs", "BALLS": "noballs",
    "0S": "dots", "DOTS": "dots", "4S": "fours", "6S": "sixes",
}  # fmt: skip
# The name of a side with its score behind it, as over a table of an app.
_SIDE = re.compile(r"^\W*[^\W\d][^\d(]{2,40}?(?=\s+\(?\d{1,3}\s?[/\-]\s?\d{1,2}\b)")


def _today() -> date:
    return datetime.now(tz=UTC).date()


@dataclass(slots=True)
class ScorecardExtractor:
    """Fields of a scorecard; silent on any other document. ``today`` dates the Cricsheet data."""

    name: str = "scorecard"
    today: Callable[[], date] = _today

    def extract(self, document: Document, category: Category, room: ReadingRoom = CLOSED) -> Extraction:
        """``innings``: one value per innings, an object with what was read and the checks that it failed.

        ``cricsheet``: the deliveries, only where single balls are printed; ``deliveries``: how many were found and missed.
        """
        if category.name != "scorecard":
            return Extraction()
        first = _read(document_layout(document).rows)
        read = first if first.is_whole else max(first, _read(_rows_again(document, room)), key=_worth)
        if not read.innings and not read.balls:
            return Extraction(review=(Doubt("innings", NOTHING),), warnings=(NOTHING,))
        fields: dict[str, FieldValue | tuple[FieldValue, ...]] = {}
        if read.innings:
            fields["innings"] = read.innings
        if read.balls:
            fields["cricsheet"] = self._cricsheet(read)
            fields["deliveries"] = _deliveries(read)
        doubts = tuple(Doubt("innings", reason) for reason in read.failed)
        return Extraction(fields=fields, review=doubts, warnings=read.failed)

    def _cricsheet(self, read: _Scorecard) -> FieldValue:
        played = [found.day for row in read.rows for found in find_dates(row.text) if not found.is_ambiguous]
        value = cricsheet(read.balls, created=self.today(), played=sorted(set(played)))
        used = [row for one in read.balls for row in one.rows]
        sure = sum(reading_confidence(row.words) for row in used) / len(used)
        confidence = (0.4 if check_balls(read.balls) else 0.95) * (0.5 + 0.5 * sure)
        first = [row for row in used if row.page == used[0].page]
        return field_of(value, first, confidence=confidence, rule="ball by ball")


def _deliveries(read: _Scorecard) -> FieldValue:
    """``found``: single balls that were read; ``missing``: those whose numbers are skipped between the ones read."""
    found = sum(len(one.balls) for one in read.balls)
    missing = sum(missing_balls(one) for one in read.balls)
    used = [row for one in read.balls for row in one.rows]
    first = [row for row in used if row.page == used[0].page]
    value = {"found": found, "missing": missing}
    return field_of(value, first, confidence=found / (found + missing), rule="balls counted")


@dataclass(frozen=True, slots=True)
class _Scorecard:
    """What one reading of a scorecard's pages gave."""

    rows: tuple[Row, ...]
    innings: tuple[FieldValue, ...]
    balls: tuple[BallByBall, ...]
    failed: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """True when batting and bowling of every innings were read, or single balls alone, and nothing contradicts."""
        tables = [one.value for one in self.innings]
        has_tables = all(one["batting"] and one["bowling"] for one in tables)
        return not self.failed and has_tables and bool(self.innings or self.balls)


def _worth(read: _Scorecard) -> tuple[int, int]:
    """What is preferred: more figures first, then fewer contradictions."""
    lines = [line for one in read.innings for part in ("batting", "bowling") for line in one.value[part]]
    return sum(len(line) for line in lines) + sum(len(one.balls) for one in read.balls), -len(read.failed)


def _read(rows: tuple[Row, ...]) -> _Scorecard:
    innings = tuple(_field(part) for part in _split(rows))
    balls = tuple(ball_by_ball(rows))
    failed = [problem for value in innings for problem in value.value["failed_checks"]]
    return _Scorecard(rows, innings, balls, (*failed, *check_balls(balls)))


def _rows_again(document: Document, room: ReadingRoom) -> tuple[Row, ...]:
    """The rows as one block: the engine takes columns of single digits for dirt when it looks for columns."""
    pages = document_layout(document).pages
    again = (room.read(AnotherReading(page=page.number, preparation="table")) for page in pages)
    return layout_of(tuple(second or first for first, second in zip(pages, again, strict=True))).rows


def _split(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each innings: from one heading of batting to the next."""
    parts: list[list[Row]] = []
    for index, row in enumerate(rows):
        if _BATTING.search(row.text) and not _BOWLING.search(row.text):
            above = rows[index - 1] if index else None
            is_side = above is not None and (
                not re.search(r"\d(?!st|nd|rd|th)", above.text) or _SIDE.match(above.text)
            )
            parts.append([above] if above is not None and is_side else [])
        if parts:
            parts[-1].append(row)
    return parts


def _field(rows: Sequence[Row]) -> FieldValue:
    innings = read_innings(rows)
    failed = check(innings)
    sure = sum(reading_confidence(row.words) for row in rows) / len(rows)
    confidence = (0.95 if not failed else 0.4) * (0.5 + 0.5 * sure)
    value = {**innings, "failed_checks": failed}
    same_page = [row for row in rows if row.page == rows[0].page]
    return field_of(value, same_page, confidence=confidence, rule="batting and bowling tables")


def read_innings(rows: Sequence[Row]) -> Innings:
    """What the rows of one innings say; what is not printed is missing."""
    innings: Innings = {"team": "", "batting": [], "bowling": [], "fall_of_wickets": []}
    columns: tuple[str, ...] = _DEFAULT_BATTING
    bowling: tuple[str, ...] = _DEFAULT_BOWLING
    part = "team"
    for row in rows:
        text = row.text.strip()
        if _BATTING.search(text) and not _BOWLING.search(text):
            part, columns = "batting", _columns(text)
        elif _BOWLING.search(text):
            part, bowling = "bowling", _bowling_columns(text)
        elif _EXTRAS.search(text):
            innings["extras"] = _extras(text)
        elif _TOTAL.match(text):
            innings["total"] = _total(text)
        elif _FALL_HEADING.search(text):
            innings["fall_of_wickets"] = _falls(text)
        elif part == "team":
            side = _SIDE.match(text)
            innings["team"] = re.sub(
                r"\s*\b(?:innings|1st|2nd)\b.*$", "", side.group() if side else text, flags=re.IGNORECASE
            )
        elif part == "batting" and innings["batting"] and _is_how_out_alone(text, innings["batting"][-1]):
            innings["batting"][-1]["how_out"] = text
        elif part == "batting" and (batter := _batter(text, columns)):
            innings["batting"].append(batter)
        elif part == "bowling" and (bowler := _bowler(text, bowling)):
            innings["bowling"].append(bowler)
    return innings


def _columns(heading: str) -> tuple[str, ...]:
    names = tuple(_COLUMN_NAMES[word] for word in heading.upper().split() if word in _COLUMN_NAMES)
    return names if "runs" in names else _DEFAULT_BATTING


def _bowling_columns(heading: str) -> tuple[str, ...]:
    words = re.sub(r".*\bBOWL(?:ING|ERS?)\b", "", heading.upper()).split()
    names = tuple(_BOWLING_NAMES[word] for word in words if word in _BOWLING_NAMES)
    return names if names[:1] == ("overs",) else _DEFAULT_BOWLING


def _is_how_out_alone(text: str, last: Mapping[str, Any]) -> bool:
    """True for a row below a batter's that says only how they got out, as on the screens of apps."""
    how = _HOW_OUT.match(text)
    return how is not None and not last["how_out"] and not _NUMBERS.search(text)


def _batter(text: str, columns: Sequence[str]) -> dict[str, Any] | None:
    numbers = _NUMBERS.search(text)
    words = text[: numbers.start()] if numbers else text
    how = _HOW_OUT.search(words)
    if numbers is None and how is None:
        return None
    name = (words[: how.start()] if how else words).strip(" .*†+")
    if not re.search(r"[^\W\d]{2}", name):
        return None
    batter: dict[str, Any] = {"name": name, "how_out": how.group().strip() if how else ""}
    values = numbers.group().split() if numbers else []
    return batter | {
        column: _number(value) for column, value in zip(columns, values, strict=False) if value != "-"
    }


def _bowler(text: str, columns: Sequence[str]) -> dict[str, Any] | None:
    numbers = _NUMBERS.search(text)
    values = numbers.group().split() if numbers else []
    name = text[: numbers.start()].strip() if numbers else ""
    if len(values) < 4 or not re.search(r"[^\W\d]{2}", name):
        return None
    return {"name": name} | {column: _number(value) for column, value in zip(columns, values, strict=False)}


def _extras(text: str) -> dict[str, Any]:
    match = _EXTRAS.search(text)
    parts = (
        {_extra(name): int(runs) for name, runs in _EXTRA_PARTS.findall(match["parts"] or "")}
        if match
        else {}
    )
    runs = re.findall(r"\d{1,3}", re.sub(r"\(.*?\)", "", text))
    return {"runs": int(runs[-1]) if runs else sum(parts.values()), **parts}


def _extra(name: str) -> str:
    return "lb" if len(name) == 2 and name.lower() != "nb" else name.lower()


def _total(text: str) -> dict[str, Any]:
    overs = _OVERS_OF_TOTAL.search(text)
    rest = text[: overs.start()] + text[overs.end() :] if overs else text
    total: dict[str, Any] = {"overs": float(overs[1] or overs[2])} if overs else {}
    score = _SCORE.search(rest)
    if score:
        return total | {"runs": int(score[1]), "wickets": int(score[2])}
    wickets = re.search(r"(?:for\s+)?(\d{1,2})\s*(?:wkts?|wickets?|w)\b", rest, re.IGNORECASE)
    if wickets:
        total["wickets"] = int(wickets[1])
    elif re.search(r"all out", rest, re.IGNORECASE):
        total["wickets"] = 10
    runs = [int(n) for n in re.findall(r"(?<![\d.])\d{1,3}(?![\d.])", rest) if not wickets or n != wickets[1]]
    return total | ({"runs": runs[-1]} if runs else {})


def _falls(text: str) -> list[dict[str, Any]]:
    """Wickets in the order of the row: `1-45` or, as leagues write it, `45-1`."""
    found = [(int(first), int(second), detail) for first, second, detail in _FALL.findall(text)]
    counted = list(range(1, len(found) + 1))
    is_score_first = [second for _, second, _ in found] == counted != [first for first, _, _ in found]
    return [
        {
            "wicket": second if is_score_first else first,
            "score": first if is_score_first else second,
            "detail": detail or "",
        }
        for first, second, detail in found
    ]


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
