"""Read documents here and now, several at once, as a worker reads them, with bars of progress."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr_service.bootstrap.fork_server import fork_server
from ocr_service.bootstrap.sizing import document_limits, stall_s
from ocr_service.cli.documents import Document, head_of
from ocr_service.cli.result_files import ResultFiles
from ocr_service.cli.result_names import ResultNames
from ocr_service.cli.terminal import ProgressBars, printable
from ocr_service.domain.document import DocumentRequest, Limits, Progress
from ocr_service.domain.task import TaskOptions, new_task_id
from ocr_service.errors import EmptyFile, OcrServiceError
from ocr_service.intake.media_type import media_type_of
from ocr_service.results import schema_2
from ocr_service.results.selection import Selection
from ocr_service.settings import Settings
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.server_process import ServerProcess


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRun:
    """One file, how it is to be read, and where its results go."""

    name: str
    source: Path
    results: ResultFiles
    options: TaskOptions
    limits: Limits
    password: str | None
    names_results: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a file ended: in few words, an error's sentence or none, and what the result warns of."""

    ended: str
    error: str = ""
    warnings: tuple[str, ...] = ()


def process_files(
    documents: Sequence[Document],
    targets: Sequence[ResultNames],
    *,
    options: TaskOptions,
    password: str | None,
    at_once: int,
    settings: Settings,
    schema: int = schema_2.VERSION,
    names_results: bool = True,
) -> int:
    """Read all documents; returns 0 when all worked, else 1. Results are told in ``schema``.

    Says on standard error how each ended, and with ``names_results`` where its results lie.
    """
    runs = [
        FileRun(
            name=document.name,
            source=document.path,
            results=ResultFiles(names=names, selection=Selection(version=schema)),
            options=options,
            limits=document_limits(settings),
            password=password,
            names_results=names_results,
        )
        for document, names in zip(documents, targets, strict=True)
    ]
    server = fork_server(settings)
    outcomes = _ending_like_an_interrupt(runs, server, stall_s=stall_s(settings), at_once=at_once)
    for run, outcome in zip(runs, outcomes, strict=True):
        for sentence in (*outcome.warnings, outcome.error):
            if sentence:
                print(f"ocr-service: {printable(f'{run.name}: {sentence}')}", file=sys.stderr)
    read = sum(not outcome.error for outcome in outcomes)
    if len(runs) > 1:
        print(f"{read} of {len(runs)} files read", file=sys.stderr)
    return 0 if read == len(runs) else 1


def _ending_like_an_interrupt(
    runs: Sequence[FileRun], server: ServerProcess, *, stall_s: float, at_once: int
) -> list[Outcome]:
    """SIGTERM ends it as Ctrl-C does: no document's process is left, and nothing of their work."""

    async def read_all() -> list[Outcome]:
        reading = asyncio.current_task()
        assert reading is not None  # noqa: S101 - a coroutine runs in a task
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, reading.cancel)
        return await _read_all(runs, Launcher(server, stall_s=stall_s), at_once)

    try:
        return asyncio.run(read_all())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _read_all(runs: Sequence[FileRun], launcher: Launcher, at_once: int) -> list[Outcome]:
    """An outcome per file, in the order of the files."""
    bars, places = ProgressBars([run.name for run in runs]), asyncio.Semaphore(at_once)

    async def read(run: FileRun) -> Outcome:
        async with places:
            outcome = await _read(run, launcher, bars)
        bars.finish(run.name, outcome.ended)
        return outcome

    try:
        await launcher.start()
        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(read(run)) for run in runs]
    finally:
        await launcher.stop()
    return [task.result() for task in reading]


async def _read(run: FileRun, launcher: Launcher, bars: ProgressBars) -> Outcome:
    async def show(progress: Progress) -> None:
        bars.show(run.name, progress.percent, progress.message)

    parent = run.results.names.target.parent
    folder = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".ocr-", dir=parent))
        head = await launcher.run(_request(run, folder), show)
        run.results.publish(folder, head, run.options.outputs)
    except OcrServiceError as error:
        return Outcome(ended=f"failed ({error.code})", error=error.detail)
    except OSError as error:
        return Outcome(ended="failed (FILE_ERROR)", error=f"{error.strerror}: {error.filename}")
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
    where = f": {run.results.names.target}.*" if run.names_results else ""
    return Outcome(ended=f"Completed{where}", warnings=_warnings(head))


def _warnings(head: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(head.get("warnings", ()))


def _request(run: FileRun, folder: Path) -> DocumentRequest:
    head = head_of(run.source)
    if not head:
        raise EmptyFile
    return DocumentRequest(
        task_id=new_task_id(),
        source=run.source.resolve(),
        media_type=media_type_of(head),
        filename=run.source.name,
        output_folder=folder.resolve(),
        options=run.options,
        limits=run.limits,
        password=run.password,
    )
