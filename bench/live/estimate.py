"""How far are the seconds that are said to be left from those that it takes? Played through in made-up time.

    python -m bench.live.estimate [--hours 4]

Documents come at random and are read page by page on some slots; whoever waits or runs is told a guess at his arrival, now
and then, and at each page. The error is |guess - truth| / truth, of guesses made at least a second before the end; nothing
here takes real time, and the functions are those of the API (``api/live/estimate.py``).
"""

from __future__ import annotations

import argparse
import heapq
import random
import statistics
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ocr_service.api.live.estimate import Pace, queued_s, running_s

_LOOK_S = 60.0
_HOUR_S = 3_600.0
_SHORTEST_S = 1.0


@dataclass
class Document:
    """``pages`` are the seconds of each; ``guesses`` are (when, seconds left, how many of its pages were read or -1)."""

    pages: list[float]
    came_s: float
    began_s: float = -1.0
    ended_s: float = -1.0
    done: int = 0
    guesses: list[tuple[float, float, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Scene:
    """How documents are: the spread of their lengths, of their speed and of their pages; how busy the slots are."""

    name: str
    slots: int
    load: float
    pages: tuple[int, ...]
    spread: float
    page_spread: float = 0.4
    begin_s: float = 0.3


SCENES = (
    Scene("single pages, one slot", 1, 0.9, (1,), 0.5),
    Scene("single pages, four slots", 4, 1.1, (1,), 0.5),
    Scene("letters of 1-4 pages, two slots", 2, 0.95, (1, 1, 2, 2, 3, 4), 0.4),
    Scene("letters and books, two slots", 2, 0.95, (1, 1, 1, 2, 3, 5, 40), 0.4),
    Scene("a rush of letters, four slots", 4, 3.0, (1, 1, 2, 2, 3, 4), 0.4),
)


class Play:
    """One scene from its first document to its last."""

    def __init__(self, scene: Scene, dice: random.Random, hours: float) -> None:
        self._scene = scene
        self._dice = dice
        self._now_s = 0.0
        self._end_s = hours * _HOUR_S
        self._events: list[tuple[float, int, str, Document | None]] = []
        self._count = 0
        self._waiting: deque[Document] = deque()
        self._running: list[Document] = []
        self._ended: deque[Document] = deque()
        self._run_s = 0.0
        self._pages = 0
        self.all: list[Document] = []

    def run(self) -> list[Document]:
        """All documents, with the guesses that were made."""
        self._later(0.0, "comes", None)
        self._later(_LOOK_S, "look", None)
        while self._events:
            self._now_s, _, what, document = heapq.heappop(self._events)
            getattr(self, f"_{what}")(document)
        return self.all

    def _later(self, delay_s: float, what: str, document: Document | None) -> None:
        self._count += 1
        heapq.heappush(self._events, (self._now_s + delay_s, self._count, what, document))

    def _comes(self, _: None) -> None:
        scene, dice = self._scene, self._dice
        speed = dice.lognormvariate(0, scene.spread)
        pages = [speed * dice.lognormvariate(0, scene.page_spread) for _ in range(dice.choice(scene.pages))]
        document = Document(pages, self._now_s)
        self.all.append(document)
        self._waiting.append(document)
        self._begin()
        self._guess(document, len(self._waiting) - 1)
        mean_s = statistics.mean(scene.pages) * 1.25 + scene.begin_s
        if self._now_s < self._end_s:
            self._later(dice.expovariate(scene.load * scene.slots / mean_s), "comes", None)

    def _begin(self) -> None:
        while self._waiting and len(self._running) < self._scene.slots:
            document = self._waiting.popleft()
            document.began_s = self._now_s
            self._running.append(document)
            self._later(self._scene.begin_s + document.pages[0], "page", document)

    def _page(self, document: Document) -> None:
        document.done += 1
        if document.done < len(document.pages):
            self._guess(document, 0)
            self._later(document.pages[document.done], "page", document)
            return
        document.ended_s = self._now_s
        self._running.remove(document)
        self._ended.append(document)
        self._run_s += document.ended_s - document.began_s
        self._pages += len(document.pages)
        self._begin()

    def _look(self, _: None) -> None:
        for ahead, document in enumerate(self._waiting):
            self._guess(document, ahead)
        for document in self._running:
            self._guess(document, 0)
        if self._now_s < self._end_s:
            self._later(_LOOK_S, "look", None)

    def _guess(self, document: Document, ahead: int) -> None:
        pace = self._pace()
        if document.began_s < 0:
            left_s, done = queued_s(pace, ahead), -1
        else:
            left_s = running_s(
                pace,
                spent_s=self._now_s - document.began_s,
                pages_done=document.done,
                pages_total=len(document.pages),
            )
            done = document.done
        if left_s is not None:
            document.guesses.append((self._now_s, left_s, done))

    def _pace(self) -> Pace:
        while self._ended and self._ended[0].ended_s < self._now_s - _HOUR_S:
            oldest = self._ended.popleft()
            self._run_s -= oldest.ended_s - oldest.began_s
            self._pages -= len(oldest.pages)
        return Pace(
            run_s=self._run_s / len(self._ended) if self._ended else None,
            page_s=self._run_s / self._pages if self._ended else None,
            slots=self._scene.slots,
            running=len(self._running),
        )


def errors(documents: list[Document]) -> Iterator[tuple[int, float]]:
    """(pages that were read when it was guessed, relative error)."""
    for document in documents:
        for when_s, left_s, done in document.guesses:
            truth_s = document.ended_s - when_s
            if truth_s >= _SHORTEST_S:
                yield done, abs(left_s - truth_s) / truth_s


def centiles(found: list[float]) -> str:
    """Median, and what nine of ten stay below."""
    if len(found) < 10:
        return "–"
    return f"{statistics.median(found):.0%}, {statistics.quantiles(found, n=10)[8]:.0%}"


def main() -> None:
    """Print a table: error while waiting, in the run before a page is read, and after."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=4)
    hours = parser.parse_args().hours
    print("| documents | waiting | running, no page read | some pages read |")
    print("|---|---|---|---|")
    for scene in SCENES:
        found = list(errors(Play(scene, random.Random(16), hours).run()))
        parts = (
            [error for done, error in found if done < 0],
            [error for done, error in found if done == 0],
            [error for done, error in found if done > 0],
        )
        print(f"| {scene.name} | {' | '.join(map(centiles, parts))} |")


if __name__ == "__main__":
    main()
