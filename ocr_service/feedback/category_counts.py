"""Learn categories from feedback: word counts of corrected documents, kept as one file per owner."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.feedback.files import read_json, write_json

FILE = "categories.json"
MOST_WORDS = 5_000
MOST_CATEGORIES = 100
# A document is like a category when this part of its words was seen there, and clearly less of it elsewhere.
LIKE = 0.65
MARGIN = 0.08
MOST_TRUST = 0.95


@dataclass(frozen=True, slots=True)
class LearnedCounts:
    """Documents and words seen per category."""

    documents: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> LearnedCounts:
        """What was learned in this folder; nothing when there is no file yet."""
        return cls.from_json(read_json(folder / FILE))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LearnedCounts:
        """The counts of an export. Raises ``TypeError`` when they are of another form."""
        documents, words = data.get("documents", {}), data.get("words", {})
        return cls(
            {name: int(n) for name, n in documents.items()}, {name: dict(of) for name, of in words.items()}
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "documents": dict(self.documents),
            "words": {name: dict(of) for name, of in self.words.items()},
        }

    def save(self, folder: Path) -> None:
        """Replace the folder's file at once."""
        write_json(folder / FILE, self.to_json())

    def learned(self, category: str, words: Iterable[str]) -> LearnedCounts:
        """These counts and one more document of ``category``."""
        counts = Counter(self.words.get(category, {}))
        counts.update(set(words))
        documents = Counter(self.documents)
        documents[category] += 1
        words_of_all = {**self.words, category: dict(counts.most_common(MOST_WORDS))}
        others = [name for name, _ in documents.most_common() if name != category][: MOST_CATEGORIES - 1]
        kept = [*others, category]
        return LearnedCounts(
            {name: documents[name] for name in kept}, {name: words_of_all[name] for name in kept}
        )

    def moved(self, shares: Mapping[str, float], words: Iterable[str]) -> dict[str, float]:
        """The model's shares, moved towards the category whose corrected documents this one is most like."""
        present = set(words)
        closest = sorted(
            ((self._closeness(category, present), category) for category in self.documents), reverse=True
        )
        if (
            not closest
            or closest[0][0] < LIKE
            or (len(closest) > 1 and closest[0][0] - closest[1][0] < MARGIN)
        ):
            return dict(shares)
        close, category = closest[0]
        count = self.documents[category]
        trust = min(MOST_TRUST, 2 * (close - 0.5)) * count / (count + 0.3)
        moved = {name: (1 - trust) * share for name, share in shares.items()}
        return {**moved, category: moved.get(category, 0.0) + trust}

    def _closeness(self, category: str, present: set[str]) -> float:
        """The part of the document's words that were seen in this category, rare words counting more; 0-1."""
        seen = self.words.get(category, {})
        weight = {word: 1 / (1 + self._categories_with(word)) for word in present}
        total = sum(weight.values())
        return sum(weight[word] for word in present if word in seen) / total if total else 0.0

    def _categories_with(self, word: str) -> int:
        return sum(word in counts for counts in self.words.values())


def words_of(text: str) -> frozenset[str]:
    """The words of three letters and more, in one case; digits never enter the memory."""
    return frozenset(re.findall(r"[^\W\d_]{3,}", text.casefold()))
