"""Choose one value from several passes over the same page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ocr_service.domain.page import Word
from ocr_service.extractors.evidence.evidence import joint_confidence, reading_confidence
from ocr_service.extractors.evidence.ranking import Ranked

# A candidate with less of a pass than this, behind the first, is not looked at: they are most, and never chosen.
HOPELESS = 0.002
T = TypeVar("T")
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Sighting(Generic[P, T]):
    """A candidate in one pass: its share there, how well its least sure word and all of them were read (0-1), its features."""

    reading: P
    value: T
    share: float
    legibility: float
    joint: float
    features: Mapping[str, float]

    @property
    def strength(self) -> float:
        """The share, less where words were read badly."""
        return self.share * (0.3 + 0.7 * self.legibility)


@dataclass(frozen=True, slots=True)
class Choice(Generic[P, T]):
    """The value that all passes together chose, at its best sighting; ``agreement`` of the other passes, 0-1.

    ``support`` is how well all passes together read it, 0-1: a pass that read something else counts as nothing.
    ``rival`` is the mean share of the strongest other value, 0-1.
    """

    key: str
    best: Sighting[P, T]
    share: float
    agreement: float
    passes: int = 1
    support: float = 0.0
    rival: float = 0.0


def choose(
    readings: Sequence[P],
    candidates: Callable[[P], Sequence[Ranked[T]]],
    key: Callable[[T], str],
    words: Callable[[P, T], Sequence[Word]],
) -> Choice[P, T] | None:
    """Add up the strengths of equal values (by ``key``) over all passes and take the strongest; None without candidates."""
    sightings: dict[str, list[Sighting[P, T]]] = {}
    for reading in readings:
        for number, ranked in enumerate(candidates(reading)):
            if number and ranked.confidence < HOPELESS:
                break
            read = words(reading, ranked.value)
            sure, joint = reading_confidence(read), joint_confidence(read)
            seen = Sighting(reading, ranked.value, ranked.confidence, sure, joint, ranked.features)
            sightings.setdefault(key(ranked.value), []).append(seen)
    if not sightings:
        return None
    name, places = max(sightings.items(), key=lambda one: sum(place.strength for place in one[1]))
    rivals = (sum(place.share for place in seen) for key, seen in sightings.items() if key != name)
    legible: dict[int, float] = {}
    for place in places:
        legible[id(place.reading)] = max(place.legibility, legible.get(id(place.reading), 0.0))
    return Choice(
        name,
        max(places, key=lambda place: place.strength),
        sum(place.share for place in places) / len(readings),
        (len(legible) - 1) / max(len(readings) - 1, 1),
        len(readings),
        sum(legible.values()) / len(readings),
        max(rivals, default=0.0) / len(readings),
    )
