"""Tell a result in a few lines: how it went, category, facts, the beginning of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ocr_service.cli.terminal import printable

_TEXT_LINES = 12
_LINE_CHARS = 110
_MOST_FACTS = 12


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
    for warning in result.get("warnings", []):
        yield printable(f"warning   {warning}")
    yield from _excerpt(result["text"])


def _facts(title: str, facts: Mapping[str, Any]) -> Iterator[str]:
    shown = [(name, text) for name, value in facts.items() if (text := _value(value))]
    for name, text in shown[:_MOST_FACTS]:
        yield printable(f"{title:<9} {name}: {text}")[:_LINE_CHARS]
    if len(shown) > _MOST_FACTS:
        yield f"{title:<9} … and {len(shown) - _MOST_FACTS} more"


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
        yield f"text      {line[:_LINE_CHARS]}"
    if len(lines) > _TEXT_LINES:
        yield f"text      … and {_count(len(lines) - _TEXT_LINES, 'line')} more"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
