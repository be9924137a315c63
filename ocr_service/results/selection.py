"""What a caller wants of a result: which members, which pages, and what of each page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ocr_service.results import schema_1, schema_2
from ocr_service.results.facts import Scales
from ocr_service.results.pages import PARTS, page_2
from ocr_service.results.schema_1 import head_1, page_1
from ocr_service.results.schema_2 import head_2

VERSIONS = (schema_1.VERSION, schema_2.VERSION)
TEXT, PAGES = "text", "pages"
MEMBERS = (*schema_1.HEAD, "links", TEXT, PAGES)
"""What ``fields=`` may name; ``task_id`` and ``schema_version`` always come."""
_ALWAYS = frozenset({"task_id", "schema_version"})
# Of these, single members can be taken: ``fields.total``.
_OPENED = ("fields", "metadata")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_RANGE = re.compile(r"([1-9][0-9]{0,5})(-([1-9][0-9]{0,5})?)?", re.ASCII)
_MOST_NAMES, _MOST_RANGES = 100, 200
_LAST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """``members`` may hold ``fields.total`` beside ``text``; None stands for all, as in ``pages``."""

    version: int = schema_2.VERSION
    members: frozenset[str] | None = None
    pages: tuple[range, ...] | None = None
    parts: frozenset[str] = frozenset(PARTS)

    @property
    def key(self) -> str:
        """Tells this selection from every other: the same one gives the same bytes."""
        members = "*" if self.members is None else ",".join(sorted(self.members))
        pages = "*" if self.pages is None else ",".join(f"{each.start}-{each.stop}" for each in self.pages)
        return f"{self.version} {members} {pages} {','.join(sorted(self.parts))}"

    def wants(self, member: str) -> bool:
        """True for ``text`` or ``pages`` when they shall come."""
        return self.members is None or member in self.members

    def wants_page(self, number: int) -> bool:
        """True when this page shall come."""
        return self.pages is None or any(number in each for each in self.pages)

    @property
    def last_page(self) -> int:
        """The last page that can be wanted."""
        return _LAST if self.pages is None else max(each.stop - 1 for each in self.pages)

    def head(self, stored: Mapping[str, Any], scales: Scales) -> dict[str, Any]:
        """The head that a caller gets, without ``task_id`` and ``links``."""
        told = head_1(stored) if self.version == schema_1.VERSION else head_2(stored, scales)
        return self.only_wanted(told)

    def page(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """A page that a caller gets."""
        if self.version == schema_1.VERSION:
            told = page_1(stored)
            return {name: value for name, value in told.items() if name not in PARTS or name in self.parts}
        return page_2(stored, self.parts)

    def only_wanted(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Of a head's members those that are wanted, of ``fields`` and ``metadata`` perhaps single ones."""
        if self.members is None:
            return dict(told)
        kept: dict[str, Any] = {}
        for name, value in told.items():
            if name in _ALWAYS or name in self.members:
                kept[name] = value
            elif single := {
                one for one in self.members if one.startswith(f"{name}.") and isinstance(value, Mapping)
            }:
                names = {one.partition(".")[2] for one in single}
                kept[name] = {inner: one for inner, one in value.items() if inner in names}
        return kept


def members_named(text: str) -> frozenset[str]:
    """``text,fields.total`` as names. Raises ``ValueError`` that lists the known ones."""
    names = _names(text)
    for name in names:
        first, dot, second = name.partition(".")
        is_known = first in MEMBERS if not dot else first in _OPENED and _NAME.fullmatch(second)
        if not is_known:
            known = ", ".join(MEMBERS)
            raise ValueError(f"Name some of {known}, or single ones such as fields.total and metadata.title.")
    return names


def parts_named(text: str) -> frozenset[str]:
    """``words,blocks`` as names; ``none`` is no part at all. Raises ``ValueError`` that lists the known ones."""
    names = _names(text)
    if names == {"none"}:
        return frozenset()
    if not names <= set(PARTS):
        raise ValueError(f"Name some of {', '.join(PARTS)}, separated by commas, or none.")
    return names


def pages_named(text: str) -> tuple[range, ...]:
    """``1-3,7`` or ``5-`` as ranges of page numbers. Raises ``ValueError``."""
    parts = text.split(",")
    matches = [match for part in parts[:_MOST_RANGES] if (match := _RANGE.fullmatch(part.strip()))]
    ranges = tuple(range(int(match[1]), _end(match) + 1) for match in matches)
    if len(ranges) != len(parts) or not all(ranges):
        raise ValueError(f"Give page numbers such as 1-3,7 or 5-, at most {_MOST_RANGES} of them.")
    return ranges


def _end(match: re.Match[str]) -> int:
    if not match[2]:
        return int(match[1])
    return int(match[3]) if match[3] else _LAST


def _names(text: str) -> frozenset[str]:
    names = [name.strip() for name in text.split(",")]
    if len(names) > _MOST_NAMES or not all(names):
        raise ValueError(f"Separate 1 to {_MOST_NAMES} names by commas.")
    return frozenset(names)


def known_pages(numbers: Collection[int]) -> str:
    """Page numbers in few words: ``1 to 3``."""
    return f"{min(numbers)} to {max(numbers)}" if len(numbers) > 1 else str(min(numbers))
