"""Which pages of a document are wanted: ``1-3,7`` into page numbers."""

from __future__ import annotations

import re

from ocr_service.errors import NoPages

# Longer lists of pages than this are not made for a look.
_FARTHEST = 1_000_000
_PART = re.compile(r"\s*(\d{1,9})?\s*(-)?\s*(\d{1,9})?\s*")


def wanted_pages(pages: str, page_count: int) -> tuple[int, ...]:
    """Page numbers in ascending order, each once. ``3-`` is from 3 to the end, ``-3`` the first three.

    Raises ``NoPages`` when the range has no page of the document, or is none.
    """
    if not pages.strip():
        return tuple(range(1, page_count + 1))
    wanted = {number for part in pages.split(",") for number in _part(part, page_count)}
    if not wanted:
        raise NoPages(f"The document has {page_count} page(s), none of them in `{pages}`. Check `pages`.")
    return tuple(sorted(wanted))


def _part(part: str, page_count: int) -> range:
    match = _PART.fullmatch(part)
    if match is None or not (match[1] or match[3]):
        raise NoPages(f"`{part[:40]}` is no page range. Write it as 1-3,7.")
    first = int(match[1] or 1)
    last = int(match[3] or page_count) if match[2] else first
    return range(max(first, 1), min(last, page_count) + 1)


def last_wanted(pages: str, most: int) -> int:
    """A page number that no wanted page of a document with at most ``most`` of them lies behind, for a look ahead.

    With an open range it is as far behind its beginning; what is no page range counts as none.
    """
    matches = [match for part in pages.split(",") if (match := _PART.fullmatch(part))]
    ends = [
        int(match[3]) if match[3] else int(match[1] or 1) + most * bool(match[2])
        for match in matches
        if match[1] or match[3]
    ]
    return min(max(ends, default=most), _FARTHEST)
