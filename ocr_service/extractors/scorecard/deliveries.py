"""Read single balls of a cricket match: ``0.1 Bowler to Batter, 1 run``, or an over of marks ``Over 3: . 1 4 W 2 1``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ocr_service.layout.rows import Row

_BALL = re.compile(
    r"^\W*(?P<over>\d{1,3})\.(?P<ball>\d{1,2})\W{0,3}\s+(?:(?:\d{1,2}|W|\d?(?:nb|wd?|lb|b|p)|[•·.])\s+)?(?P<bowler>[^\W\d][^,:]{0,40}?)\s+to\s+(?P<batter>[^\W\d][^,:]{0,40}?)\s*[,:]\s*(?P<what>\S.*)$"
)
# Over by over, as a line of marks: `Over 3 (Bowler): . 1 4 W 1nb 2 1`.
_OVER = re.compile(
    r"^\W*(?:end of )?over\s*(?:no\.?\s*)?(?P<over>\d{1,3})\s*[:.\-–]?\s*(?:\(?\s*(?P<bowler>[^\W\d][^\d():|]{1,40}?)\s*\)?\s*[:|\-–]\s*)?"
    r"(?P<marks>(?:[.•·]|\d{0,2}(?:nb|wd|lb|b|w|W)?)(?:[\s,|]+(?:[.•·]|\d{1,2}(?:nb|wd|lb|b|w)?|nb|wd|lb|w|W)){3,12})(?=\s*(?:[=(\[]|$))",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?P<runs>\d{1,2})?(?P<kind>nb|wd|lb|b|w)?", re.IGNORECASE)
_MARK_EXTRAS = {"nb": "noballs", "wd": "wides", "lb": "legbyes", "b": "byes"}
_INNINGS = re.compile(r"^\W*(?P<team>[^\W\d][^:,]{1,40}?)\s+(?:\d\w\w\s+)?innings\b", re.IGNORECASE)
_NO_RUN = re.compile(r"^(?:no runs?|dot(?: ball)?|0(?: runs?)?)\b", re.IGNORECASE)
_COUNT = r"(?P<count>\d{1,2})?\s*"
# In this order: a leg bye is no bye, and what follows a no ball is said behind it.
_EXTRAS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("noballs", rf"\b{_COUNT}no[- ]?balls?\b"),
        ("wides", rf"\b{_COUNT}wides?\b"),
        ("legbyes", rf"\b{_COUNT}leg[- ]?byes?\b"),
        ("byes", rf"(?<!leg )(?<!leg-)\b{_COUNT}byes?\b"),
        ("penalty", rf"\b{_COUNT}penalty\b"),
    )
)
_RUNS = re.compile(
    r"\b(?:(?P<four>FOUR)|(?P<six>SIX)|(?P<count>\d{1,2})\s*runs?|(?P<word>one|two|three|five) runs?)\b",
    re.IGNORECASE,
)
_WORDS = {"one": 1, "two": 2, "three": 3, "five": 5}
_OUT = re.compile(r"\bOUT\b|\bWICKET\b")
_KINDS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("caught and bowled", r"\bcaught (?:and|&) bowled\b|\bc ?& ?b\b"),
        ("run out", r"\brun out\b"),
        ("stumped", r"\bstumped\b|\bst\s"),
        ("caught", r"\bcaught\b|\bc\s"),
        ("lbw", r"\blbw\b|\bleg before\b"),
        ("hit wicket", r"\bhit wicket\b"),
        ("bowled", r"\bbowled\b|\bb\s"),
    )
)
_FIELDER = re.compile(
    r"(?:\b(?:caught|stumped) by|\brun out by|\brun out \(|\bc|\bst)\s*(?P<name>[A-Z][\w.'’\-]*(?:\s[A-Z][\w.'’\-]*){0,2})"
)
_WITH_FIELDER = frozenset({"caught", "stumped", "run out"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """One delivery as printed. ``over`` and ``ball`` are the numbers before and behind the point; runs by who gets them."""

    over: int
    ball: int
    batter: str
    bowler: str
    batter_runs: int = 0
    extras: dict[str, int] = field(default_factory=dict)
    wicket: str = ""
    fielder: str = ""

    @property
    def is_legal(self) -> bool:
        """True when the ball counts as one of the over's six."""
        return not self.extras.keys() & {"wides", "noballs"}


