"""Tell a result in a few lines: how it went, category, facts, the beginning of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocr_service.cli.terminal import printable

_TEXT_LINES = 12
_LINE_CHARS = 110
_MOST_FACTS = 12
_MOST_ROWS = 5


def summarize(result: Mapping[str, Any]) -> Iterator[str]:
    """Lines for people."""
    if parts := result.get("parts"):
        yield f"parted    at its separator sheets into {_count(len(parts), 'document')}"
        yield from (
            f"part      {each['task_id']}  pages {each['first_page']} to {each['last_page']}"
            for each in parts
        )
        return
    yield (
        f"{_count(result['page_count'], 'page')}, confidence {result['confidence']:.1f}, "
        f"language {result['language'] or 'unknown'}, {result['processing_time']:.2f} s"
    )
    details = result.get("category_details", {})
    sure = f" ({details['confidence']:.2f})" if "confidence" in details else ""
    yield f"category  {result['category']}{sure}"
    for title in ("fields", "metadata"):
        yield from _facts(title, result.get(title, {}))
    for doubt in result.get("review", []):
        yield printable(f"review    {doubt['field']}: {doubt['reason']}")
    for warning in result.get("warnings", []):
        yield printable(f"warning   {warning}")
    yield from _excerpt(result["text"])


def _facts(title: str, facts: Mapping[str, Any]) -> Iterator[str]:
    shown = [(name, texts) for name, value in facts.items() if (texts := _texts(value))]
    for name, texts in shown[:_MOST_FACTS]:
        for text in texts[:_MOST_ROWS]:
            yield _cut(printable(f"{title:<9} {name}: {text}"))
        if len(texts) > _MOST_ROWS:
            yield f"{title:<9} {name}: … and {len(texts) - _MOST_ROWS} more"
    if len(shown) > _MOST_FACTS:
        yield f"{title:<9} … and {len(shown) - _MOST_FACTS} more"


def _texts(value: object) -> list[str]:
    """A fact's value; of several that have parts each for itself, as an invoice's items."""
    if isinstance(value, list) and any(_has_parts(each) for each in value):
        return [text for text in map(_value, value) if text]
    text = _value(value)
    return [text] if text else []


def _has_parts(fact: object) -> bool:
    return isinstance(fact, Mapping) and isinstance(fact.get("value"), Mapping)


def _cut(line: str) -> str:
    return line if len(line) <= _LINE_CHARS else f"{line[: _LINE_CHARS - 1]}…"


def _value(value: object) -> str:
    """A fact's value, several joined by commas; empty when there is none."""
    if isinstance(value, list):
        return ", ".join(text for text in map(_value, value) if text)
    if isinstance(value, Mapping):
        inner = value.get("value", "")
        if isinstance(inner, Mapping):
            return " ".join(f"{name}={text}" for name, part in inner.items() if (text := _value(part)))
        return _value(inner)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else " ".join(str(value).split())


def _excerpt(text: str) -> Iterator[str]:
    lines = [line.rstrip() for line in printable(text.replace("\f", "\n")).splitlines() if line.strip()]
    for line in lines[:_TEXT_LINES]:
        yield _cut(f"text      {line}")
    if len(lines) > _TEXT_LINES:
        yield f"text      … and {_count(len(lines) - _TEXT_LINES, 'line')} more"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
