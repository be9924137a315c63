"""Which pages each part of a pile has, by what its pages are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_service.pipeline.dividing.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of the pile that follow one another, both counted, from 1."""

    first: int
    last: int


def parts_of(sheets: Sequence[Sheet]) -> list[Pages]:
    """The parts between separator sheets. These are left out, and so is the blank back of each.

    Empty where there is no sheet, and where there is nothing but sheets.
    """
    if Sheet.SEPARATOR not in sheets:
        return []
    parts, begun = list[Pages](), 0
    for number, sheet in enumerate(sheets, start=1):
        is_back = sheet is Sheet.BLANK and number > 1 and sheets[number - 2] is Sheet.SEPARATOR
        if sheet is Sheet.SEPARATOR:
            if begun:
                parts.append(Pages(begun, number - 1))
            begun = 0
        elif not is_back:
            begun = begun or number
    if begun:
        parts.append(Pages(begun, len(sheets)))
    return parts
