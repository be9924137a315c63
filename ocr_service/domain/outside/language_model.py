"""Whether there is a language model to ask, and how long."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGE_MODEL = "language_model"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelRules:
    """``is_on`` where the worker has a model to ask; ``wait_s`` is how long a document waits for it."""

    is_on: bool = False
    wait_s: float = 120.0


NO_LANGUAGE_MODEL = LanguageModelRules()
