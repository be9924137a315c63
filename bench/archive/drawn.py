"""Documents with drawn texts: words as often as in a language, German compounds among them, one to three pages."""

from __future__ import annotations

import hashlib
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from ocr_service.archive.document import ArchivedDocument, document_id
from ocr_service.archive.index.page_words import PageWords

WORDS, PLAIN = 60_000, 20_000
_WORDS_A_PAGE = 220
_SYLLABLES = (
    "ba",
    "ver",
    "ung",
    "strom",
    "ge",
    "lo",
    "ri",
    "sch",
    "ten",
    "mar",
    "kel",
    "zu",
    "pe",
    "han",
    "dor",
    "fi",
    "nu",
    "wal",
)
_FIRST_DAY = date(2010, 1, 1)
SENDERS = 400
CATEGORIES = ("invoice", "letter", "receipt", "contract", "bank_statement")
TAGS = ("tax", "house", "car", "insurance", "school")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document and its pages."""

    document: ArchivedDocument
    pages: tuple[PageWords, ...]


class Texts:
    """The same for the same seed."""

    def __init__(self, seed: int = 20) -> None:
        self._dice = random.Random(seed)
        self.words = self._vocabulary()
        weights = [1 / (rank + 3) for rank in range(len(self.words))]
        self._sums = list(accumulate(weights))

    def _vocabulary(self) -> list[str]:
        dice, found = self._dice, dict[str, None]()
        while len(found) < PLAIN:
            found["".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4)))] = None
        plain = list(found)
        while len(found) < WORDS:
            found[dice.choice(plain) + dice.choice(plain)] = None
        words = list(found)
        dice.shuffle(words)
        return words

    def word(self, dice: random.Random) -> str:
        """One word, common ones as often as they are."""
        return self.words[bisect(self._sums, dice.random() * self._sums[-1])]

    def documents(self, first: int, count: int, *, owners: int = 1) -> Iterator[Drawn]:
        """Documents by their numbers."""
        for number in range(first, first + count):
            dice = random.Random(number)
            pages = tuple(self._page(page, dice) for page in range(1, dice.choice((1, 1, 2, 3)) + 1))
            yield Drawn(self._document(number, len(pages), dice, owners), pages)

    def _page(self, number: int, dice: random.Random) -> PageWords:
        count = dice.randint(_WORDS_A_PAGE // 2, _WORDS_A_PAGE * 3 // 2)
        words = tuple(
            self.word(dice).capitalize() if dice.random() < 0.3 else self.word(dice) for _ in range(count)
        )
        words = (
            *words[:-3],
            f"{dice.randint(10_000, 99_999)}",
            f"{dice.randint(1, 999)},{dice.randint(10, 99)}",
            "EUR",
        )
        boxes = tuple((50 + 50.0 * (at % 10), 60 + 11.0 * (at // 10), 44.0, 9.0) for at in range(len(words)))
        return PageWords(number=number, words=words, boxes=boxes)

    def _document(self, number: int, pages: int, dice: random.Random, owners: int) -> ArchivedDocument:
        day = _FIRST_DAY + timedelta(days=dice.randint(0, 5_800))
        owner = f"owner{number % owners}" if owners > 1 else ""
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        return ArchivedDocument(
            id=document_id(owner, digest),
            owner=owner,
            task_id="",
            sha256=digest,
            filename=f"scan{number}.pdf",
            media_type="application/pdf",
            size_bytes=200_000,
            added_at=f"{day.isoformat()}T12:00:00.000+00:00",
            read_at=f"{day.isoformat()}T12:00:05.000+00:00",
            pages=pages,
            found={
                "date": day.isoformat(),
                "sender": f"{self.words[dice.randrange(SENDERS)]} GmbH",
                "title": " ".join(self.word(dice) for _ in range(3)),
                "category": dice.choice(CATEGORIES),
                "total": f"{dice.expovariate(1 / 80):.2f}",
                "currency": "EUR",
            },
            tags=tuple(dice.sample(TAGS, dice.choice((0, 0, 0, 1, 2)))),
        )
