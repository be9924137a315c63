"""Read the pages of a stored result one by one: lines of JSON, of which one is in memory at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ocr_service.results.facts import Scales
from ocr_service.results.units import scale_of

# What every line begins with, so that a page that is not wanted need not be parsed.
_NUMBER = re.compile(rb'\{"page": ?(\d+)[,}]')


def whole_lines(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines of a file that comes in pieces of any length, those that ended with each piece together; no list is empty."""
    held: list[bytes] = []
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        if ended:
            ended[0] = b"".join([*held, ended[0]])
            held = []
            yield ended
        held.append(rest)
    if last := b"".join(held):
        yield [last]


def number_of(line: bytes) -> int:
    """The number of the page that a line holds."""
    match = _NUMBER.match(line)
    return int(match[1]) if match else int(parsed(line)["page"])


def parsed(line: bytes) -> dict[str, Any]:
    """The stored page that a line holds."""
    page: dict[str, Any] = json.loads(line)
    return page


def scales_of(lines: Iterable[bytes], wanted: Collection[int]) -> Scales:
    """Points in one unit of each wanted page; looks no farther than the last of them."""
    found: dict[int, float] = {}
    if not wanted:
        return found
    for line in lines:
        number = number_of(line)
        if number in wanted:
            found[number] = scale_of(parsed(line))
            if len(found) == len(wanted):
                break
    return found
