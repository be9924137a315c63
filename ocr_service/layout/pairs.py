"""Pair a label with its value: behind it in the row, or below it in the same column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ocr_service.layout.layout import Layout
from ocr_service.layout.rows import Row, Segment

ROWS_BELOW = 2


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """Text that follows a label: ``row.text[start:]``. ``is_below``: it stands under the label, not behind it."""

    row: Row
    start: int
    text: str
    label: str
    is_below: bool = False


def labelled_values(layout: Layout, label: re.Pattern[str]) -> Iterator[LabelledValue]:
    """What stands behind each match of ``label``; where nothing does, what stands below its column."""
    for index, row in enumerate(layout.rows):
        for match in label.finditer(row.text):
            text = row.text[match.end() :]
            lead = len(text) - len(text.lstrip(" :.#=-–\t"))
            if text[lead:]:
                yield LabelledValue(row, match.end() + lead, text[lead:], match.group())
            segment = _segment_at(row, match.start())
            if segment is not None and _ends_with(segment, match):
                yield from _below(layout, index, segment, match.group())


def _ends_with(segment: Segment, match: re.Match[str]) -> bool:
    return len(segment.text.split(match.group().strip())[-1].strip(" :.#")) == 0


def _segment_at(row: Row, position: int) -> Segment | None:
    at = 0
    for segment in row.segments:
        if at <= position < at + len(segment.text) + 1:
            return segment
        at += len(segment.text) + 1
    return None


def _below(layout: Layout, index: int, label: Segment, name: str) -> Iterator[LabelledValue]:
    left, right = label.box.left, label.box.left + label.box.width
    for row in layout.rows[index + 1 : index + 1 + ROWS_BELOW]:
        if row.page != label.page:
            return
        at = 0
        for segment in row.segments:
            box = segment.box
            if box.left < right and left < box.left + box.width:
                yield LabelledValue(row, at, segment.text, name, is_below=True)
                return
            at += len(segment.text) + 1
