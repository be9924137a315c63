"""Which blocks of text are cells of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ocr_service.layout.text_blocks import TextBlock

# In sizes of the smallest type: how far edges or middles of cells below or beside each other may differ.
_COLUMN, _ROW = 0.7, 0.5
_Square = tuple[TextBlock, TextBlock, TextBlock, TextBlock]


def share_height(one: TextBlock, other: TextBlock) -> bool:
    """True when a level line runs through both."""
    return one.top <= other.bottom and other.top <= one.bottom


def share_width(one: TextBlock, other: TextBlock) -> bool:
    """True when a plumb line runs through both."""
    return one.left <= other.right and other.left <= one.right


def grids_of(blocks: Sequence[TextBlock]) -> list[frozenset[TextBlock]]:
    """The tables of a page: squares of four cells that share cells, each in rows and columns."""
    grids: list[frozenset[TextBlock]] = []
    for square in _squares(blocks):
        if _is_aligned(square):
            touched = [grid for grid in grids if not grid.isdisjoint(square)]
            grids = [grid for grid in grids if grid.isdisjoint(square)]
            grids.append(frozenset(square).union(*touched))
    return grids


def _squares(blocks: Sequence[TextBlock]) -> Iterator[_Square]:
    """Each block with the next one on its right, the next one below, and one that closes the square."""
    for block in blocks:
        beside = min(_right_of(block, blocks), key=lambda other: other.left, default=None)
        under = min(_below(block, blocks), key=lambda other: other.top, default=None)
        corner = min(_right_and_below(block, blocks), key=lambda other: (other.top, other.left), default=None)
        if beside and under and corner and _closes(beside, under, corner):
            yield block, beside, under, corner


def _right_of(block: TextBlock, blocks: Sequence[TextBlock]) -> Iterator[TextBlock]:
    return (other for other in blocks if other.left > block.right and share_height(block, other))


def _below(block: TextBlock, blocks: Sequence[TextBlock]) -> Iterator[TextBlock]:
    return (other for other in blocks if other.top > block.bottom and share_width(block, other))


def _right_and_below(block: TextBlock, blocks: Sequence[TextBlock]) -> Iterator[TextBlock]:
    return (other for other in blocks if other.left > block.right and other.top > block.bottom)


def _closes(beside: TextBlock, under: TextBlock, corner: TextBlock) -> bool:
    """True when the corner is in the column of the one and in the row of the other, and in nothing else."""
    if not (share_width(beside, corner) and share_height(under, corner)):
        return False
    is_apart = corner.top > beside.bottom and corner.left > under.right
    return is_apart and not share_width(beside, under) and not share_height(beside, under)


def _is_aligned(square: _Square) -> bool:
    """True when the cells of both rows and of both columns have an edge or the middle in common."""
    first, beside, under, corner = square
    size = min(cell.size for cell in square)
    rows, columns = ((first, beside), (under, corner)), ((first, under), (beside, corner))
    return _agree(rows, _levels, _ROW * size) and _agree(columns, _plumbs, _COLUMN * size)


def _levels(cell: TextBlock) -> tuple[float, float, float]:
    return cell.top, cell.bottom, (cell.top + cell.bottom) / 2


def _plumbs(cell: TextBlock) -> tuple[float, float, float]:
    return cell.left, cell.right, (cell.left + cell.right) / 2


def _agree(
    pairs: Iterable[tuple[TextBlock, TextBlock]],
    places: Callable[[TextBlock], tuple[float, float, float]],
    tolerance: float,
) -> bool:
    """True when one of the three places is the same in each pair."""
    found = [
        [abs(a - b) <= tolerance for a, b in zip(places(one), places(other), strict=True)]
        for one, other in pairs
    ]
    return any(map(all, zip(*found, strict=True)))
