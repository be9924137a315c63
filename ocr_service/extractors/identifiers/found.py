"""What a finder of identifiers gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundIdentifier:
    """An identifier in its plain form at ``text[start:end]``; ``is_checked``: its own check digits are right."""

    value: str
    start: int
    end: int
    is_checked: bool = False
