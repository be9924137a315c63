"""Find the tables of a page: by rules and shaded rows first, then by words that stand in columns without any."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ocr_service.domain.page import Page, Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.domain.shapes.blocks import Cell, Table
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.cells import Places, cells_of, join_across, join_unwalled
from ocr_service.layout.blocks.columns import edges_between, gutters
from ocr_service.layout.blocks.headed_rows import HeadedRows, headed_rows
from ocr_service.layout.blocks.headings import count_heads, join_heads
from ocr_service.layout.blocks.logical_rows import bands_in_columns, needs_split, row_starts
from ocr_service.layout.blocks.margins import turned_in_margin
from ocr_service.layout.blocks.plausible import is_headed_table, is_table
from ocr_service.layout.blocks.region_rows import completed
from ocr_service.layout.blocks.ruled_regions import NEAR, Region, ruled_regions
from ocr_service.layout.blocks.text_regions import text_regions
from ocr_service.layout.blocks.text_rows import (
    TextRow,
    columns_of_cut,
    cut_at,
    text_rows,
    type_of,
    widest_blank,
)

# More words than a page of small print has: what holds them is no document with tables.
_MOST_WORDS = 20_000
_MOST_PLACES = 10_000
# A share of the page's height, at its top and at its bottom.
_MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table, the box around it, and the words in it by their places in the page's words, cell by cell.

    ``is_walled``: rules part its columns.
    """

    table: Table
    box: Box
    words: tuple[int, ...]
    is_walled: bool = False

    def moved(self, places: Mapping[int, int]) -> FoundTable:
        """The same of words that stand at other places now."""
        cells = tuple(
            replace(cell, words=tuple(places[place] for place in cell.words)) for cell in self.table.cells
        )
        return replace(self, table=replace(self.table, cells=cells), words=_in_order(cells))


def find_tables(page: Page, rules: Rules) -> list[FoundTable]:
    """The tables of a page from top to bottom."""
    if len(page.words) < 4 or len(page.words) > _MOST_WORDS:
        return []
    size = type_of(page)
    found: list[FoundTable] = []
    taken = turned_in_margin(page, size)
    for headed in headed_rows(page.words, rules, size, taken):
        table = _headed_table(page.words, headed, size)
        if table is not None and taken.isdisjoint(table.words):
            found.append(table)
            taken.update(table.words)
    for region in ruled_regions(_outside(rules, found, size), size):
        for part, held in completed(page.words, region, size, taken):
            table = _ruled_table(page.words, held, part, size)
            if table is not None:
                found.append(table)
                taken.update(held)
    free = [
        place for place in range(len(page.words)) if place not in taken and page.words[place].text.strip()
    ]
    rows_of_all = text_rows(page.words, free, size, widest_blank(page, size))
    for rows in text_regions(rows_of_all, page.words, size):
        table = _text_table(page.words, rows, size)
        if table is not None:
            found.append(table)
    return [
        table for table in sorted(found, key=lambda table: table.box.top) if not _is_letterhead(page, table)
    ]


def _outside(rules: Rules, tables: Sequence[FoundTable], size: float) -> Rules:
    """The rules and shades that are no part of these tables."""
    spans = [(table.box.top - size, table.box.top + table.box.height + size) for table in tables]

    def is_free(at: float) -> bool:
        return not any(top < at < bottom for top, bottom in spans)

    return replace(
        rules,
        lying=tuple(rule for rule in rules.lying if is_free(rule.at)),
        areas=tuple(area for area in rules.areas if is_free(area.top + area.height / 2)),
    )


def _is_letterhead(page: Page, found: FoundTable) -> bool:
    """Addresses, banks and boards of a firm stand in columns at the very top and bottom of its paper."""
    top, bottom = found.box.top, found.box.top + found.box.height
    return top > (1 - _MARGIN) * page.height or bottom < _MARGIN * page.height


def _headed_table(words: Sequence[Word], headed: HeadedRows, size: float) -> FoundTable | None:
    places = Places(headed.xs, headed.ys)
    held = sorted(headed.columns)
    cells = cells_of(places, words, held, size=size, heads=1, columns=headed.columns)
    table = Table(rows=places.rows, columns=places.columns, cells=tuple(cells))
    return FoundTable(table, _box(places), _in_order(cells)) if is_headed_table(table) else None


def _box(places: Places) -> Box:
    xs, ys = places.xs, places.ys
    return Box(xs[0], ys[0], xs[-1] - xs[0], ys[-1] - ys[0])