@dataclass(frozen=True, slots=True)
class BallByBall:
    """The balls of one innings, first ball first, and the rows they were read from. ``team`` is empty when not printed."""

    team: str
    balls: tuple[Ball, ...]
    rows: tuple[Row, ...]


def ball_by_ball(rows: Sequence[Row]) -> list[BallByBall]:
    """The innings of which single balls are printed, in the order of play; none on other scorecards."""
    innings: list[BallByBall] = []
    team, seen = "", list[tuple[Ball, Row]]()
    for row in rows:
        heading = _INNINGS.match(row.text)
        balls = [] if heading else balls_of_row(row.text)
        if heading or (balls and seen and _begins_anew(balls[0], [one for one, _ in seen])):
            innings += _innings(team, seen)
            team, seen = (heading["team"].strip() if heading else ""), []
        seen += [(ball, row) for ball in balls]
    return innings + list(_innings(team, seen))


def balls_of_row(text: str) -> list[Ball]:
    """The balls that a row says: one by its number, or an over by its marks."""
    ball = read_ball(text)
    return [ball] if ball is not None else read_over(text)


def read_over(text: str) -> list[Ball]:
    """The balls of an over that is printed as a line of marks, or none. Who bats is not printed and stays empty."""
    match = _OVER.match(text)
    if match is None:
        return []
    over, bowler = int(match["over"]), (match["bowler"] or "").strip()
    marks = re.split(r"[\s,|]+", match["marks"].strip())
    return [_of_mark(mark, over, number, bowler) for number, mark in enumerate(marks, 1)]


def _of_mark(mark: str, over: int, number: int, bowler: str) -> Ball:
    said = _MARK.fullmatch(mark)
    runs, kind = (int(said["runs"] or 0), (said["kind"] or "").lower()) if said else (0, "")
    extra = _MARK_EXTRAS.get(kind)
    if extra is None:
        wicket = "unknown" if kind == "w" else ""
        return Ball(over=over, ball=number, batter="", bowler=bowler, batter_runs=runs, wicket=wicket)
    return Ball(over=over, ball=number, batter="", bowler=bowler, extras={extra: max(runs, 1)})


def read_ball(text: str) -> Ball | None:
    """The ball that a row says, or None when it says none whose runs can be told."""
    match = _BALL.match(text)
    what = _what(match["what"]) if match else None
    if match is None or what is None:
        return None
    runs, extras, out = what
    fielder = _FIELDER.search(match["what"]) if out in _WITH_FIELDER else None
    return Ball(
        over=int(match["over"]),
        ball=int(match["ball"]),
        batter=match["batter"],
        bowler=match["bowler"],
        batter_runs=runs,
        extras=extras,
        wicket=out,
        fielder=fielder["name"] if fielder else "",
    )


def _what(text: str) -> tuple[int, dict[str, int], str] | None:
    """Runs of the batter, extras and kind of wicket; None when the text tells none of them."""
    extras, rest = dict[str, int](), text
    for name, pattern in _EXTRAS:
        match = pattern.search(rest)
        if match:
            extras[name] = int(match["count"] or (5 if name == "penalty" else 1))
            rest = rest[: match.start()] + rest[match.end() :]
    out = _wicket(text) if _OUT.search(text) else ""
    said = _RUNS.search(rest)
    runs = _runs(said) if said and (not extras or "noballs" in extras) else 0
    is_told = extras or out or said or _NO_RUN.match(text)
    return (runs, extras, out) if is_told else None


def _runs(said: re.Match[str]) -> int:
    if said["four"] or said["six"]:
        return 4 if said["four"] else 6
    return int(said["count"]) if said["count"] else _WORDS[said["word"].lower()]


def _wicket(text: str) -> str:
    return next((name for name, pattern in _KINDS if pattern.search(text)), "unknown")


def _begins_anew(ball: Ball, before: Sequence[Ball]) -> bool:
    """True when an innings of rising overs falls back to its first one; falling overs are a page told backwards."""
    overs = [one.over for one in before]
    return ball.over == 0 and overs[-1] > 1 and overs == sorted(overs)


def _innings(team: str, seen: Sequence[tuple[Ball, Row]]) -> Iterator[BallByBall]:
    if not seen:
        return
    balls = [ball for ball, _ in seen]
    numbers = [(ball.over, ball.ball) for ball in balls]
    is_backwards = numbers[0] > numbers[-1]
    yield BallByBall(team, tuple(reversed(balls) if is_backwards else balls), tuple(row for _, row in seen))
