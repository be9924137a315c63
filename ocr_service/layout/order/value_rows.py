"""Values that stand line by line beside what they are values of: prices, telephone numbers, pages of a list of contents.

Such a column is never read down by itself, however the engine cut it, and its lines are judged together: each alone
looks much like the next column of a text. A column holds values when most of it is digits, or when its lines are set
flush right and begin where they like, as behind dot leaders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import mean

from ocr_service.layout.order.neighbours import Neighbours

# In sizes of the usual type: edges of one column of values, its longest pitch, and how level an entry stands.
_EDGE, _FARTHEST, _LEVEL = 0.6, 4.0, 0.35
# Lines of a column of digits and of one that is flush right; how far the left edges of the latter differ at least.
_LEAST_DIGITS, _LEAST_FLUSH, _RAGGED = 2, 4, 1.5
# Shares: of digits, of lines with an entry beside them, and of lines on the left that go on a sentence.
_DIGITS, _WITH_ENTRY, _GOING_ON = 0.4, 0.8, 0.4
# Words a line: more on the right are no value (fewer where it is no number), more on the left that go on are prose.
_MOST_WORDS, _MOST_FLUSH_WORDS, _PROSE = 4.0, 3.0, 4.0


def value_rows(near: Neighbours) -> dict[int, int]:
    """For each entry or value the value that is read right after it."""
    rows: dict[int, int] = {}
    for column in sorted(_columns_of_values(near), key=lambda column: near.pieces[column[0]].left):
        entries = [_entry(near, place) for place in column]
        known = [entry for entry in entries if entry is not None]
        is_list = len(known) >= _WITH_ENTRY * len(column) and not _is_prose(near, known)
        if is_list and (any(entry in rows.values() for entry in known) or not _are_digits(near, known)):
            rows |= {entry: place for entry, place in zip(entries, column, strict=True) if entry is not None}
    return rows


def cells_in_rows(near: Neighbours, rows: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """What is read right after each entry and value: the further lines of an entry stand before its value."""
    values = set(rows.values())
    for entry, value in rows.items():
        last = entry
        for line in () if entry in values else _further_lines(near, entry, value):
            yield last, line
            last = line
        yield last, value


def _further_lines(near: Neighbours, entry: int, value: int) -> Iterator[int]:
    """Lines close below an entry with nothing beside them that end before the values begin."""
    first, last = near.pieces[entry], entry
    while (below := near.below[last]) is not None:
        line = near.pieces[below]
        is_alone = near.in_row[below] == 1 and line.right < near.pieces[value].left
        if not is_alone or not near.fits(last, below) or abs(line.left - first.left) > _EDGE * near.usual:
            return
        yield below
        last = below


def _columns_of_values(near: Neighbours) -> Iterator[list[int]]:
    """Lines below each other with an edge in common that hold values."""
    is_taken: set[int] = set()
    for start in sorted(range(len(near.pieces)), key=lambda place: near.pieces[place].baseline):
        for edge in ("right", "left"):
            column = [] if start in is_taken else _column(near, start, edge)
            if _holds_values(near, column) and _lines_alone(near, column) < len(column):
                is_taken.update(column)
                yield column


def _column(near: Neighbours, start: int, edge: str) -> list[int]:
    column, reach = [start], _EDGE * near.usual
    while (below := near.below[column[-1]]) is not None:
        last, line = near.pieces[column[-1]], near.pieces[below]
        is_near = line.baseline - last.baseline <= _FARTHEST * near.usual
        if (
            not is_near
            or abs(getattr(line, edge) - getattr(last, edge)) > reach
            or near.before[below] is None
        ):
            break
        column.append(below)
    return column


def _lines_alone(near: Neighbours, column: Sequence[int]) -> int:
    """How many lines go on above and below a column, at one of its edges, with nothing beside them.

    A block that stands by itself, as an address in a letterhead does, has two or three of its lines on a level with other text.
    """
    count = 0
    for end, following in ((column[0], near.above), (column[-1], near.below)) if column else ():
        last = end
        while (line := following[last]) is not None and near.before[line] is None:
            one, other = near.pieces[last], near.pieces[line]
            is_near = abs(other.baseline - one.baseline) <= _FARTHEST * near.usual
            aside = min(abs(other.left - one.left), abs(other.right - one.right))
            if not is_near or aside > _EDGE * near.usual:
                break
            count, last = count + 1, line
    return count


def _holds_values(near: Neighbours, column: Sequence[int]) -> bool:
    if len(column) < _LEAST_DIGITS or near.before[column[0]] is None:
        return False
    lines = [near.pieces[place] for place in column]
    words = mean(len(line.words) for line in lines)
    if _are_digits(near, column):
        return words <= _MOST_WORDS
    if words > _MOST_FLUSH_WORDS or any(line.text.endswith("-") for line in lines):
        return False
    lefts, rights = [line.left for line in lines], [line.right for line in lines]
    is_flush = max(rights) - min(rights) <= 2 * _EDGE * near.usual
    is_ragged = max(lefts) - min(lefts) > _RAGGED * near.usual
    return len(lines) >= _LEAST_FLUSH and is_flush and is_ragged and _stands_apart(near, column)


def _stands_apart(near: Neighbours, column: Sequence[int]) -> bool:
    """True when the white before it is a gutter, not a wide blank within a justified line."""
    entries = (near.before[place] for place in column)
    return all(entry is not None and near.gutters[entry] >= _LEAST_FLUSH for entry in entries)


def _are_digits(near: Neighbours, column: Sequence[int]) -> bool:
    texts = [near.pieces[place] for place in column]
    letters = sum(len(piece.text) for piece in texts)
    return sum(piece.digits * len(piece.text) for piece in texts) >= _DIGITS * letters


def _entry(near: Neighbours, place: int) -> int | None:
    """What stands left of a value on its level."""
    entry = near.before[place]
    if entry is None or abs(near.pieces[entry].baseline - near.pieces[place].baseline) > _LEVEL * near.usual:
        return None
    return entry


def _is_prose(near: Neighbours, lines: Sequence[int]) -> bool:
    pieces = [near.pieces[place] for place in lines]
    going_on = mean(piece.text[0].islower() for piece in pieces)
    return going_on >= _GOING_ON and mean(len(piece.words) for piece in pieces) >= _PROSE
