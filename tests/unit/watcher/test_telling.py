"""A running watcher says how it goes; one that does not run says nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ocr_service.watcher.telling import ask, tell


async def test_whoever_asks_is_told_while_it_runs(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    server = await tell(journal, lambda: {"taken": 3})

    told = await asyncio.to_thread(ask, journal)
    server.close()
    await server.wait_closed()

    assert told == {"taken": 3}
    assert ask(journal) is None
