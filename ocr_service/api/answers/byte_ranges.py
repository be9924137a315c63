"""Which bytes does a ``Range`` header ask for? RFC 9110, section 14."""

from __future__ import annotations

import re

from ocr_service.errors import RangeNotSatisfiable

Span = tuple[int, int]
"""First byte and the byte after the last."""

MOST_RANGES = 100
_RANGE = re.compile(r"(\d{0,18})-(\d{0,18})")


def wanted_spans(header: str, size: int) -> list[Span]:
    """The spans in the order of the file, those that meet joined; empty when the whole file is to be sent.

    What is no range of bytes is ignored, as the RFC wants of other units and allows of the rest.
    Raises ``RangeNotSatisfiable`` when nothing of the file was asked for.
    """
    unit, _, asked = header.partition("=")
    parts = [part.strip() for part in asked.split(",") if part.strip()]
    if unit.strip().lower() != "bytes" or not 0 < len(parts) <= MOST_RANGES:
        return []
    spans = []
    for part in parts:
        match = _RANGE.fullmatch(part)
        if match is None or not (match[1] or match[2]):
            return []
        first, last = match[1], match[2]
        if first and last and int(last) < int(first):
            return []
        start = int(first) if first else max(0, size - int(last))
        spans.append((start, min(int(last) + 1, size) if first and last else size))
    satisfiable = sorted((start, stop) for start, stop in spans if start < size)
    if not satisfiable:
        raise RangeNotSatisfiable
    return _joined(satisfiable)


def _joined(spans: list[Span]) -> list[Span]:
    joined = [spans[0]]
    for start, stop in spans[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined
