"""Run the pipeline over files, several at once, each in a process of its own, with bars of progress."""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr_service.bootstrap.build import document_limits, page_slots
from ocr_service.bootstrap.pipeline import build_parts
from ocr_service.cli.terminal import ProgressBars
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, DocumentRequest, Limits, Progress
from ocr_service.domain.status import Output
from ocr_service.domain.task import TaskOptions, new_task_id
from ocr_service.errors import DocumentCrashed, EmptyFile, OcrServiceError
from ocr_service.intake.media_type import HEAD_BYTES, media_type_of
from ocr_service.pipeline.parts import PipelineParts
from ocr_service.pipeline.run import run_document
from ocr_service.settings import Settings

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
    """One file and where its results go: ``target`` plus a suffix per output."""

    name: str
    source: Path
    target: Path
    options: TaskOptions
    limits: Limits
    password: str | None


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
    output_dir.mkdir(parents=True, exist_ok=True)
    parts = build_parts(
        slots=page_slots(settings),
        languages=settings.ocr.tesseract_languages,
        memory_folder=settings.memory_dir,
    )
    runs = [
        FileRun(
            name=name,
            source=file,
            target=target,
            options=options,
            limits=document_limits(settings),
            password=password,
        )
        for (name, target), file in zip(_targets(files, output_dir), files, strict=True)
    ]
    bars = ProgressBars([run.name for run in runs])
    failures = [error for error in _run_all(runs, parts, at_once, bars) if error]
    for error in failures:
        print(f"ocr-service: {error}", file=sys.stderr)
    return 1 if failures else 0


def _targets(files: Sequence[Path], folder: Path) -> Iterator[tuple[str, Path]]:
    """A name to show and a path without suffix for each file; equal names are numbered."""
    taken: dict[str, int] = {}
    for file in files:
        count = taken[file.stem] = taken.get(file.stem, 0) + 1
        number = f"-{count}" if count > 1 else ""
        yield f"{file.name}{number}", folder / f"{file.stem}{number}"


def _run_all(
    runs: Sequence[FileRun], parts: PipelineParts, at_once: int, bars: ProgressBars
) -> Iterator[str | None]:
    """Start children as places become free, show what they report; an error's sentence per file, or None."""
    waiting = list(reversed(runs))
    running: dict[Any, tuple[FileRun, Any]] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            run = waiting.pop()
            receiver, sender = _FORK.Pipe(duplex=False)
            child = _FORK.Process(target=_be_child, args=(run, parts, sender), daemon=True)
            child.start()
            sender.close()
            running[receiver] = (run, child)
        for ready in multiprocessing.connection.wait(list(running)):
            run, child = running[ready]
            said = _received(ready)
            if "percent" in said:
                bars.show(run.name, said["percent"], said["message"])
                continue
            del running[ready]
            child.join()
            bars.show(run.name, 100, said["ended"])
            yield f"{run.name}: {said['error']}" if said.get("error") else None


def _received(receiver: Any) -> Mapping[str, Any]:
    try:
        said: Mapping[str, Any] = receiver.recv()
    except EOFError:
        return {"ended": DocumentCrashed.code, "error": "The document ended the process that read it."}
    return said


def _be_child(run: FileRun, parts: PipelineParts, sender: Any) -> None:
    def report(progress: Progress) -> None:
        sender.send({"percent": progress.percent, "message": progress.message})

    try:
        _process(run, parts, report)
    except OcrServiceError as error:
        sender.send({"ended": error.code, "error": error.detail})
    except OSError as error:
        sender.send({"ended": "FILE_ERROR", "error": f"{error.strerror}: {error.filename}"})
    else:
        sender.send({"ended": f"Completed: {run.target}.*"})


def _process(run: FileRun, parts: PipelineParts, report: Any) -> None:
    with run.source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise EmptyFile
    with tempfile.TemporaryDirectory(prefix=".ocr-", dir=run.target.parent) as folder:
        request = DocumentRequest(
            task_id=new_task_id(),
            source=run.source.resolve(),
            media_type=media_type_of(head),
            filename=run.source.name,
            output_folder=Path(folder),
            options=run.options,
            limits=run.limits,
            password=run.password,
        )
        result = run_document(request, parts, report)
        _publish(run, Path(folder), result.to_json(), result.outputs)


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
    return run.target.with_name(run.target.name + suffix)


def _write_json(target: Path, folder: Path, head: Mapping[str, Any]) -> None:
    """The result as ``GET /ocr/result`` gives it, page by page."""
    with target.open("w", encoding="utf-8") as file, (folder / PAGES_FILE).open(encoding="utf-8") as pages:
        text = (folder / TEXT_FILE).read_text(encoding="utf-8")
        file.write(json.dumps({**head, "text": text}, ensure_ascii=False)[:-1] + ', "pages": [\n')
        for place, page in enumerate(pages):
            file.write((",\n" if place else "") + page.rstrip("\n"))
        file.write("\n]}\n")
