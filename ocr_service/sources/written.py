"""What a row gets of an end, column by column, whatever carries it there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocr_service.sources.row import Failure, Read, RowState

NOW = "now"
"""PostgreSQL reads this text as the time of the transaction, also through PostgREST."""


def claimed(worker: str) -> dict[str, Any]:
    """Of a row that somebody takes."""
    return {"worker": worker, "claimed": NOW}


def given_back() -> dict[str, Any]:
    """Of a row that is for anybody again."""
    return {"worker": None, "claimed": None}


def ended(outcome: Read | Failure) -> tuple[RowState, dict[str, Any]]:
    """The state and the values by meaning; what an earlier try left is taken away."""
    if isinstance(outcome, Failure):
        values = {"text": None, "result": None, "code": outcome.code, "detail": _storable(outcome.detail)}
        return RowState.FAILED, {**values, "ended": NOW}
    values = {
        "text": _storable(outcome.text),
        "result": _storable(outcome.result),
        "code": None,
        "detail": None,
    }
    return RowState.DONE, {**values, "ended": NOW}


def _storable(value: Any) -> Any:
    """Without NUL, which PostgreSQL keeps neither in a text nor in JSON."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, Mapping):
        return {_storable(name): _storable(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(each) for each in value]
    return value
