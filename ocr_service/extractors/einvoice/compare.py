"""Put what an embedded invoice says in the place of what the page says, and name where the two differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from ocr_service.domain.facts import FieldValue, Method
from ocr_service.extractors.einvoice.fields import EXACT

# What the page does not show may be wrong on either side, and a reader sees the page only.
UNSEEN = 0.85
# Two values that contradict each other: a person has to say which holds.
DIFFERENT = 0.6
# Below this the page was as likely misread as it says something else.
READ_WELL = 0.75
# A page that prints its sender as a logo gives some other row for a name.
NAME_READ_WELL = 0.9
AGAINST_THE_PAGE = ", against the page"
"""What the rule of a field ends with whose ``text`` and ``box`` are those of another value on the page."""
_DATES = frozenset({"date", "due_date"})
_AMOUNTS = frozenset({"amount", "net", "tax"})
_NAMES = frozenset({"issuer"})
_SHOWN = 60

Fields = dict[str, "FieldValue | tuple[FieldValue, ...]"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which XML and page say something else."""

    field: str
    xml: str
    page: str

    def sentence(self) -> str:
        """Both values, for a warning."""
        return f"{self.field} (XML {self.xml[:_SHOWN]}, page {self.page[:_SHOWN]})"


def merged(
    exact: Mapping[str, FieldValue | tuple[FieldValue, ...]], seen: Fields
) -> tuple[Fields, tuple[Difference, ...]]:
    """The fields of both, those of the XML first; and where the page contradicts it."""
    fields, differences = dict(seen), []
    for name, value in exact.items():
        page = seen.get(name)
        if not isinstance(value, FieldValue) or not isinstance(page, FieldValue):
            fields[name] = _unseen(value)
            continue
        if is_same(name, value.value, page.value):
            fields[name] = replace(
                page,
                value=value.value,
                confidence=_agreed(name, page),
                method=Method.EMBEDDED,
                rule=value.rule,
            )
            continue
        least = NAME_READ_WELL if name in _NAMES else READ_WELL
        is_contradicted = page.confidence >= least and not _is_other_sum(name, page.value, exact)
        fields[name] = _contradicted(value, page) if is_contradicted else _unseen(value)
        if is_contradicted:
            differences.append(Difference(name, str(value.value), str(page.value)))
    return fields, tuple(differences)


def _contradicted(value: FieldValue, page: FieldValue) -> FieldValue:
    """The XML's value, with what the page says instead, and where."""
    rule = f"{value.rule}{AGAINST_THE_PAGE}"
    return replace(value, confidence=DIFFERENT, text=str(page.value), page=page.page, box=page.box, rule=rule)


def _unseen(value: FieldValue | tuple[FieldValue, ...]) -> FieldValue | tuple[FieldValue, ...]:
    if isinstance(value, tuple):
        return tuple(replace(one, confidence=UNSEEN) for one in value)
    return replace(value, confidence=UNSEEN)


def _agreed(name: str, page: FieldValue) -> float:
    """Both say the same. A date keeps the page's confidence: which of a page's dates is meant is the page's matter."""
    return page.confidence if name in _DATES else EXACT


def _is_other_sum(name: str, page: object, exact: Mapping[str, object]) -> bool:
    """True for the page's amount that is the XML's amount to pay: both are printed, and both are right."""
    payable = exact.get("payable")
    return name == "amount" and isinstance(payable, FieldValue) and is_same("amount", payable.value, page)


def is_same(name: str, one: object, other: object) -> bool:
    """Equal but for marks and blanks; amounts but for the sign of a credit note, names but for an addition."""
    if name in _AMOUNTS:
        try:
            return abs(Decimal(str(one))) == abs(Decimal(str(other)))
        except InvalidOperation:
            return False
    first, second = _folded(one), _folded(other)
    if name in _NAMES and min(len(first), len(second)) >= 4:
        return first in second or second in first
    return first == second


def _folded(value: object) -> str:
    return re.sub(r"[^\w-]|_", "", str(value).casefold())
