"""Which hours of the day are for work: a NAS in a bedroom reads by day, or one with cheap current by night."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_SPAN = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class WorkHours:
    """Spans of minutes of the day, of this machine's own time (``TZ``); none: always. One that ends before it begins goes past midnight."""

    spans: tuple[tuple[int, int], ...] = ()

    def is_open(self, now: datetime) -> bool:
        """True when there may be work."""
        minute = now.hour * 60 + now.minute
        return not self.spans or any(_holds(span, minute) for span in self.spans)

    def wait_s(self, now: datetime) -> float:
        """Seconds until work may begin, at most a day; 0 when it may now."""
        if self.is_open(now):
            return 0.0
        start = now.replace(second=0, microsecond=0)
        waits = range(1, _DAY_MIN + 1)
        first = next(wait for wait in waits if self.is_open(start + timedelta(minutes=wait)))
        return (start + timedelta(minutes=first) - now).total_seconds()


def parse_work_hours(text: str) -> WorkHours:
    """The hours in ``07:00-12:00,14:00-22:00``. Raises ``ValueError`` with a sentence."""
    spans = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        found = _SPAN.fullmatch(part)
        if not found:
            raise ValueError(f"{part!r} is no span of hours such as 07:00-22:00")
        hours = [int(each) for each in found.groups()]
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if max(start, end) > _DAY_MIN or start == end:
            raise ValueError(f"{part!r} is no span within a day")
        spans.append((start, end))
    return WorkHours(tuple(spans))


def _holds(span: tuple[int, int], minute: int) -> bool:
    start, end = span
    return start <= minute < end if start < end else minute >= start or minute < end
