"""How long a service that refuses for its limit wants to be left alone."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)s")
_MOST_S = 3_600.0


def retry_wait_s(header: str, body: bytes, *, now: datetime, otherwise_s: float) -> float:
    """Seconds to wait after a 429 or 503: the longer of ``Retry-After`` (seconds or a date) and Google's ``RetryInfo``; at most an hour."""
    told = [wait for wait in (_from_header(header, now), _from_body(body)) if wait is not None]
    return min(_MOST_S, max(0.0, *told)) if told else otherwise_s


def _from_header(header: str, now: datetime) -> float | None:
    if not header:
        return None
    try:
        return float(int(header))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now.timestamp()


def _from_body(body: bytes) -> float | None:
    """``error.details[]`` of type ``google.rpc.RetryInfo`` holds ``retryDelay`` such as ``"34.5s"``."""
    try:
        answer: Any = json.loads(body)
        error = (answer[0] if isinstance(answer, list) else answer)["error"]
        for detail in error["details"]:
            if str(detail.get("@type", "")).endswith("google.rpc.RetryInfo"):
                match = _DURATION.fullmatch(detail["retryDelay"])
                return float(match[1]) if match else None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None
    return None
