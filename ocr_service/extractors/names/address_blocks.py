"""Find blocks of a name and an address: short rows one below the other, the last with postcode and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_service.layout.rows import Row, Segment

_POSTCODE_PLACE = re.compile(
    r"^(?:[A-Z]{1,2}[- ])?\d{4,5}\s+[A-ZÄÖÜÉ][^\d]{2,40}$|^[A-Z][A-Za-z .'\-]+,? [A-Z]{2},? \d{5}(?:-\d{4})?$|^.{2,30}\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$|^\d{4} [A-Z]{2} \S.*$"
)
_NOT_A_NAME = re.compile(
    r"[:@]|\d{3}|,$|^(?:tel|fax|herrn|frau|mr|mrs|ms|firma|monsieur|madame|attn)\.?$", re.IGNORECASE
)
MOST_ROWS = 6


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """The block's name, its rows from name to place, the words above it, and its left edge."""

    name: str
    rows: tuple[Row, ...]
    label: str
    left: float


def address_blocks(rows: Sequence[Row]) -> list[AddressBlock]:
    """Blocks from top to bottom."""
    found = []
    for index, row in enumerate(rows):
        for segment in row.segments:
            if _POSTCODE_PLACE.match(segment.text.strip()):
                block = _block(rows, index, segment)
                if block is not None:
                    found.append(block)
    return found


def _block(rows: Sequence[Row], index: int, place: Segment) -> AddressBlock | None:
    above: list[tuple[Row, Segment]] = [(rows[index], place)]
    for row in reversed(rows[max(0, index - MOST_ROWS) : index]):
        segment = next(
            (one for one in row.segments if abs(one.box.left - place.box.left) < 2 * place.box.height), None
        )
        gap = above[-1][0].box.top - row.box.top
        if segment is None:
            if gap > 2.5 * place.box.height:
                break
            continue
        if gap > 3 * place.box.height or _POSTCODE_PLACE.match(segment.text):
            break
        above.append((row, segment))
    above.reverse()
    named = next(
        (i for i, (_, one) in enumerate(above[:-1]) if not _NOT_A_NAME.search(one.text.strip())), None
    )
    if named is None or len(above) - named < 2:
        return None
    label = (
        above[named - 1][1].text
        if named
        else (rows[above[0][0].number - 1].text if above[0][0].number > 0 else "")
    )
    return AddressBlock(
        above[named][1].text.strip(), tuple(row for row, _ in above[named:]), label, place.box.left
    )
