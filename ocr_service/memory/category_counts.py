"""Learn categories from feedback: word counts of corrected documents, kept as one file per installation."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.memory.file import read_json, write_json

FILE = "categories.json"
MOST_WORDS = 5_000
# How much feedback may move the model: grows with the number of documents, and never alone decides.
FULL_TRUST_DOCUMENTS = 6.0
SMOOTHING = 0.5


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

    def save(self, folder: Path) -> None:
        """Replace the folder's file at once."""
        write_json(folder / FILE, {"documents": dict(self.documents), "words": dict(self.words)})

    def learned(self, category: str, words: Iterable[str]) -> LearnedCounts:
        """These counts and one more document of ``category``."""
        counts = Counter(self.words.get(category, {}))
        counts.update(set(words))
        kept = dict(counts.most_common(MOST_WORDS))
        return LearnedCounts(
            {**self.documents, category: self.documents.get(category, 0) + 1}, {**self.words, category: kept}
        )

    def moved(self, shares: Mapping[str, float], words: Iterable[str]) -> dict[str, float]:
        """The model's shares, moved towards what corrected documents with the same words were."""
        present = set(words)
        moved = dict(shares)
        closeness = {category: self._closeness(category, present) for category in self.documents}
        if not closeness:
            return moved
        for category, close in closeness.items():
            trust = min(self.documents[category], FULL_TRUST_DOCUMENTS) / FULL_TRUST_DOCUMENTS
            moved[category] = max(moved.get(category, 0.0), 1e-3) * math.exp(
                8 * max(close - 0.5, 0.0) * (0.5 + 0.5 * trust)
            )
        total = sum(moved.values())
        return {category: share / total for category, share in moved.items()}

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
