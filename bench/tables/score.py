"""How like a found table is to a true one: F1 of its cells, and the similarity of the trees that both make.

The tree is that of PubTabNet's TEDS (Zhong, ShafieiBavani, Jimeno Yepes 2020, arXiv:1911.10683): table, rows, cells with
their spans and text; the similarity is 1 - distance / nodes of the larger tree. The distance between ordered trees is
that of Zhang and Shasha (1989). Written here, so a figure of another program's TEDS may differ in the last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Table = Mapping[str, Any]
_ALIKE = 0.8
_SHIFTS = range(-2, 3)


def plain(text: str) -> str:
    """Text without differences of white space."""
    return "".join(text.split())


def likeness(one: str, other: str) -> float:
    """1 - edit distance / length of the longer."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, letter in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (char != letter))
    return 1 - row[-1] / max(len(one), len(other))


def cells_right(found: Table, true: Table, *, least: float = 1.0) -> int:
    """Cells with text at the same place with the same spans and (nearly) the same text; the whole may be shifted."""
    wanted = {
        (c["row"], c["column"], c["row_span"], c["column_span"]): plain(c["text"]) for c in _filled(true)
    }
    best = 0
    for down in _SHIFTS:
        for across in _SHIFTS:
            right = 0
            for cell in _filled(found):
                key = (cell["row"] + down, cell["column"] + across, cell["row_span"], cell["column_span"])
                text = wanted.get(key)
                right += text is not None and likeness(plain(cell["text"]), text) >= least
            best = max(best, right)
    return best


def _filled(table: Table) -> list[Mapping[str, Any]]:
    return [cell for cell in table["cells"] if plain(cell["text"])]


def page_scores(found: Sequence[Table], true: Sequence[Table], *, is_scan: bool) -> tuple[float, float, int]:
    """Cells' F1 and mean tree similarity of a page, and how many tables were found that are none."""
    least = _ALIKE if is_scan else 1.0
    pairs, free = [], list(found)
    for table in true:
        mate = max(free, key=lambda each: _shared(each, table), default=None)
        if mate is not None and _shared(mate, table):
            free.remove(mate)
            pairs.append((mate, table))
        else:
            pairs.append(({"rows": 0, "columns": 0, "cells": []}, table))
    right = sum(cells_right(mate, table, least=least) for mate, table in pairs)
    total = sum(len(_filled(table)) for table in found) + sum(len(_filled(table)) for table in true)
    trees = [tree_similarity(mate, table) for mate, table in pairs]
    return (2 * right / total if total else 1.0), sum(trees) / max(1, len(true)), len(free)


def _shared(one: Table, other: Table) -> int:
    left, right = (Counter(plain(cell["text"]) for cell in _filled(table)) for table in (one, other))
    return (left & right).total()


class _Tree:
    """Nodes in postorder, the leftmost leaf of each, and the roots from which distances are kept."""

    def __init__(self, table: Table) -> None:
        self.labels: list[tuple[str, int, int, str]] = []
        self.leaves: list[int] = []
        first_of_all = 0
        for row in range(table["rows"]):
            first = len(self.labels)
            for cell in sorted((c for c in table["cells"] if c["row"] == row), key=lambda c: c["column"]):
                self.leaves.append(len(self.labels))
                self.labels.append(("cell", cell["row_span"], cell["column_span"], plain(cell["text"])))
            self.leaves.append(first)
            self.labels.append(("row", 0, 0, ""))
        self.leaves.append(first_of_all)
        self.labels.append(("table", 0, 0, ""))
        last = {leaf: place for place, leaf in enumerate(self.leaves)}
        self.roots = sorted(last.values())


def tree_similarity(found: Table, true: Table) -> float:
    """1 for the same table, 0 for nothing alike."""
    one, other = _Tree(found), _Tree(true)
    return 1 - _distance(one, other) / max(len(one.labels), len(other.labels))


def _cost(one: tuple[str, int, int, str], other: tuple[str, int, int, str]) -> float:
    if one[:3] != other[:3]:
        return 1.0
    return 1 - likeness(one[3], other[3]) if one[3] or other[3] else 0.0


def _distance(one: _Tree, other: _Tree) -> float:
    kept: dict[tuple[int, int], float] = {}
    for i in one.roots:
        for j in other.roots:
            _forest(one, other, i, j, kept)
    return kept[len(one.labels) - 1, len(other.labels) - 1]


def _forest(one: _Tree, other: _Tree, i: int, j: int, kept: dict[tuple[int, int], float]) -> None:
    a, b = one.leaves[i], other.leaves[j]
    rows, columns = i - a + 2, j - b + 2
    cost = [[0.0] * columns for _ in range(rows)]
    for x in range(1, rows):
        cost[x][0] = cost[x - 1][0] + 1
    for y in range(1, columns):
        cost[0][y] = cost[0][y - 1] + 1
    for x in range(1, rows):
        for y in range(1, columns):
            m, n = a + x - 1, b + y - 1
            least = min(cost[x - 1][y], cost[x][y - 1]) + 1
            if one.leaves[m] == a and other.leaves[n] == b:
                cost[x][y] = min(least, cost[x - 1][y - 1] + _cost(one.labels[m], other.labels[n]))
                kept[m, n] = cost[x][y]
            else:
                cost[x][y] = min(least, cost[one.leaves[m] - a][other.leaves[n] - b] + kept[m, n])
