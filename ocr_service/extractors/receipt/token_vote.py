"""Make one text of two readings of the same words: token by token, the one the engine was surer of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ocr_service.domain.page import Word

# What a token that is a known word gains over one that is none, in points of confidence.
KNOWN_WORD = 15.0
READ_WELL = 70.0
FULL = 100.0
_REST = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text without blanks, and the engine's confidence in it, 0-100."""

    text: str
    confidence: float


def tokens_of(text: str, words: Sequence[Word]) -> list[Token]:
    """The tokens of a text that was made of ``words``; a token that is none of them has their mean confidence."""
    known = {word.text.upper(): word.confidence for word in words}
    mean = sum(word.confidence for word in words) / max(len(words), 1)
    return [Token(piece, known.get(piece.upper(), mean)) for piece in text.split()]


@dataclass(frozen=True, slots=True)
class Voted:
    """The text that all readings together chose, and how well they support its least sure token, 0-1."""

    text: str
    support: float


def vote(best: Sequence[Token], others: Sequence[Sequence[Token]], known: Collection[str]) -> Voted:
    """``best`` with those tokens that the readings together are surer of; ``known`` words are preferred.

    Tokens that stand between the same neighbours are variants of one another. Taken over are also those that
    ``best`` missed and another reading read well; left out are single letters where every other reading has nothing.
    """
    places = [_Place() for _ in best]
    ahead: list[list[Token]] = [[] for _ in range(len(best) + 1)]
    for reading in (best, *others):
        _enter(reading, best, places, ahead, known)
    chosen: list[Token] = []
    for place, missed in zip([*places, None], ahead, strict=True):
        chosen += missed
        chosen += [place.winner] if place and not (others and place.is_stray) else []
    sums = [token.confidence for token in chosen if folded(token.text)]
    support = min(sums, default=0.0) / FULL / (1 + len(others))
    return Voted(" ".join(token.text for token in chosen), support)


def folded(text: str) -> str:
    """Letters and digits only, in one case: two readings of a name are the same if these are."""
    return _REST.sub("", text.casefold())


@dataclass(slots=True)
class _Place:
    """What the readings saw at one place: variants by their letters and digits, and what speaks for each."""

    variants: dict[str, list[Token]] = field(default_factory=dict)
    worth: dict[str, float] = field(default_factory=dict)

    @property
    def winner(self) -> Token:
        """The strongest variant in its surest spelling, with the sum of its confidences."""
        key = max(self.worth, key=lambda key: self.worth[key])
        tokens = self.variants[key]
        surest = max(tokens, key=lambda token: token.confidence)
        return Token(surest.text, sum(token.confidence for token in tokens))

    @property
    def is_stray(self) -> bool:
        """True for a letter or mark that one reading alone has: an edge of the paper, a fold, a stamp."""
        tokens = [token for same in self.variants.values() for token in same]
        return len(tokens) == 1 and len(folded(tokens[0].text)) <= 1

    def add(self, token: Token, known: Collection[str]) -> None:
        key = folded(token.text) or token.text
        self.variants.setdefault(key, []).append(token)
        bonus = KNOWN_WORD * (token.text.strip(" ,.:;()").upper() in known)
        self.worth[key] = self.worth.get(key, 0.0) + token.confidence + bonus


def _enter(
    reading: Sequence[Token],
    best: Sequence[Token],
    places: Sequence[_Place],
    ahead: Sequence[list[Token]],
    known: Collection[str],
) -> None:
    """Count a reading's tokens at the places of ``best``, and note those that ``best`` missed."""
    mine, theirs = [folded(token.text) for token in best], [folded(token.text) for token in reading]
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, mine, theirs, autojunk=False
    ).get_opcodes():
        if kind == "insert" and not ahead[start]:
            ahead[start].extend(token for token in reading[other_start:other_end] if _is_missed(token))
        elif end - start == other_end - other_start:
            for place, token in zip(places[start:end], reading[other_start:other_end], strict=True):
                place.add(token, known)


def _is_missed(token: Token) -> bool:
    return token.confidence >= READ_WELL and sum(c.isalnum() for c in token.text) >= 3
