"""Which tasks have ended without anybody being about to tell it: their notification was dropped, or Redis forgot them."""

from __future__ import annotations

from ocr_service.domain.delivery.outbox import Outbox
from ocr_service.domain.notification import UPLOAD_SUBSCRIPTION, NotificationState
from ocr_service.domain.task import Task

_PAGE = 1_000


async def waiting_in_outbox(outbox: Outbox) -> set[str]:
    """Tasks whose end waits to be told to whom their upload named. Raises ``BackendUnavailable``."""
    found, cursor = set[str](), ""
    while True:
        page = await outbox.notifications(
            NotificationState.WAITING, subscription=UPLOAD_SUBSCRIPTION, limit=_PAGE, cursor=cursor
        )
        found |= {each.event.task_id for each in page.notifications}
        cursor = page.cursor
        if not cursor:
            return found


def is_untold(task: Task | None, waiting: set[str]) -> bool:
    """True for a task that is gone, or has ended and waits no more. One look may fall between end and entry: look twice."""
    return task is None or (task.status.is_final and task.id not in waiting)
