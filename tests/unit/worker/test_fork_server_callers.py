"""Callers who share a fork server: one place, whoever connects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ocr_service import errors
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.server_process import ServerConnection
from tests.support.processes.spawned_server import spawned_server
from tests.unit.worker.test_launcher import TOY, all_gone, appears, ignore, is_alive, request_named

SHORT_S = 0.2


@pytest.fixture
async def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Launcher]:
    monkeypatch.setenv("LISTEN", str(tmp_path / "documents"))
    owner = Launcher(spawned_server(TOY), stall_s=10)
    await owner.start()
    yield owner
    await owner.stop()


async def caller_at(folder: Path, *, start_s: float | None = None) -> Launcher:
    caller = Launcher(ServerConnection.opened(folder / "documents"), stall_s=10, start_s=start_s)
    try:
        await caller.start()
    except errors.ProcessLost:
        await caller.stop()
        raise
    return caller


async def test_a_caller_has_its_documents_read_beside_the_worker(owner: Launcher, tmp_path: Path) -> None:
    caller = await caller_at(tmp_path)

    heads = [await each.run(request_named("fine", tmp_path), ignore) for each in (owner, caller)]
    await caller.stop()

    assert [head["page_count"] for head in heads] == [3, 3]
    assert caller.abilities == owner.abilities


async def test_who_finds_no_place_is_greeted_when_the_one_before_has_left(
    owner: Launcher, tmp_path: Path
) -> None:
    first = await caller_at(tmp_path)
    with pytest.raises(errors.ProcessLost):
        await caller_at(tmp_path, start_s=SHORT_S)
    waiting = asyncio.ensure_future(caller_at(tmp_path))

    await first.stop()
    second = await waiting

    assert (await second.run(request_named("fine", tmp_path), ignore))["page_count"] == 3
    await second.stop()


async def test_a_caller_that_is_gone_takes_its_document_along(owner: Launcher, tmp_path: Path) -> None:
    control = ServerConnection.opened(tmp_path / "documents")
    caller = Launcher(control, stall_s=10)
    await caller.start()
    running = asyncio.ensure_future(caller.run(request_named("hang", tmp_path), ignore))
    pids = await appears(tmp_path / "pids")

    control.end()

    assert await all_gone(pids)
    with pytest.raises(errors.DocumentCrashed):
        await running
    # The place is free again.
    await (await caller_at(tmp_path)).stop()


async def test_a_caller_cannot_end_what_another_ordered_under_the_same_number(
    owner: Launcher, tmp_path: Path
) -> None:
    running = asyncio.ensure_future(owner.run(request_named("hang", tmp_path), ignore))
    pids = await appears(tmp_path / "pids")

    caller = await caller_at(tmp_path)
    await caller.run(request_named("fine", tmp_path), ignore)
    await caller.stop()

    assert all(is_alive(pid) for pid in pids)
    running.cancel()
    assert await all_gone(pids)


async def test_no_server_at_the_address_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.ProcessLost):
        ServerConnection.opened(tmp_path / "documents")
