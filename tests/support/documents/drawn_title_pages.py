"""First pages of articles, books, theses, reports and magazines, and lists of what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.support.documents.page_parts import (
    BOTTOM,
    LEFT,
    MIDDLE,
    NAMES,
    PEOPLE,
    RIGHT,
    STREETS,
    TOP,
    TOWNS,
    columns,
    in_columns,
    page_number,
    running_head,
)
from tests.support.documents.typesetting import Setter

_MAIL = ("anna.miller@example.org", "editor@garden.example.org", "www.garden.example.org")


def _title(page: Setter, y: float, width: float = RIGHT - LEFT, *, is_centred: bool = False) -> float:
    """A title of one to three lines; returns where the next line may stand."""
    size = page.rng.choice((14.0, 17.0, 20.0, 24.0))
    is_bold = page.rng.random() < 0.7
    texts = page.broken(page.words_of(page.rng.randint(4, 14)), width - 20, size, bold=is_bold)
    if is_centred:
        return page.centred(texts, MIDDLE, y, size=size, bold=is_bold) + 4
    return page.lines(texts, LEFT, y, size=size, bold=is_bold) + 4


def _authors(page: Setter, y: float, *, is_centred: bool) -> float:
    """Names on one line with where they work below, or side by side with their addresses below each."""
    small = page.size - page.rng.choice((0.5, 1.5))
    if page.rng.random() < 0.4:
        parts = columns(page.rng.choice((2, 3)), 20)
        ends = []
        for left, width in parts:
            texts = [page.rng.choice(PEOPLE), *page.rng.sample((*NAMES, *TOWNS), 2), page.rng.choice(_MAIL)]
            texts = texts[: page.rng.randint(2, 4)]
            ends.append(page.centred(texts, left + width / 2, y, size=small))
        return max(ends) + 6
    names = ", ".join(page.rng.sample(PEOPLE, page.rng.randint(1, 4)))
    places = [
        f"{page.rng.choice(NAMES)}, {page.rng.choice(STREETS)}, {page.rng.choice(TOWNS)}"
        for _ in range(page.rng.randint(0, 3))
    ]
    if is_centred:
        y = page.centred([names], MIDDLE, y)
        return page.centred(places, MIDDLE, y, size=small) + 6
    page.line(names, LEFT, y, bold=page.rng.random() < 0.5)
    return page.lines(places, LEFT, y + 1.3 * page.size, size=small) + 6


def _article(page: Setter) -> None:
    """Title, authors, an abstract across or beside what is known of the article, two columns with notes below them."""
    is_centred = page.rng.random() < 0.5
    if page.rng.random() < 0.6:
        page.line(f"The Garden Society {page.rng.randint(2, 40)} (2019) 17–23", LEFT, 40, size=8)
    if page.rng.random() < 0.4:
        page.line(page.rng.choice(_MAIL), RIGHT, 40, size=8, to_right=True)
    y = _authors(page, _title(page, 80, is_centred=is_centred), is_centred=is_centred)
    draw = page.rng.choice((_abstract_across, _abstract_beside_dates, _no_abstract))
    y = draw(page, y + 6)
    _noted_columns(page, y + 14, page.rng.uniform(720, BOTTOM))
    if page.rng.random() < 0.6:
        page.line(page.rng.choice(_MAIL), page.rng.choice((LEFT, 260.0, 420.0)), 805, size=8)


def _abstract_across(page: Setter, y: float) -> float:
    inset = page.rng.choice((0.0, 25.0, 45.0))
    if page.rng.random() < 0.6:
        page.centred(["Abstract"], MIDDLE, y, bold=True)
        y += 1.5 * page.size
    return page.prose(LEFT + inset, RIGHT - LEFT - 2 * inset, y, y + page.rng.uniform(50, 120))


def _abstract_beside_dates(page: Setter, y: float) -> float:
    """A narrow column says when the article came and what it is about; the abstract stands beside it."""
    edge, small = LEFT + page.rng.uniform(120, 160), page.size - 1
    history = ["Article history:", "Received 13 May 2019", "Accepted 2 June 2019", "", "Keywords:"]
    left = page.lines(history, LEFT, y, size=small)
    left = page.lines([page.words_of(1) for _ in range(page.rng.randint(2, 5))], LEFT, left, size=small)
    page.line("Abstract", edge, y, bold=True)
    right = page.prose(edge, RIGHT - edge, y + 1.4 * page.size, y + page.rng.uniform(70, 140))
    return max(left, right)


def _no_abstract(page: Setter, y: float) -> float:
    return y


def _noted_columns(page: Setter, top: float, bottom: float) -> None:
    """Columns of text; below some of them a note in small type about who wrote it."""
    small = page.size - page.rng.choice((1.0, 2.0))
    for left, width in columns(page.rng.choice((2, 2, 2, 3)), page.rng.uniform(14, 26)):
        has_note = page.rng.random() < 0.4
        note = page.broken(f"Correspondence to: {page.sentence()} {page.sentence()}", width, small)
        end = bottom - (1.15 * small * len(note) + 16) * has_note
        page.prose(left, width, top, end, headings=0.2)
        if has_note:
            page.lines(note, left, end + 18, 1.15, size=small)


def _second_article(page: Setter) -> None:
    """One article ends in columns; the title of the next runs across, its text in columns of another width."""
    running_head(page)
    page.size = min(page.size, 9.5)
    top = page.rng.uniform(220, 380)
    parts = columns(page.rng.choice((2, 2, 3)), page.rng.uniform(16, 24))
    for number, (left, width) in enumerate(parts):
        is_last = number == len(parts) - 1
        y = page.prose(left, width, TOP, top - 70 * is_last)
        if is_last:
            page.line("References", left, y + 8, bold=True)
            _references(page, left, width, y + 22, top)
    y = _title(page, top + page.rng.uniform(40, 80))
    y = page.lines([page.rng.choice(PEOPLE)], LEFT, y + 4, bold=True) + 6
    if page.rng.random() < 0.5:
        page.line("The Garden Society 2004;13:447–453", RIGHT, y, size=page.size - 1, to_right=True)
        y += 16
    edge = page.rng.uniform(290, 345)
    y_left = page.prose(LEFT, edge - LEFT - 15, y, y + page.rng.uniform(70, 130), size=page.size + 2.5)
    _beside_a_note(page, edge, y_left + 14)
    page.prose(edge, RIGHT - edge, y, BOTTOM, headings=0.2)


def _beside_a_note(page: Setter, edge: float, y: float) -> None:
    """Who wrote it, in a narrow column, read first; the text beside it."""
    note = LEFT + page.rng.uniform(85, 105)
    texts = [
        "Correspondence to:",
        page.rng.choice(PEOPLE),
        page.rng.choice(TOWNS),
        page.rng.choice(_MAIL)[:18],
    ]
    page.lines(texts, LEFT, BOTTOM - page.rng.uniform(50, 90), 1.15, size=page.size - 1.5)
    page.prose(note, edge - note - 15, y, BOTTOM)


def _references(page: Setter, left: float, width: float, y: float, bottom: float) -> None:
    number, small = 0, page.size - 1.5
    while y < bottom:
        number += 1
        for place, text in enumerate(page.broken(page.sentence(), width - 14, small)):
            if not place:
                page.line(str(number), left, y, size=small)
            page.line(text, left + 14, y, size=small)
            y += 1.15 * small


def _book(page: Setter) -> None:
    """The title page of a book or a thesis: lines about the middle, far apart."""
    y = page.centred([page.rng.choice(NAMES)], MIDDLE, page.rng.uniform(80, 140), size=14)
    size = page.rng.choice((22.0, 28.0))
    title = page.broken(page.words_of(page.rng.randint(3, 9)).title(), 380, size, bold=True)
    y = page.centred(title, MIDDLE, y + page.rng.uniform(60, 120), size=size, bold=True)
    y = page.centred(page.broken(page.words_of(8), 330, 14), MIDDLE, y + 12, size=14)
    texts = page.rng.sample(("by", "Second edition", "Thesis", "presented to the faculty", "With a map"), 2)
    y = page.centred([*texts, page.rng.choice(PEOPLE)], MIDDLE, y + 40, 1.6, size=13)
    if page.rng.random() < 0.5:
        for label in ("First examiner:", "Second examiner:", "Handed in:"):
            page.line(label, 150, y + 40)
            page.line(page.rng.choice((*PEOPLE, "13 May 2019")), 290, y + 40)
            y += 1.6 * page.size
    page.centred([page.rng.choice(NAMES), f"{page.rng.choice(TOWNS)[:-8]} 2019"], MIDDLE, 740, size=12)


def _contents(page: Setter) -> None:
    """What a magazine holds, in two columns: the page's number, a title, and what it is about below that."""
    page.lines([page.words_of(1)], LEFT, 75, size=30, bold=True)
    for left, width in columns(2, 30):
        y = page.rng.uniform(120, 150)
        while y < page.rng.uniform(640, 740):
            page.line(str(page.rng.randint(2, 90)), left, y, size=page.size + 4, bold=True)
            y = page.lines([page.words_of(3)], left + 32, y, size=page.size + 1, bold=True)
            texts = page.broken(page.sentence(), width - 32)
            y = page.lines(texts, left + 32, y) + page.rng.uniform(8, 16)


