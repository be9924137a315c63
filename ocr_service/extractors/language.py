"""Tell the language of a text by its small words."""

from __future__ import annotations

import re
from collections import Counter

from ocr_service.domain.facts import FieldValue
from ocr_service.layout.layout import Layout

_SMALL_WORDS = {
    "eng": "the of and to in is for on with that this are from your you we by at be or as not please an it will have if",
    "deu": "der die das und ist nicht mit für von den dem ein eine zu auf im bei sich wir sie ihre ihr oder werden nach bis an als auch zum zur",
    "fra": "le la les des et est une du pour dans que qui sur par avec au aux vous nous votre notre ce ou être sont pas",
    "spa": "el los las y es una del para en que por con su al se no lo como más este esta o son sin nos le",
    "ita": "il lo gli e è una del della per in che di con su al si non come più questo questa o sono da nel alla le i",
    "nld": "de het een en van is voor op met dat te in zijn niet bij uw wij je aan of door naar",
    "por": "o os as e é uma do da para em que por com seu ao se não no na como mais este ou são",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_SHARED = Counter(word for words in _WORDS.values() for word in words)
ENOUGH_WORDS = 4
# Related languages share small words: one text in German also looks a fifth Dutch.
LEAST_SHARE = 0.36


def languages_of(text: str) -> list[tuple[str, float]]:
    """Languages (ISO 639-2) with their share of the small words that were met, best first; empty when too few were."""
    counts: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        for language, words in _WORDS.items():
            if word in words:
                counts[language] += 1 / _SHARED[word]  # type: ignore[assignment]  # counts of shared words are parts
    total = sum(counts.values())
    if total < ENOUGH_WORDS:
        return []
    return [(language, count / total) for language, count in counts.most_common()]


def language_fact(layout: Layout) -> tuple[FieldValue, ...] | None:
    """The languages that make up a third or more of a document's pages, best first."""
    found = [(language, share) for language, share in languages_of(layout.text) if share >= LEAST_SHARE]
    if not found:
        return None
    return tuple(
        FieldValue(value=language, confidence=min(0.99, 0.5 + share / 2), rule="small words")
        for language, share in found
    )
