"""Give the words of a text without places the places of the words that were read here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.vision.checks import letters_of

# What the model alone says is doubtful; both figures are set by judgement, no vendor's model was tried.
_TOLD_CONFIDENCE = 70.0
_SURE_CONFIDENCE = 85.0


@dataclass(slots=True)
class Aligned:
    """Words with places, and how they got them.

    ``agreed`` were read here alike, ``in_place`` stand where other words were read, ``without_place`` beside a word that was, ``kept``
    are sure words of our own that the text leaves out, ``overruled`` those that it has otherwise: what was read, and what is told.
    """

    words: list[Word] = field(default_factory=list)
    agreed: int = 0
    in_place: int = 0
    without_place: int = 0
    kept: int = 0
    overruled: list[tuple[str, str]] = field(default_factory=list)


def align(text: str, own: Sequence[Word], width: float, height: float) -> Aligned:
    """The words of ``text`` in its order; ``width`` and ``height`` are the page's, in pixels."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not own:
        return _spread(lines, width, height)
    told = [word for line in lines for word in line]
    found = Aligned()
    matcher = SequenceMatcher(
        a=[_bare(word.text) for word in own], b=[_bare(word) for word in told], autojunk=False
    )
    for kind, first, last, told_first, told_last in matcher.get_opcodes():
        here, there = own[first:last], told[told_first:told_last]
        if kind == "equal":
            found.words += [word._replace(text=said) for word, said in zip(here, there, strict=True)]
            found.agreed += len(here)
        elif kind == "insert":
            found.words += _beside(there, own[first - 1] if first else own[0])
            found.without_place += len(there)
        elif kind == "replace":
            found.words += _over(there, here)
            found.in_place += len(there)
            found.overruled += _overruled(there, here)
        else:
            sure = [word for word in here if word.confidence >= _SURE_CONFIDENCE]
            found.words += sure
            found.kept += len(sure)
    return found


def _bare(word: str) -> str:
    return word.casefold()


def _over(told: Sequence[str], here: Sequence[Word]) -> Iterator[Word]:
    """Words over the places of others: one for one, or each line's share of the letters within the line's frame."""
    if len(told) == len(here):
        for said, word in zip(told, here, strict=True):
            yield word._replace(text=said, confidence=min(word.confidence, _TOLD_CONFIDENCE))
        return
    frames = _frames(here)
    letters = sum(frame.box.width for frame in frames) or 1.0
    start = 0
    for number, frame in enumerate(frames):
        is_last = number == len(frames) - 1
        end = len(told) if is_last else start + round((len(told) - start) * frame.box.width / letters)
        letters -= frame.box.width
        yield from _in_frame(told[start:end], frame)
        start = end


def _overruled(told: Sequence[str], here: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Sure words of ours that are among those told with other letters or digits, beside what stands there now.

    Where words begin and end may be told otherwise; but digits that are a part of others are another number.
    """
    known = [letters_of(said) for said in told]
    whole = "".join(known)
    if whole == "".join(letters_of(word.text) for word in here):
        return
    for place, word in enumerate(here):
        letters = letters_of(word.text)
        is_told = letters in known or (letters in whole and not any(map(str.isdigit, letters)))
        if word.confidence >= _SURE_CONFIDENCE and not is_told:
            yield word.text, told[place] if len(told) == len(here) else " ".join(told)


def _frames(words: Sequence[Word]) -> list[Word]:
    """One word for each line of them, as large as all its words."""
    frames: list[Word] = []
    for word in words:
        if frames and frames[-1][3:] == word[3:]:
            frames[-1] = frames[-1]._replace(box=_around(frames[-1].box, word.box))
        else:
            frames.append(word)
    return frames


def _around(one: Box, other: Box) -> Box:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Box(left, top, right - left, bottom - top)


def _in_frame(told: Sequence[str], frame: Word) -> Iterator[Word]:
    """Words side by side in a frame, each as wide as its letters."""
    units = sum(len(word) for word in told) + max(0, len(told) - 1)
    left = frame.box.left
    for said in told:
        width = frame.box.width * len(said) / units
        box = Box(left, frame.box.top, width, frame.box.height)
        yield frame._replace(text=said, box=box, confidence=_TOLD_CONFIDENCE)
        left += width + frame.box.width / units


def _beside(told: Sequence[str], word: Word) -> Iterator[Word]:
    """Words that nothing was read for: in the line of the word before them, at its end and without width."""
    edge = Box(word.box.left + word.box.width, word.box.top, 0.0, word.box.height)
    for said in told:
        yield word._replace(text=said, box=edge, confidence=_TOLD_CONFIDENCE)


def _spread(lines: Sequence[Sequence[str]], width: float, height: float) -> Aligned:
    """Lines evenly down the page: nothing was read here that tells where they are."""
    found = Aligned()
    for number, line in enumerate(lines):
        frame = Box(0.0, number * height / len(lines), float(width), height / len(lines))
        found.words += _in_frame(line, Word("", frame, _TOLD_CONFIDENCE, 1, 1, number + 1))
        found.without_place += len(line)
    return found