def _ruled_table(
    words: Sequence[Word], held: Sequence[int], region: Region, size: float
) -> FoundTable | None:
    rows = text_rows(words, held, size)
    if not rows:
        return None
    box = region.box
    inner = _inner_edges(region.standing, box.left, box.left + box.width, size)
    has_pillars = bool(inner)
    white = [(edge, edge) for edge in inner] if has_pillars else gutters(rows, size)
    inner = edges_between(white)
    if not inner:
        return None
    xs = [box.left, *inner, box.left + box.width]
    levels = _inner_edges(region.lying, box.top, box.top + box.height, size)
    heights = [box.top, *levels, box.top + box.height]
    # Where white alone parts the columns, all rows keep to them.
    free = bands_in_columns(heights, rows, region.standing, inner, size) if has_pillars else pairwise(heights)
    free = list(free)
    ys = _levels_with_text(heights, rows, inner, size, words=words, free=free)
    if not has_pillars:
        ys = _around(rows, ys)
    if (len(xs) - 1) * (len(ys) - 1) > _MOST_PLACES:
        return None
    cut = [cut_at(row, words, white, size) for row in rows]
    columns = columns_of_cut(rows, cut, inner)
    places = Places(xs, ys)
    join_unwalled(places, region.lying, region.standing, NEAR * size, free)
    if not has_pillars:
        join_across(places, cut, region.standing, size)
    return _found(places, words, held, size, columns, is_ruled=True, has_pillars=has_pillars)


def _inner_edges(rules: Sequence[Rule], first: float, last: float, size: float) -> list[float]:
    edges: list[float] = []
    for rule in sorted(rules):
        is_inner = first + size / 2 < rule.at < last - size / 2
        if is_inner and (not edges or rule.at - edges[-1] > size / 2):
            edges.append(rule.at)
    return edges


def _levels_with_text(
    levels: Sequence[float],
    rows: Sequence[TextRow],
    inner: Sequence[float],
    size: float,
    *,
    words: Sequence[Word],
    free: Sequence[tuple[float, float]],
) -> list[float]:
    """The levels of the rules, and between them those where one row of text follows the other."""
    bands: list[list[TextRow]] = [[] for _ in levels]
    for row in rows:
        bands[min(max(bisect_right(levels, row.middle) - 1, 0), len(levels) - 2)].append(row)
    # A shade or a frame may end at the last word: bands without words are none.
    few = sum(map(bool, bands)) <= 3
    ys = [levels[0]]
    for band, end in zip(bands, levels[1:], strict=False):
        is_free = any(top < end <= bottom for top, bottom in free)
        if needs_split(band, words, inner, few_bands=few, is_free=is_free):
            ys += _between(band, row_starts(band, words, inner, size))
        if not band and len(levels) > 2 and end - ys[-1] < 0.8 * size:
            continue
        ys.append(end)
    return ys


def _around(rows: Sequence[TextRow], levels: Sequence[float]) -> list[float]:
    """The levels without those of empty rows above and below: a rule further off ends something else."""
    top = max((level for level in levels if level <= rows[0].middle), default=levels[0])
    bottom = min((level for level in levels if level >= rows[-1].middle), default=levels[-1])
    return [level for level in levels if top <= level <= bottom]


def _between(rows: Sequence[TextRow], starts: Sequence[int]) -> list[float]:
    return [(rows[start - 1].bottom + rows[start].top) / 2 for start in starts[1:]]


def _text_table(words: Sequence[Word], rows: Sequence[TextRow], size: float) -> FoundTable | None:
    white = gutters(rows, size)
    inner = edges_between(white)
    if not inner:
        return None
    left = min(run.left for row in rows for run in row.runs)
    right = max(run.right for row in rows for run in row.runs)
    top, bottom = rows[0].top, max(row.bottom for row in rows)
    ys = [top, *_between(rows, row_starts(rows, words, inner, size)), bottom]
    if any(below <= above for above, below in pairwise(ys)):
        return None
    places = Places([left, *inner, right], ys)
    cut = [cut_at(row, words, white, size) for row in rows]
    join_across(places, cut, (), size)
    held = [place for row in rows for run in row.runs for place in run.places]
    columns = columns_of_cut(rows, cut, inner)
    return _found(places, words, held, size, columns, is_ruled=False, has_pillars=False)


def _found(
    places: Places,
    words: Sequence[Word],
    held: Sequence[int],
    size: float,
    columns: Mapping[int, int],
    *,
    is_ruled: bool,
    has_pillars: bool,
) -> FoundTable | None:
    cells = cells_of(places, words, held, size=size, heads=0, columns=columns)
    heads = count_heads(cells, places.rows)
    if heads > 1 and not has_pillars:
        join_heads(places, cells, words, heads)
        cells = cells_of(places, words, held, size=size, heads=heads, columns=columns)
    cells = [replace(cell, is_header=True) if cell.row < heads else cell for cell in cells]
    table = Table(rows=places.rows, columns=places.columns, cells=tuple(cells))
    if not is_table(table, is_ruled=is_ruled, has_pillars=has_pillars):
        return None
    return FoundTable(table, _box(places), _in_order(cells), is_walled=has_pillars)


def _in_order(cells: Sequence[Cell]) -> tuple[int, ...]:
    return tuple(place for cell in cells for place in cell.words)
