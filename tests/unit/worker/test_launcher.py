"""The launcher against a real fork server whose documents do what their name says."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service import errors
from ocr_service.domain.document import DocumentRequest, Limits, Progress
from ocr_service.worker.launcher import Launcher
from tests.support.processes.spawned_server import spawned_server

TOY = Path(__file__).parents[2] / "support" / "processes" / "toy_fork_server.py"


def request_named(name: str, folder: Path) -> DocumentRequest:
    return DocumentRequest(
        task_id="t", source=folder / name, media_type="image/png", filename=name, output_folder=folder
    )


async def ignore(_: Progress) -> None:
    pass


async def appears(path: Path) -> list[int]:
    while not path.exists() or len(path.read_text().split()) < 2:
        await asyncio.sleep(0.01)
    return [int(pid) for pid in path.read_text().split()]


async def all_gone(pids: list[int]) -> bool:
    for _ in range(500):
        if not any(is_alive(pid) for pid in pids):
            return True
        await asyncio.sleep(0.01)
    return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def make_launcher(*, stall_s: float = 10) -> Launcher:
    return Launcher(spawned_server(TOY), stall_s=stall_s)


@pytest.fixture
async def launcher() -> AsyncIterator[Launcher]:
    launcher = make_launcher()
    await launcher.start()
    yield launcher
    await launcher.stop()


async def test_a_run_gives_its_progress_and_its_head(launcher: Launcher, tmp_path: Path) -> None:
    seen: list[Progress] = []

    async def remember(progress: Progress) -> None:
        seen.append(progress)

    head = await launcher.run(request_named("fine", tmp_path), remember)

    assert launcher.abilities["languages"] == ["eng"]
    assert seen == [Progress(percent=10, message="Loaded")]
    assert head["page_count"] == 3


@pytest.mark.parametrize(
    ("name", "error"),
    [
        pytest.param("corrupt", errors.DocumentCorrupt, id="a named error keeps its class"),
        pytest.param("bulky", errors.DiskLimit, id="a file beyond the run's limit is named"),
        pytest.param("defect", errors.ProcessingError, id="a defect of ours"),
        pytest.param("crash", errors.DocumentCrashed, id="a signal is a crash"),
        pytest.param("long", errors.ResultTooLarge, id="a line of nine million letters is not kept"),
        pytest.param("half", errors.DocumentCrashed, id="a crash in the middle of a line is one, too"),
    ],
)
async def test_a_bad_end_is_raised(
    name: str, error: type[Exception], launcher: Launcher, tmp_path: Path
) -> None:
    with pytest.raises(error) as caught:
        await launcher.run(request_named(name, tmp_path), ignore)

    assert type(caught.value) is error
    assert (await launcher.run(request_named("fine", tmp_path), ignore))["page_count"] == 3


async def test_a_run_that_finds_no_room_for_a_process_leaves_the_others_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRST_FORK_FAILS", "1")
    launcher = make_launcher()
    await launcher.start()

    with pytest.raises(errors.ProcessingError, match="no room"):
        await launcher.run(request_named("fine", tmp_path), ignore)
    assert (await launcher.run(request_named("fine", tmp_path), ignore))["page_count"] == 3
    await launcher.stop()


async def test_a_cancelled_run_leaves_no_process(launcher: Launcher, tmp_path: Path) -> None:
    run = asyncio.create_task(launcher.run(request_named("hang", tmp_path), ignore))
    pids = await appears(tmp_path / "pids")

    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run

    assert await all_gone(pids)


async def test_many_runs_at_once_do_not_mix(launcher: Launcher, tmp_path: Path) -> None:
    names = ["fine", "corrupt", "crash", "slow"] * 5

    outcomes = await asyncio.gather(
        *(launcher.run(request_named(name, tmp_path), ignore) for name in names), return_exceptions=True
    )

    kinds = {"fine": dict, "slow": dict, "corrupt": errors.DocumentCorrupt, "crash": errors.DocumentCrashed}
    assert [type(outcome) for outcome in outcomes] == [kinds[name] for name in names]


async def test_a_silent_run_is_ended(tmp_path: Path) -> None:
    launcher = make_launcher(stall_s=1)
    await launcher.start()

    with pytest.raises(errors.DocumentSilent, match="WORKER_STALL_SECONDS"):
        await launcher.run(request_named("hang", tmp_path), ignore)
    pids = await appears(tmp_path / "pids")
    slow = await launcher.run(request_named("slow", tmp_path), ignore)
    await launcher.stop()

    assert await all_gone(pids)
    assert slow["page_count"] == 3, "an announced large page is given its time"


async def test_a_run_over_its_deadline_is_ended(tmp_path: Path) -> None:
    launcher = make_launcher()
    await launcher.start()
    request = replace(request_named("hang", tmp_path), limits=Limits(run_timeout_s=0.3))

    with pytest.raises(errors.DocumentTimeout):
        await launcher.run(request, ignore)
    await launcher.stop()


@pytest.mark.parametrize("kill", ["server", "worker"])
async def test_nothing_survives_the_end_of_server_or_worker(kill: str, tmp_path: Path) -> None:
    launcher = make_launcher()
    await launcher.start()
    run = asyncio.create_task(launcher.run(request_named("hang", tmp_path), ignore))
    child, _ = await appears(tmp_path / "pids")

    if kill == "server":
        os.kill(launcher.pid, signal.SIGKILL)
        with pytest.raises(errors.ProcessingError):
            await run
    else:
        await launcher.stop()
        with pytest.raises(errors.OcrServiceError):
            await run

    assert await all_gone([child])
    assert await launcher.wait_closed() in (0, -signal.SIGKILL)
    await launcher.stop()
