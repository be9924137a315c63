"""Learn in which order people read a page, from layouts that are drawn and from folders of pages with a known order.

    pip install numpy
    python -m bench.training.train_reading_order [--folder FOLDER] [--leave-out 3:1] [--check]

Writes ``ocr_service/layout/order/reading_order.json``. ``--leave-out 3:1`` leaves out the sources (``source`` of a label without
its page) whose sha256 modulo 3 is 1; ``--check`` only says how many of the left-out steps are told right.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bench.support.reading_order_pages import (
    KnownPage,
    as_one_block,
    drawn_pages,
    is_left_out,
    known_pages,
    read_folder,
    with_torn_rows,
)
from bench.training.boosted_trees import Fit
from ocr_service.layout.order.neighbours import Neighbours
from ocr_service.layout.order.pieces import Piece, pieces_of
from ocr_service.layout.order.succession import Questions
from ocr_service.layout.order.trees import MODEL_FILE, Trees
from tests.support.documents.drawn_layouts import LAYOUTS

MODEL = Path(__file__).resolve().parents[2] / "ocr_service" / "layout" / "order" / MODEL_FILE
# Of tables, forms and addresses engines get more wrong, so more are drawn.
SHORT = ("addresses", "letter")
IN_ROWS = ("form", "invoice", "list with leaders", "table of numbers", "table of texts", "receipt")
MANY, FEW = range(100, 112), range(100, 103)
# A real page counts as so many drawn ones.
REAL = 3.0
# Words that may be missing between two pieces that follow each other; words of a piece that must be known.
_MISSING, _KNOWN = 4, 0.5
# Wrong successors from anywhere on the page, and pairs for the second question.
_STRANGERS, _PAIRS = 4, 400
_TREES = {"is_next": 60, "comes_first": 40}


@dataclass(slots=True)
class Examples:
    """Answers to a model's questions, and whether it was so."""

    answers: list[Sequence[float]] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, answers: Sequence[float], weight: float, *, truth: bool) -> None:
        self.answers.append(tuple(map(float, answers)))
        self.truths.append(truth)
        self.weights.append(weight)


@dataclass(slots=True)
class Lesson:
    """The examples of both models."""

    is_next: Examples = field(default_factory=Examples)
    comes_first: Examples = field(default_factory=Examples)

    def learn(self, page: KnownPage, rng: random.Random) -> None:
        """Add the examples of a page."""
        pieces = pieces_of(page.words)
        questions = Questions(Neighbours(pieces))
        spans, weight = _spans(pieces, page), 1.0 if page.source == "drawn" else REAL
        known = sorted(spans, key=lambda place: spans[place][1])
        for first, then in pairwise(known):
            if spans[then][0] - spans[first][2] > _MISSING:
                continue
            self.is_next.add(questions.is_next(first, then), weight, truth=True)
            strangers = (rng.choice(known) for _ in range(_STRANGERS))
            for other in {*questions.candidates(first), *strangers} - {first, then}:
                self.is_next.add(questions.is_next(first, other), weight, truth=False)
        for _ in range(_PAIRS if len(known) > 1 else 0):
            one, other = rng.sample(known, 2)
            if questions.near.columns[one] is not questions.near.columns[other]:
                answers = questions.comes_first(one, other)
                self.comes_first.add(answers, weight, truth=spans[one][1] < spans[other][1])


def _spans(pieces: Sequence[Piece], page: KnownPage) -> dict[int, tuple[float, float, float]]:
    """For each piece that is known well enough its first, middle and last place; words found far away are not counted."""
    place_of = {id(word): place for word, place in zip(page.words, page.places, strict=True)}
    spans = {}
    for number, piece in enumerate(pieces):
        places = [place for word in piece.words if (place := place_of[id(word)]) is not None]
        if len(places) < _KNOWN * len(piece.words) or not places:
            continue
        middle = median(places)
        near = [place for place in places if abs(place - middle) <= 2 * len(piece.words) + 2]
        if near:
            spans[number] = (min(near), middle, max(near))
    return spans


def lesson_of(pages: Iterable[KnownPage]) -> Lesson:
    """All examples, also of the pages as engines give them that cut tables or see no columns."""
    rng, lesson = random.Random(1), Lesson()
    for number, page in enumerate(pages):
        is_drawn, is_read = page.source == "drawn", page.name.endswith(" ocr")
        lesson.learn(page, rng)
        if is_drawn and is_read and page.name.startswith(IN_ROWS):
            lesson.learn(with_torn_rows(page, rng), rng)
        if not is_drawn or (is_read and number % 3 == 0):
            lesson.learn(as_one_block(page), rng)
    return lesson


def main(argv: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--folder", type=Path, action="append", default=[])
    options.add_argument(
        "--leave-out", default="", help="modulus:rest of the sources that are not learned from"
    )
    options.add_argument("--cache", type=Path, default=Path("var/bench/reading-order"))
    options.add_argument("--check", action="store_true")
    args = options.parse_args(argv)
    pages = list(_pages(args.folder, args.cache))
    learned = lesson_of(page for page in pages if not is_left_out(page.source, args.leave_out))
    models = {
        name: Fit(trees=count).of(examples.answers, examples.truths, examples.weights)
        for name, count in _TREES.items()
        if (examples := getattr(learned, name))
    }
    if args.leave_out:
        kept = lesson_of(page for page in pages if is_left_out(page.source, args.leave_out))
        for name, model in models.items():
            examples = getattr(kept, name)
            print(f"{name}: {_right(model, examples):.4f} of {len(examples.truths)} left out are told right")
    if not args.check:
        MODEL.write_text(json.dumps(models) + "\n", encoding="utf-8")
    return 0


def _right(model: dict[str, Any], examples: Examples) -> float:
    trees = Trees.from_json(model)
    right = (
        (trees.odds(answers) > 0) == truth
        for answers, truth in zip(examples.answers, examples.truths, strict=True)
    )
    return sum(right) / max(len(examples.truths), 1)


def _pages(folders: Sequence[Path], cache: Path) -> Iterator[KnownPage]:
    for kind in LAYOUTS:
        yield from drawn_pages(kind, MANY if kind in IN_ROWS + SHORT else FEW, cache / "drawn")
    for folder in folders:
        yield from known_pages(folder, read_folder(folder, cache / folder.name))


if __name__ == "__main__":
    sys.exit(main())
