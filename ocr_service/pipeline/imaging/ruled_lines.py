"""Straight lines on a page's picture: what frames a table and parts its rows.

A mask of ink is reduced along one axis, sixteen pixels to one, so a cell of the copy is full only where a line runs on;
where a line that leans passes from one row to the next, a cell or two may lack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

_STEP = 16
_FULL = 216
# Cells that a line covers at least, lying and standing: words are broken between letters, letters are no two cells high.
_LEAST_LYING, _LEAST_STANDING = 5, 2
# In pixels: what is thicker is no rule; and how far a line may pass to the side from one cell to the next.
_THICKEST, _ASIDE, _GAP = 7, 2, 2
_MOST_RUNS = 20_000
_THICK = re.compile(rb"\xff{%d,}" % (_THICKEST + 1))


@dataclass(frozen=True, slots=True)
class Line:
    """From one point to another, as shares of the page's width and height."""

    start: tuple[float, float]
    end: tuple[float, float]


def ruled_lines(mask: Image.Image) -> tuple[Line, ...]:
    """Lines that lie and stand on a page, leaning by a few degrees at most; white in ``mask`` is ink."""
    lying = _reduced(mask, along_rows=True)
    standing = _reduced(mask, along_rows=False).transpose(Image.Transpose.TRANSPOSE)
    width, height = mask.size
    found = [
        Line((start / width, at / height), (end / width, after / height))
        for start, at, end, after in _lines(lying, _LEAST_LYING)
    ]
    found += [
        Line((at / width, start / height), (after / width, end / height))
        for start, at, end, after in _lines(standing, _LEAST_STANDING)
    ]
    return tuple(found)


def _reduced(mask: Image.Image, *, along_rows: bool) -> Image.Image:
    width, height = mask.size
    size = (max(1, width // _STEP), height) if along_rows else (width, max(1, height // _STEP))
    return mask.resize(size, Image.Resampling.BOX)


@dataclass(slots=True)
class _Growing:
    """Cells of one line: how many, and the rows where it begins and ends."""

    first: int
    last: int
    row: int
    cells: int
    weight: float
    at_start: float
    at_end: float


def _lines(small: Image.Image, least: int) -> Iterator[tuple[float, float, float, float]]:
    """Start, row there, end, row there of each line; the first axis in pixels of the mask."""
    width, data = small.width + 1, _rows(_without_areas(_full(small)))
    active: list[_Growing] = []
    for number, match in enumerate(re.finditer(rb"\xff+", data)):
        if number > _MOST_RUNS:
            return
        row, first = divmod(match.start(), width)
        last = first + match.end() - match.start() - 1
        yield from _ended([line for line in active if line.row < row - _ASIDE], least)
        active = [line for line in active if line.row >= row - _ASIDE]
        mates = [line for line in active if line.first - _GAP <= last and first <= line.last + _GAP]
        active = [line for line in active if line not in mates]
        active.append(_grown(mates, row, first, last))
    yield from _ended(active, least)


def _full(small: Image.Image) -> Image.Image:
    """White where a cell is, black else."""
    return small.point([255 if value >= _FULL else 0 for value in range(256)])


def _without_areas(full: Image.Image) -> Image.Image:
    """Without what is thicker than a rule, such as a head on dark ground: the rules that end at it would be one with it."""
    across = full.transpose(Image.Transpose.TRANSPOSE)
    thin = _THICK.sub(lambda run: bytes(len(run[0])), _rows(across))
    size = (across.width + 1, across.height)
    return Image.frombytes("L", size, thin).crop((0, 0, *across.size)).transpose(Image.Transpose.TRANSPOSE)


def _rows(picture: Image.Image) -> bytes:
    """Its pixels, with a black one after each row."""
    wide = Image.new("L", (picture.width + 1, picture.height))
    wide.paste(picture)
    return wide.tobytes()


def _grown(mates: list[_Growing], row: int, first: int, last: int) -> _Growing:
    cells = last - first + 1
    line = _Growing(first, last, row, cells, float(row) * cells, float(row), float(row))
    for mate in mates:
        line.at_start = mate.at_start if mate.first < line.first else line.at_start
        line.at_end = mate.at_end if mate.last > line.last else line.at_end
        line.first, line.last = min(line.first, mate.first), max(line.last, mate.last)
        line.cells, line.weight = line.cells + mate.cells, line.weight + mate.weight
    return line


def _ended(lines: list[_Growing], least: int) -> Iterator[tuple[float, float, float, float]]:
    for line in lines:
        length = line.last - line.first + 1
        thickness = line.cells / length
        if length < least or thickness > _THICKEST:
            continue
        half = thickness / 2
        # The row where each end was first met, moved to the line's middle there.
        yield line.first * _STEP, line.at_start - half / 2, (line.last + 1) * _STEP, line.at_end + half / 2
