"""A watched folder as people use it: whole folders moved in, files that are none, a share that goes away."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from ocr_service.domain.notification import NotificationState
from tests.support.fleet import Fleet
from tests.support.folders.watched_folder import WatchedFolder, texts
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.toy_documents import text_of

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


async def test_what_is_moved_in_is_read_and_what_is_no_document_is_explained(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        watched = WatchedFolder(fleet, WATCH_OUTPUTS="text")
        (beside := fleet.folder / "scans-beside").mkdir()
        try:
            watched.start()
            contents = [watched.scan("first.pdf")]
            await watched.until("documents", 1)
            contents += [watched.scan(f"../scans-beside/stack/{number}.pdf") for number in range(3)]
            (beside / "stack").rename(watched.scans / "stack")
            watched.scan("letter.docx", b"PK\x03\x04 no document that is read here")
            (watched.scans / "link.pdf").symlink_to("/etc/passwd")
            await watched.until("documents", 4)
            await watched.until("scans/done", 4)
            await watched.until("scans/failed", 2)
        finally:
            watched.stop()

    assert texts(watched) == Counter(map(text_of, contents))
    assert watched.files("scans/done") == ["first.pdf", "stack/0.pdf", "stack/1.pdf", "stack/2.pdf"]
    assert "UNSUPPORTED_MEDIA_TYPE" in (watched.scans / "failed/letter.docx.why.txt").read_text()
    assert (watched.scans / "link.pdf").is_symlink()


async def test_a_share_that_goes_away_loses_nothing(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        watched = WatchedFolder(fleet, WATCH_OUTPUTS="text", WATCH_EVENTS="off")
        away = fleet.folder / "away"
        try:
            watched.start()
            contents = [watched.scan("first.pdf")]
            await watched.until("documents", 1)
            watched.documents.rename(away)
            contents.append(watched.scan("second.pdf"))
            await watched.until_said("notifier", "Watched folder away")
            away.rename(watched.documents)
            await _send_now(fleet)
            await watched.until("scans/done", 2)
        finally:
            watched.stop()

    assert texts(watched) == Counter(map(text_of, contents))
    assert watched.files("scans") == ["done/first.pdf", "done/second.pdf"]


async def _send_now(fleet: Fleet) -> None:
    """Let what would be tried again in half a minute be due."""
    async with asyncio.timeout(PATIENCE_S):
        while not await _sent(fleet):
            await asyncio.sleep(0.05)


async def _sent(fleet: Fleet) -> bool:
    page = await fleet.queue.notifications(NotificationState.WAITING)
    ready = [each for each in page.notifications if each.state is NotificationState.WAITING and each.attempts]
    return bool(ready) and all([await fleet.queue.replay_notification(each.id) for each in ready])
