"""Run the pipeline over files, several at once, each in a process of its own, with bars of progress."""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr_service.bootstrap.build import document_limits
from ocr_service.bootstrap.pipeline import build_parts
from ocr_service.bootstrap.sizing import size_here
from ocr_service.cli.terminal import ProgressBars, printable
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, DocumentRequest, Limits, Progress
from ocr_service.domain.status import Output
from ocr_service.domain.task import TaskOptions, new_task_id
from ocr_service.errors import DocumentCrashed, EmptyFile, OcrServiceError, ValidationFailed
from ocr_service.intake.media_type import LONGEST_HEAD_BYTES, media_type_of
from ocr_service.pipeline.limits.resource_limits import keeps_engine
from ocr_service.pipeline.parts import PipelineParts
from ocr_service.pipeline.run import run_document
from ocr_service.settings import Settings

_LAST_WORD_S = 5.0
_ENDING = (signal.SIGINT, signal.SIGTERM)
_FORK = multiprocessing.get_context("fork")
_SUFFIXES = {
    "hocr": ".hocr",
    "alto": ".alto.xml",
    "tsv": ".tsv",
    "markdown": ".md",
    "pdf": ".pdf",
    "pdfa": ".pdfa.pdf",
    "images": "-pages",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRun:
    """One file and where its results go: ``target`` plus a suffix per output; ``sources`` are all files given."""

    name: str
    source: Path
    target: Path
    sources: frozenset[Path]
    options: TaskOptions
    limits: Limits
    password: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a file ended: an error's sentence, or none; and what the result warns of."""

    name: str
    error: str
    warnings: tuple[str, ...]


def process_files(
    files: Sequence[Path],
    *,
    options: TaskOptions,
    output_dir: Path,
    password: str | None,
    at_once: int,
    settings: Settings,
) -> int:
    """Read all files; returns 0 when all worked, else 1. Says on standard error how each ended."""
    _make_folder(output_dir)
    parts = build_parts(
        slots=size_here(settings).page_slots,
        languages=settings.ocr.tesseract_languages,
        memory_folder=settings.memory_dir,
        keeps_engines=keeps_engine(document_limits(settings)),
    )
    sources = frozenset(file.resolve() for file in files)
    runs = [
        FileRun(
            name=name,
            source=file,
            target=target,
            sources=sources,
            options=options,
            limits=document_limits(settings),
            password=password,
        )
        for (name, target), file in zip(_targets(files, output_dir), files, strict=True)
    ]
    bars = ProgressBars([run.name for run in runs])
    with _ending_like_an_interrupt():
        try:
            outcomes = list(_run_all(runs, parts, at_once, bars))
        finally:
            parts.rest()
    for outcome in outcomes:
        for sentence in (*outcome.warnings, outcome.error):
            if sentence:
                print(f"ocr-service: {printable(f'{outcome.name}: {sentence}')}", file=sys.stderr)
    read = sum(not outcome.error for outcome in outcomes)
    if len(runs) > 1:
        print(f"{read} of {len(runs)} files read", file=sys.stderr)
    return 0 if read == len(runs) else 1


def _make_folder(folder: Path) -> None:
    """Raises ``ValidationFailed`` when results cannot be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ValidationFailed(f"`--output-dir {folder}` cannot be written to: {error.strerror}.") from error


def _targets(files: Sequence[Path], folder: Path) -> Iterator[tuple[str, Path]]:
    """A name to show and a path without suffix for each file; equal names are numbered."""
    taken: dict[str, int] = {}
    for file in files:
        count = taken[file.stem] = taken.get(file.stem, 0) + 1
        number = f"-{count}" if count > 1 else ""
        yield f"{file.name}{number}", folder / f"{file.stem}{number}"


def _run_all(
    runs: Sequence[FileRun], parts: PipelineParts, at_once: int, bars: ProgressBars
) -> Iterator[Outcome]:
    """Start children as places become free, show what they report; an outcome per file.

    When this is interrupted, the children and their programs end, and nothing of their work is left.
    """
    waiting = list(reversed(runs))
    running: dict[Any, Child] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                parts.warm()
                with _holding_signals():
                    child = Child.start(waiting.pop(), parts)
                    running[child.receiver] = child
            for ready in multiprocessing.connection.wait(list(running)):
                child = running[ready]
                said = _received(ready)
                if "percent" in said:
                    bars.show(child.run.name, said["percent"], said["message"])
                    continue
                child.end(patience_s=_LAST_WORD_S)
                del running[ready]
                bars.finish(child.run.name, said["ended"])
                yield Outcome(
                    name=child.run.name, error=said.get("error", ""), warnings=tuple(said.get("warnings", ()))
                )
    finally:
        for child in running.values():
            child.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process that reads one file, the folder it works in, and where it reports."""

    run: FileRun
    process: Any
    receiver: Any
    folder: Path

    @classmethod
    def start(cls, run: FileRun, parts: PipelineParts) -> Child:
        """Begin to read a file, in a group of processes of its own: Ctrl-C reaches this process alone."""
        receiver, sender = _FORK.Pipe(duplex=False)
        folder = Path(tempfile.mkdtemp(prefix=".ocr-", dir=run.target.parent))
        process = _FORK.Process(target=_be_child, args=(run, folder, parts, sender), daemon=True)
        process.start()
        # The child does the same: who comes first does not matter.
        with suppress(OSError):
            os.setpgid(process.pid or 0, process.pid or 0)
        sender.close()
        return cls(run=run, process=process, receiver=receiver, folder=folder)

    def end(self, *, patience_s: float = 0) -> None:
        """End the child and every program it started, after ``patience_s`` to end by itself; remove its folder."""
        self.process.join(patience_s)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()
        self.receiver.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def _holding_signals() -> Iterator[None]:
    """Let what would end this process wait until the block is done, so that no child is forgotten."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


@contextmanager
def _ending_like_an_interrupt() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that nothing is left behind."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _received(receiver: Any) -> Mapping[str, Any]:
    try:
        said: Mapping[str, Any] = receiver.recv()
    except EOFError:
        return {
            "ended": f"failed ({DocumentCrashed.code})",
            "error": "The document ended the process that read it.",
        }
    return said


def _be_child(run: FileRun, folder: Path, parts: PipelineParts, sender: Any) -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def report(progress: Progress) -> None:
        sender.send({"percent": progress.percent, "message": progress.message})

    try:
        warnings = _process(run, folder, parts, report)
    except OcrServiceError as error:
        sender.send({"ended": f"failed ({error.code})", "error": error.detail})
    except IsADirectoryError:
        sender.send(
            {"ended": "failed (FILE_ERROR)", "error": f"This is a folder. Name its files: {run.source}/*"}
        )
    except OSError as error:
        sender.send({"ended": "failed (FILE_ERROR)", "error": f"{error.strerror}: {error.filename}"})
    else:
        sender.send({"ended": f"Completed: {run.target}.*", "warnings": warnings})


def _process(run: FileRun, folder: Path, parts: PipelineParts, report: Any) -> Sequence[str]:
    """Read the file and put its results in their place; returns what the result warns of."""
    with run.source.open("rb") as file:
        head = file.read(LONGEST_HEAD_BYTES)
    if not head:
        raise EmptyFile
    request = DocumentRequest(
        task_id=new_task_id(),
        source=run.source.resolve(),
        media_type=media_type_of(head),
        filename=run.source.name,
        output_folder=folder,
        options=run.options,
        limits=run.limits,
        password=run.password,
    )
    result = run_document(request, parts, report)
    _publish(run, folder, result.to_json(), result.outputs)
    return result.warnings


def _publish(run: FileRun, folder: Path, head: Mapping[str, Any], outputs: Mapping[str, str]) -> None:
    """Move what was asked for beside each other, named after the document."""
    wanted = run.options.outputs
    targets = {output: _suffixed(run, _SUFFIXES[output]) for output in outputs if output in _SUFFIXES}
    if Output.JSON in wanted:
        names = {output: target.name for output, target in targets.items()}
        _write_json(_suffixed(run, ".json"), folder, {**head, "outputs": names})
    if Output.TEXT in wanted:
        shutil.move(folder / TEXT_FILE, _suffixed(run, ".txt"))
    for output, target in targets.items():
        if target.is_dir():
            shutil.rmtree(target)
        shutil.move(folder / outputs[output], target)


def _suffixed(run: FileRun, suffix: str) -> Path:
    """The name of a result, which is never that of a file that was given to be read."""
    path = run.target.with_name(run.target.name + suffix)
    return path if path.resolve() not in run.sources else path.with_name(f"{run.target.name}.ocr{suffix}")


def _write_json(target: Path, folder: Path, head: Mapping[str, Any]) -> None:
    """The result as ``GET /ocr/result`` gives it, page by page."""
    with target.open("w", encoding="utf-8") as file, (folder / PAGES_FILE).open(encoding="utf-8") as pages:
        text = (folder / TEXT_FILE).read_text(encoding="utf-8")
        file.write(json.dumps({**head, "text": text}, ensure_ascii=False)[:-1] + ', "pages": [\n')
        for place, page in enumerate(pages):
            file.write((",\n" if place else "") + page.rstrip("\n"))
        file.write("\n]}\n")
