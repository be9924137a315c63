"""A day as callers write it: YYYY-MM-DD, and nothing else that Python or pydantic would take for one."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str) -> date:
    """The day. Raises ``ValueError`` for seconds of an epoch, weeks of a year, and days that there are not."""
    if not _DAY.fullmatch(text):
        raise ValueError("A day is written YYYY-MM-DD.")
    return date.fromisoformat(text)
