"""Read texts, amounts and days at paths of local names below an element, whatever prefixes the file has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

_DECIMAL = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,10})?")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Node:
    """An element. Paths are local names with slashes; of several paths the first that holds something counts."""

    element: Element

    @property
    def name(self) -> str:
        """The local name."""
        return self.element.tag.rsplit("}", 1)[-1]

    @property
    def namespace(self) -> str:
        """The namespace, empty without one."""
        return self.element.tag[1:].rsplit("}", 1)[0] if self.element.tag.startswith("{") else ""

    def all(self, *paths: str) -> list[Node]:
        """Every element at the paths, in order."""
        return [Node(found) for path in paths for found in self._at(path)]

    def _at(self, path: str) -> Iterable[Element]:
        return [self.element] if path == "." else self.element.iterfind(_pattern(path))

    def first(self, *paths: str) -> Node | None:
        """The first element at one of the paths."""
        return next(iter(self.all(*paths)), None)

    def texts(self, *paths: str) -> Iterator[str]:
        """The texts at the paths that are not empty, blanks folded."""
        for node in self.all(*paths):
            if text := " ".join((node.element.text or "").split()):
                yield text

    def text(self, *paths: str) -> str:
        """The first text, empty without one."""
        return next(self.texts(*paths), "")

    def attribute(self, name: str) -> str:
        """An attribute's value, empty without it."""
        return self.element.get(name, "").strip()

    def amount(self, *paths: str) -> Decimal | None:
        """The first number (xs:decimal); None for anything else."""
        return decimal_of(self.text(*paths))

    def day(self, *paths: str) -> str:
        """The first day as ISO 8601, from ``20240312`` (UNTDID 2379: 102) or ``2024-03-12``; empty for any other form."""
        return next((day for text in self.texts(*paths) if (day := day_of(text))), "")


def decimal_of(text: str) -> Decimal | None:
    """The number, None where it is none or has more than 15 digits before the point."""
    try:
        return Decimal(text) if _DECIMAL.fullmatch(text) else None
    except InvalidOperation:
        return None


def day_of(text: str) -> str:
    """The day that a text begins with, empty without one."""
    found = _DAY.match(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _pattern(path: str) -> str:
    return "/".join("{*}" + name for name in path.split("/"))
