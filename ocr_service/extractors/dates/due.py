"""Choose the day to pay by where a paper names several: that of a reminder, not that of the invoice it reminds of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ocr_service.extractors.dates.ranking import DatedRow


def due_of(dates: Sequence[DatedRow], issued: date | None) -> DatedRow | None:
    """The first day to pay by that is not before the paper's own; failing that, the first."""
    due = [one for one in dates if one.label == "due"]
    ahead = [one for one in due if issued is None or one.found.day >= issued]
    return next(iter(ahead or due), None)
