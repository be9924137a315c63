"""What the settings say of the local receivers that a notifier serves."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from ocr_service.bootstrap.build import build_receipts
from ocr_service.bootstrap.policies import told_by_settings
from ocr_service.bootstrap.polling.building import environments
from ocr_service.domain.notification import SOURCE_SCHEME
from ocr_service.filing.entry import ANY_FOLDER, lane_of
from ocr_service.filing.journal import Journal
from ocr_service.notifier.served_lanes import ServedLanes
from ocr_service.receipts.receipt import RECEIPTS_LANE
from ocr_service.settings import Settings


def build_served_lanes(settings: Settings) -> ServedLanes:
    """Those of the settings, and those that a file of this machine has to name. Raises ``InvalidSettings``."""
    fixed = [each.id for each in told_by_settings(settings)]
    fixed += [f"{SOURCE_SCHEME}{name}" for name in environments(settings)]
    receipts = build_receipts(settings)

    def of_folder() -> Sequence[str]:
        with closing(Journal(settings.journal_path)) as journal:
            return lane_of(journal.identity), lane_of(ANY_FOLDER)

    def of_receipts() -> Sequence[str]:
        return (RECEIPTS_LANE,) if receipts.is_made() else ()

    return ServedLanes(fixed, [of_receipts, *([of_folder] if settings.watch.dir else [])])
