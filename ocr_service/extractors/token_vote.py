"""Make one text of two readings of the same words: token by token, the one the engine was surer of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ocr_service.domain.page import Word

# What a token that is a known word gains over one that is none, in points of confidence.
KNOWN_WORD = 15.0
READ_WELL = 70.0


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


def vote(one: Sequence[Token], other: Sequence[Token], known: Collection[str]) -> str:
    """``one`` with those tokens of ``other`` that were read better; ``known`` words are preferred.

    Taken over are tokens that stand between the same neighbours, and those that ``one`` missed and ``other`` read well.
    """
    chosen: list[str] = []
    matcher = SequenceMatcher(
        None, [token.text for token in one], [token.text for token in other], autojunk=False
    )
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        pairs = zip(one[start:end], other[other_start:other_end], strict=False)
        if kind == "replace" and end - start == other_end - other_start:
            chosen += [max(pair, key=lambda token: _worth(token, known)).text for pair in pairs]
        elif kind == "insert":
            chosen += [token.text for token in other[other_start:other_end] if _is_missed(token)]
        else:
            chosen += [token.text for token in one[start:end]]
    return " ".join(chosen)


def _is_missed(token: Token) -> bool:
    return token.confidence >= READ_WELL and sum(c.isalnum() for c in token.text) >= 3


def _worth(token: Token, known: Collection[str]) -> float:
    return token.confidence + KNOWN_WORD * (token.text.strip(" ,.:;()").upper() in known)
