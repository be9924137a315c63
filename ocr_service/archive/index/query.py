"""What somebody looks for, as they typed it: words, "phrases", beginnings* and -words that shall not be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice, product

from ocr_service.archive.index.folding import spellings, tokens
from ocr_service.errors import SearchInvalid

_PART = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_MOST_TERMS = 20
_MOST_CHARS = 500
_MOST_PHRASES = 32
_LEAST_OPEN_CHARS = 4
"""A word of so many letters also finds words that begin or end with it: the parts of German compounds."""
TEXT_COLUMNS = "{sender about words}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Tokens that stand side by side; of the last one only its beginning when ``is_open``."""

    tokens: tuple[str, ...]
    is_open: bool = False

    def fits(self, others: tuple[str, ...]) -> bool:
        """True when these tokens are what is looked for."""
        *first, last = self.tokens
        if len(others) != len(self.tokens) or list(others[:-1]) != first:
            return False
        return others[-1].startswith(last) if self.is_open else others[-1] == last

    @property
    def match(self) -> str:
        """In the language of FTS5."""
        return f'"{" ".join(self.tokens)}"{" *" if self.is_open else ""}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of a query: any of its patterns does."""

    patterns: tuple[Pattern, ...]
    is_excluded: bool = False

    @property
    def match(self) -> str:
        """In the language of FTS5."""
        return f"{TEXT_COLUMNS} : ({' OR '.join(each.match for each in self.patterns)})"


Tails = Callable[[str], Iterable[str]]
"""Gives the words of the index that end with this one."""


def parsed(text: str, tails: Tails) -> tuple[Term, ...]:
    """The terms of a query; none for one without a word. Raises ``SearchInvalid``."""
    if len(text) > _MOST_CHARS:
        raise SearchInvalid(f"Search for at most {_MOST_CHARS} characters.")
    found = [
        Term(patterns=patterns, is_excluded=bool(minus))
        for minus, phrase, word in _PART.findall(text)
        if (patterns := _phrase(phrase) if phrase else _word(word, tails))
    ]
    if len(found) > _MOST_TERMS:
        raise SearchInvalid(f"Search for at most {_MOST_TERMS} words.")
    if found and all(term.is_excluded for term in found):
        raise SearchInvalid("Name a word that shall be found, too: -words only leave out.")
    return tuple(found)


def _phrase(text: str) -> tuple[Pattern, ...]:
    ways = product(*(spellings(each) for each in _raw_tokens(text)))
    return tuple(Pattern(way) for way in islice(ways, _MOST_PHRASES) if way)


def _word(text: str, tails: Tails) -> tuple[Pattern, ...]:
    is_beginning = text.endswith("*")
    raw = _raw_tokens(text)
    ways = [way for way in islice(product(*(spellings(each) for each in raw)), _MOST_PHRASES) if way]
    is_word = len(raw) == 1 and raw[0].isalpha() and len(raw[0]) >= _LEAST_OPEN_CHARS
    patterns = [Pattern(way, is_open=is_beginning or is_word) for way in ways]
    if is_word and not is_beginning:
        patterns += [Pattern((tail,)) for (one,) in ways for tail in tails(one)]
    return tuple(dict.fromkeys(patterns))


def _raw_tokens(text: str) -> list[str]:
    """Parted as the index parts words, but with their umlauts, of which there are two spellings."""
    return [part for part in re.findall(r"[^\W_]+", text) if tokens(part)]


def match_of(terms: Iterable[Term]) -> str:
    """All terms in the language of FTS5."""
    terms = tuple(terms)
    wanted = " AND ".join(term.match for term in terms if not term.is_excluded)
    excluded = " OR ".join(term.match for term in terms if term.is_excluded)
    return f"({wanted}) NOT ({excluded})" if excluded else wanted
