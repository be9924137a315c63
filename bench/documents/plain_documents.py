"""Draw up pages that belong to no category: prose, lists, tables of contents, of numbers and of times, glossaries, references."""

from __future__ import annotations

import random
from collections.abc import Callable

_WORDS = (
    "the of and to in that is was for with as on by at from this which are have been more other than into when between through during most time people water light system"
    " name date number order form state page title model method results study project material type size rate issue market account product service general original source"
    " standard format version section figure table chapter history river garden winter language science process value point change group part place house school"
    " der die das und nicht werden eine über nach zwischen wurde durch jahr zeit haus arbeit wasser sprache geschichte stadt"
    " les des une dans que pour sur avec plus cette entre depuis temps eau ville histoire langue"
    " los las una para por con como entre desde tiempo agua ciudad historia lengua"
)
_NAMES = (
    "Anders",
    "Bellini",
    "Carter",
    "Dupont",
    "Eriksen",
    "Fischer",
    "Gomez",
    "Harris",
    "Ivanov",
    "Jansen",
)


def draw_plain(r: random.Random) -> list[str]:
    """The rows of one page."""
    kind: Callable[[random.Random], list[str]] = r.choice(
        (
            _article,
            _article,
            _list,
            _contents,
            _numbers,
            _timetable,
            _glossary,
            _references,
            _dialogue,
            _notes,
            _prices,
            _ticked,
        )
    )
    head = [_phrase(r, 2, 6).capitalize()] if r.random() < 0.6 else []
    return [*head, *kind(r), *([str(r.randint(1, 300))] if r.random() < 0.5 else [])]


def _phrase(r: random.Random, least: int, most: int) -> str:
    return " ".join(r.choices(_WORDS.split(), k=r.randint(least, most)))


def _prose(r: random.Random, rows: int, width: int = 14) -> list[str]:
    text = " ".join(
        f"{_phrase(r, 5, 24).capitalize()}{r.choice(('.', '.', '.', ':', ';', '?'))}" for _ in range(rows)
    ).split()
    return [" ".join(text[at : at + width]) for at in range(0, min(len(text), rows * width), width)]


def _article(r: random.Random) -> list[str]:
    width = r.choice((6, 9, 14, 18))
    return [
        row
        for _ in range(r.randint(1, 5))
        for row in (_phrase(r, 1, 5).title(), *_prose(r, r.randint(2, 12), width))
    ]


def _list(r: random.Random) -> list[str]:
    mark = r.choice(("•", "-", "+", "*", "1.", "a)"))
    return [*_prose(r, 2), *(f"{mark} {_phrase(r, 3, 14)}" for _ in range(r.randint(3, 20)))]


def _contents(r: random.Random) -> list[str]:
    dots = r.choice(("." * 12, " . . . . . .", "   ", "....."))
    head = r.choice(("Table of Contents", "Contents", "Index", "Inhalt", "Table des matières"))
    return [
        *([head] if r.random() < 0.6 else []),
        *(f"{_phrase(r, 1, 5).title()} {dots} {page}" for page in range(1, r.randint(8, 60))),
    ]


def _numbers(r: random.Random) -> list[str]:
    columns = r.randint(2, 7)
    return [
        "   ".join(r.choices(_WORDS.split(), k=columns)),
        *(
            "   ".join(
                [
                    r.choice(_WORDS.split()),
                    *(f"{r.uniform(0, 900):.{r.randint(0, 2)}f}" for _ in range(columns)),
                ]
            )
            for _ in range(r.randint(4, 40))
        ),
    ]


def _timetable(r: random.Random) -> list[str]:
    return [
        f"{r.randint(5, 23):02}:{r.randint(0, 59):02}   {_phrase(r, 1, 4).title()}   {r.randint(1, 30)}"
        for _ in range(r.randint(5, 30))
    ]


def _glossary(r: random.Random) -> list[str]:
    return [f"{r.choice(_WORDS.split()).title()}: {_phrase(r, 6, 20)}." for _ in range(r.randint(5, 25))]


def _references(r: random.Random) -> list[str]:
    return [
        f"[{n}] {r.choice(_NAMES)}, {r.choice(_NAMES)[0]}. ({r.randint(1950, 2025)}). {_phrase(r, 4, 12).capitalize()}. {r.randint(1, 90)}({r.randint(1, 12)}), {r.randint(1, 400)}-{r.randint(401, 900)}."
        for n in range(1, r.randint(5, 25))
    ]


def _dialogue(r: random.Random) -> list[str]:
    return [f"{r.choice(_NAMES).upper()}: {_phrase(r, 4, 16).capitalize()}." for _ in range(r.randint(6, 30))]


def _notes(r: random.Random) -> list[str]:
    return [_phrase(r, 1, 6) for _ in range(r.randint(2, 12))]


def _prices(r: random.Random) -> list[str]:
    """A menu or a list of prices whose dots lead to amounts."""
    dots = r.choice(("." * 10, "." * 25, " . . . . . .", "…………"))
    return [f"{_phrase(r, 1, 4).capitalize()} {dots} {r.uniform(1, 60):.2f}" for _ in range(r.randint(4, 25))]


def _ticked(r: random.Random) -> list[str]:
    """Things to do or to bring, some of them done: boxes, and nobody is asked for anything."""
    return [f"{r.choice(('[ ]', '[x]', '☐', '-'))} {_phrase(r, 1, 5)}" for _ in range(r.randint(4, 20))]
