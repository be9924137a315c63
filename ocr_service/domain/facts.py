"""What was understood of a document: values with their evidence, and a category with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ocr_service.domain.page import Box


class Method(StrEnum):
    """What gave a value."""

    RULES = "rules"
    MODEL = "model"
    MEMORY = "memory"
    LLM = "llm"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """One value and where it stands.

    ``value`` is plain JSON (dates ISO-8601, amounts as decimal strings such as ``"12.50"``).
    ``confidence`` is 0-1. ``page`` is 1-based, 0 when the value stands on no page; ``box`` is in
    that page's units; ``text`` is what was read there; ``rule`` names the rule or model.
    """

    value: Any
    confidence: float
    page: int = 0
    box: Box | None = None
    text: str = ""
    method: Method = Method.RULES
    rule: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the result."""
        return {
            "value": self.value,
            "confidence": round(self.confidence, 3),
            "page": self.page or None,
            "box": list(self.box) if self.box else None,
            "text": self.text,
            "method": self.method.value,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What kind of document this is; ``other`` when nothing is sure enough. ``confidence`` is 0-1."""

    name: str = "other"
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    method: Method = Method.RULES

    def to_json(self) -> dict[str, Any]:
        """Plain values for the result."""
        return {
            "name": self.name,
            "confidence": round(self.confidence, 3),
            "reasons": list(self.reasons),
            "method": self.method.value,
        }


CATEGORY = "category"
"""The name under which the right category is kept beside the right values of fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person put right: the value, who said so (as the audit log calls him) and when (ISO-8601 in UTC).

    Both are empty where an earlier release kept the value alone.
    """

    value: str
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person should look: at a ``field`` (its name, empty for the document as a whole), and in words."""

    field: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """Plain values for the result."""
        return {"field": self.field, "reason": self.reason}


Facts = Mapping[str, FieldValue | tuple[FieldValue, ...]]


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Plain values: one object per single value, a list of objects per repeated one."""
    return {
        name: [each.to_json() for each in value] if isinstance(value, tuple) else value.to_json()
        for name, value in facts.items()
    }