def _report(page: Setter) -> None:
    """A report's cover: a title, a summary, and a narrow column of whom to ask beside it."""
    page.has_one_way = False
    y = _title(page, page.rng.uniform(90, 200), 380)
    y = page.lines([page.words_of(6), "13 May 2019"], LEFT, y + 10, 1.5)
    edge = page.rng.uniform(400, 430)
    page.line("Summary", LEFT, y + 30, size=page.size + 2, bold=True)
    page.prose(LEFT, edge - LEFT - 28, y + 50, page.rng.uniform(600, BOTTOM), justified=False)
    texts = ["For more", *page.rng.sample(PEOPLE, 2), page.rng.choice(STREETS), page.rng.choice(TOWNS)]
    page.lines(texts, edge, page.rng.choice((y + 50, 640.0)), 1.25, size=page.size - 1)


def _index(page: Setter) -> None:
    """An index in two to four columns: short entries with the numbers of pages."""
    page.size = min(page.size, 9.5)
    page.line("Index", LEFT, 66, size=16, bold=True)
    for left, width in columns(page.rng.choice((2, 3, 4)), page.rng.uniform(14, 24)):
        y = 100.0
        while y < BOTTOM:
            numbers = ", ".join(str(page.rng.randint(1, 300)) for _ in range(page.rng.randint(1, 3)))
            text = f"{page.words_of(page.rng.randint(1, 3))}, {numbers}"
            for place, line in enumerate(page.broken(text, width - 10)):
                page.line(line, left + 10 * bool(place), y)
                y += 1.2 * page.size
    page_number(page)


def _two_regions(page: Setter) -> None:
    """Two or three parts of a page below each other, each in columns of its own, with or without a heading across."""
    running_head(page)
    y = TOP
    while y < 600:
        bottom = min(y + page.rng.uniform(140, 330), BOTTOM)
        in_columns(page, page.rng.choice((1, 2, 2, 3)), y, bottom, headings=0.1)
        y = bottom + page.rng.uniform(2.2, 4) * page.size
        if page.rng.random() < 0.6:
            y = page.lines([page.words_of(page.rng.randint(3, 7))], LEFT, y, size=13, bold=True) + 6


TITLE_PAGES: Mapping[str, Callable[[Setter], None]] = {
    "article": _article,
    "second article": _second_article,
    "book": _book,
    "contents": _contents,
    "report": _report,
    "index": _index,
    "two regions": _two_regions,
}
