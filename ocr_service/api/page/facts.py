"""Show what was found in a document as rows: one for each value, with where it stands and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ocr_service.api.access.auth import NOBODY_NAMED
from ocr_service.api.page.words.spoken import Words
from ocr_service.results.facts import MARK

_TABLES = ("line_items", "taxes")
_INNINGS, _OF_INNINGS = "innings", ("batting", "bowling")
_FOR_PROGRAMS = "cricsheet"
_STATISTICS = frozenset({"languages", "word_count"})
_LANGUAGES, _CURRENCY, _UNKNOWN = "languages", "currency", "unknown"
_MAIN = ("date", "amount", "number", "text", "name")
"""What a value of several members is about; the others say more of it."""
_MOST_ROWS = 200
_CHARS = 300
_EMBEDDED, _AGAINST_THE_PAGE = "embedded", ", against the page"
"""As docs/result-schema.md says of `method` and `rule`."""


class Xml(StrEnum):
    """Whether a value comes from an invoice's XML, and what the page says of it."""

    NONE = ""
    SAME = "same"
    UNSEEN = "unseen"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """``id`` is the anchor of its box on the page; ``percent`` is its confidence.

    ``name`` is the field's; ``value`` what was read, ``corrected`` what ``by`` says it is.
    ``is_single`` tells what the document says once (its date) from lists of all that is printed. ``printed`` is what
    the page says beside the XML.
    """

    id: str
    name: str
    label: str
    value: str
    percent: int
    page: int | None
    box: tuple[float, ...] | None
    rule: str
    reason: str
    is_single: bool
    xml: Xml = Xml.NONE
    printed: str = ""
    corrected: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts of several members, such as line items, each a row."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def fact_rows(fields: Mapping[str, Any], review: Sequence[Mapping[str, str]], words: Words) -> list[FactRow]:
    """Rows of the ``fields`` of a result (schema 2); ``review`` says which to look at."""
    reasons = {each["field"]: each["reason"] for each in review}
    return [
        _row(name, number, fact, reasons.get(name, ""), words, is_single=_is_single(name, found))
        for name, found in fields.items()
        if name not in (*_TABLES, _INNINGS, _FOR_PROGRAMS)
        for number, fact in enumerate(_listed(found)[:_MOST_ROWS])
    ]


def fact_tables(fields: Mapping[str, Any], words: Words) -> list[FactTable]:
    """What is better read as a table."""
    found = [
        (words.known("field", name), [fact["value"] for fact in _listed(fields.get(name, []))])
        for name in _TABLES
    ]
    found += [
        (f"{words.known('field', part)}: {fact['value'].get('team', '')}", fact["value"].get(part, []))
        for fact in _listed(fields.get(_INNINGS, []))
        for part in _OF_INNINGS
    ]
    return [_table(label, rows, words) for label, rows in found if rows]


def _listed(found: Any) -> list[Mapping[str, Any]]:
    facts = found if isinstance(found, list) else [found]
    return [fact for fact in facts if isinstance(fact, Mapping) and "value" in fact]


def _is_single(name: str, found: Any) -> bool:
    """Lists, numbers of words and values of several members are what is printed, and nothing to put right."""
    return (
        isinstance(found, Mapping) and name not in _STATISTICS and not isinstance(found.get("value"), Mapping)
    )


def _row(
    name: str, number: int, fact: Mapping[str, Any], reason: str, words: Words, *, is_single: bool
) -> FactRow:
    mark = fact.get(MARK)
    read = mark["read"] if mark else fact["value"]
    return FactRow(
        id=f"fact-{name}-{number}",
        name=name,
        label=words.known("field", name),
        value="" if read is None else _told(name, read, words),
        corrected=_told(name, fact["value"], words) if mark and read != fact["value"] else "",
        by=mark["by"] if mark and mark["by"] != NOBODY_NAMED else "",
        percent=round(100 * float(fact.get("confidence") or 0)),
        page=fact.get("page"),
        box=tuple(fact["box"]) if fact.get("box") else None,
        rule=str(fact.get("rule") or fact.get("method") or ""),
        reason=reason,
        is_single=is_single,
        xml=_xml(fact),
        printed=str(fact.get("text") or "")[:_CHARS] if fact.get("box") else "",
    )


def _xml(fact: Mapping[str, Any]) -> Xml:
    rule = str(fact.get("rule") or "")
    if fact.get("method") != _EMBEDDED or ".xml" not in rule.lower():
        return Xml.NONE
    if rule.endswith(_AGAINST_THE_PAGE):
        return Xml.OTHER
    return Xml.SAME if fact.get("box") else Xml.UNSEEN


def _told(name: str, value: Any, words: Words) -> str:
    """A value as a person says it: ``238.00 EUR (total)``, not by the names that its members have for programs."""
    if name == _LANGUAGES:
        return words.known("language", _text(value))
    main = next((member for member in _MAIN if member in value), "") if isinstance(value, Mapping) else ""
    if not main:
        return _text(value)[:_CHARS]
    rest = [_text(each) for member, each in _filled(value) if member not in (main, _CURRENCY)]
    notes = ", ".join(words.known("note", each) for each in rest if each != _UNKNOWN)
    told = f"{_text(value[main])} {value.get(_CURRENCY) or ''}".rstrip()
    return f"{told} ({notes})"[:_CHARS] if notes else told[:_CHARS]


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(each)}" for name, each in _filled(value))
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    return str(value)


def _filled(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, each) for name, each in value.items() if each not in (None, "", [], {}))


def _table(label: str, rows: Sequence[Any], words: Words) -> FactTable:
    known = [dict(_filled(row)) for row in rows if isinstance(row, Mapping)][:_MOST_ROWS]
    columns = tuple(dict.fromkeys(column for row in known for column in row))
    return FactTable(
        label,
        tuple(words.known("field", column) for column in columns),
        tuple(tuple(_text(row.get(column, "")) for column in columns) for row in known),
    )
