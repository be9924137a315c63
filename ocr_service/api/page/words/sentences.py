"""Say in another language what results, errors and refusals say in English: whole sentences, by patterns from ``web/words/sentences``.

A result tells its warnings, reasons and decisions as English sentences, with names and numbers in them; programs read them, and they are
stored. People get them in their language: ``{count}`` in a pattern stands for anything and is put into the translation,
``{sentence}`` for a sentence that is translated itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ocr_service.errors import OcrServiceError

_FOLDER = Path(__file__).parents[3] / "web" / "words" / "sentences"
_HOLE = re.compile(r"\\\{([a-z_]+)\\\}")
_INNER = "sentence"
_MOST_CHARS = 2_000
_DEEP = 4


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one language by the English ones: ``whole`` ones, and those with holes, the longest first."""

    whole: Mapping[str, str]
    holed: tuple[tuple[re.Pattern[str], str], ...]

    def told(self, english: str, *, depth: int = _DEEP) -> str | None:
        """The sentence in this language; None when nobody wrote it."""
        if known := self.whole.get(english):
            return known
        if not depth or len(english) > _MOST_CHARS:
            return None
        for pattern, translation in self.holed:
            if match := pattern.fullmatch(english):
                return translation.format(**self._filled(match.groupdict(), depth - 1))
        return None

    def _filled(self, parts: Mapping[str, str], depth: int) -> dict[str, str]:
        return {
            name: (self.told(part, depth=depth) or part) if name == _INNER else part
            for name, part in parts.items()
        }


@cache
def sentences_in(language: str) -> Sentences:
    """Those of a language; none of English, which is what they are translated from."""
    path = _FOLDER / f"{language}.json"
    known: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    holed = sorted((english for english in known if "{" in english), key=_plain_chars, reverse=True)
    return Sentences(
        whole={english: told for english, told in known.items() if "{" not in english},
        holed=tuple((_pattern(english), known[english]) for english in holed),
    )


def _plain_chars(english: str) -> int:
    return len(re.sub(r"\{[a-z_]+\}", "", english))


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(english)), re.DOTALL)


@cache
def sentence_of(code: str) -> str:
    """What an error of this code says where it says nothing more special; empty for a code that is not ours."""
    return {kind.code: _said(kind) for kind in _kinds(OcrServiceError)}.get(code, "")


def _kinds(kind: type[OcrServiceError]) -> Iterator[type[OcrServiceError]]:
    for inner in kind.__subclasses__():
        yield from _kinds(inner)
        if "code" in vars(inner):
            yield inner


def _said(kind: type[OcrServiceError]) -> str:
    return (kind.__doc__ or kind.title).strip().splitlines()[0]
