"""``ocr-service submit``: send documents to a running service and, if wanted, wait for their results."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from ocr_service.cli.command import Subparsers, completes
from ocr_service.cli.destination import STANDARD_OUTPUT, print_results, results_folder, wanted_outputs
from ocr_service.cli.documents import Document, add_files, documents_named
from ocr_service.cli.result_names import DEFAULT, ResultNames, result_names
from ocr_service.cli.result_names import HELP as OUTPUTS_HELP
from ocr_service.cli.result_summary import summarize
from ocr_service.cli.service_client import CallRefused, ServiceClient, add_service_arguments, open_service
from ocr_service.cli.terminal import ProgressBars, printable
from ocr_service.domain.status import Mode, Output, Priority, Profile, Split, Step
from ocr_service.errors import ValidationFailed
from ocr_service.settings import Settings

_UPLOADS_AT_ONCE = 4
# What goes into the form of the upload as it is: how a value looks, what it says, and what it may be.
_FIELDS: dict[str, tuple[str | None, str, type[StrEnum] | None]] = {
    "language": ("LANG", "eng, eng+deu, auto (the service's DEFAULT_LANGUAGE)", None),
    "priority": (None, "the queue in which it waits (normal)", Priority),
    "pages": ("1-3,7", "pages to read", None),
    "mode": (None, "which pages OCR reads (auto)", Mode),
    "profile": (None, "what kind of document to expect (auto)", Profile),
    "dpi": ("N", "resolution; 0: each page chooses", None),
    "engine": ("NAME", "auto (the best that the worker has), tesserocr, tesseract, neural", None),
    "prepare": ("LIST", f"done to each page's picture: some of {','.join(Step)} (each page chooses)", None),
    "split": (None, "whether a pile is parted at its separator sheets (none)", Split),
    "password": ("TEXT", "opens the PDFs", None),
    "metadata": ("JSON", "an object of yours that comes back with the status", None),
}
_FOLLOWED_AT_ONCE = 32
_ENDS = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


@dataclass(slots=True)
class Outcome:
    """What became of one file."""

    file: str
    task_id: str = ""
    status: str = "REFUSED"
    error: str = ""
    json_path: str = ""
    renderings: dict[str, str] = field(default_factory=dict)
    summary: tuple[str, ...] = field(default=(), repr=False)

    def view(self) -> dict[str, Any]:
        """For programs, which have the result itself."""
        return {name: value for name, value in asdict(self).items() if name != "summary"}


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("submit", help="send documents to a running service")
    add_files(parser)
    parser.add_argument("--wait", action="store_true", help="show progress, fetch and print the results")
    folder = parser.add_argument(
        "-o",
        "--output-dir",
        type=Path,
        metavar="OUT/",
        help="folder of the results (VAR_DIR/results); - for standard output; waits for them",
    )
    completes(folder, "directory")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file instead of text")
    parser.add_argument("--id", action="store_true", help="print the task ids alone, one a line")
    parser.add_argument("--outputs", metavar="LIST", help=OUTPUTS_HELP)
    parser.add_argument(
        "--schema",
        type=int,
        choices=(1, 2),
        default=2,
        help="form of the JSON: 2 (default), or 1 as 0.1 had it",
    )
    for name, (metavar, says, values) in _FIELDS.items():
        choices = [value.value for value in values] if values else None
        parser.add_argument(f"--{name}", metavar=metavar, choices=choices, help=says)
    add_service_arguments(parser)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """0 when every file was accepted, and with ``--wait`` when every task is COMPLETED."""
    destination: Path = arguments.output_dir or settings.storage.var_dir / "results"
    waits = arguments.wait or arguments.output_dir is not None
    if destination == STANDARD_OUTPUT and (arguments.json or arguments.id):
        raise ValidationFailed("`-o -` prints the results themselves; leave out `--json` and `--id`.")
    with documents_named(arguments.files, output_dir=destination) as documents, ExitStack() as kept:
        outputs = wanted_outputs(arguments.outputs, output_dir=destination, documents=len(documents))
        folder = kept.enter_context(results_folder(destination)) if waits else destination
        stems, sources = [each.stem for each in documents], [each.path for each in documents]
        targets = result_names(stems, sources, folder, outputs)
        is_plain = arguments.json or arguments.id
        bars = ProgressBars([] if is_plain else [each.name for each in documents], is_told_again=True)
        errand = _Errand(
            fields=_fields(arguments, outputs),
            outputs=outputs,
            schema=arguments.schema,
            waits=waits,
            bars=None if is_plain else bars,
        )
        outcomes = asyncio.run(_send_all(documents, targets, errand, arguments, settings))
        if destination == STANDARD_OUTPUT:
            print_results([names.path(outputs[0]) for names in targets], outputs[0])
            _complain(outcomes)
        else:
            for outcome in outcomes:
                _print(outcome, arguments)
    wanted = ("COMPLETED",) if waits else ("QUEUED", "PENDING", "COMPLETED")
    return 0 if all(outcome.status in wanted for outcome in outcomes) else 1


def _fields(arguments: argparse.Namespace, outputs: Sequence[Output]) -> dict[str, str]:
    """The form of the upload; JSON and text are always made."""
    fields = {name: value for name in _FIELDS if (value := getattr(arguments, name)) is not None}
    asked = [output.value for output in outputs if output not in DEFAULT]
    return fields | ({"outputs": ",".join(asked)} if asked else {})


async def _send_all(
    documents: Sequence[Document],
    targets: Sequence[ResultNames],
    errand: _Errand,
    arguments: argparse.Namespace,
    settings: Settings,
) -> list[Outcome]:
    uploading, following = asyncio.Semaphore(_UPLOADS_AT_ONCE), asyncio.Semaphore(_FOLLOWED_AT_ONCE)
    async with open_service(arguments, settings) as service:

        async def send(document: Document, names: ResultNames) -> Outcome:
            submission = _Submission(service, document, names, errand)
            async with uploading:
                await submission.upload()
            if errand.waits:
                async with following:
                    await submission.follow()
            submission.finish()
            return submission.outcome

        return await asyncio.gather(*map(send, documents, targets))


def _complain(outcomes: Sequence[Outcome]) -> None:
    """Where results go to standard output, only what is amiss is told beside them."""
    for outcome in outcomes:
        if outcome.error:
            print(printable(f"ocr-service: {outcome.file}: {outcome.error}"), file=sys.stderr)


def _print(outcome: Outcome, arguments: argparse.Namespace) -> None:
    """Text, JSON or the id alone; a refusal without an id goes to where complaints go."""
    if arguments.id:
        text = outcome.task_id or printable(f"{outcome.file}: {outcome.error}")
        print(text, file=sys.stdout if outcome.task_id else sys.stderr)
    else:
        print(json.dumps(outcome.view(), ensure_ascii=False) if arguments.json else "\n".join(_told(outcome)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """What is done with each document: the fields of its upload, which outputs are fetched in which form, and who is told."""

    fields: Mapping[str, str]
    outputs: tuple[Output, ...]
    schema: int
    waits: bool
    bars: ProgressBars | None


class _Submission:
    """One document on its way."""

    def __init__(
        self, service: ServiceClient, document: Document, names: ResultNames, errand: _Errand
    ) -> None:
        self.outcome = Outcome(file=document.name)
        self._service = service
        self._document = document
        self._names = names
        self._errand = errand

    async def upload(self) -> None:
        """Send it."""
        self._show(0, "sending")
        try:
            answer = await self._service.upload(self._document.path, self._errand.fields)
        except (CallRefused, OSError) as error:
            self._refuse(error)
            return
        self.outcome.task_id, self.outcome.status = answer["task_id"], answer["status"]
        self._show(0, _phrase(answer))

    async def follow(self) -> None:
        """Wait for the end, then fetch what was asked for."""
        if not self.outcome.task_id:
            return
        try:
            async for task in self._service.changes(self.outcome.task_id):
                self.outcome.status = task["status"]
                self._show(task["progress"], _phrase(task))
            if task["error"]:
                self.outcome.error = f"{task['error']['detail']} ({task['error']['code']})"
            if task["status"] == "COMPLETED":
                await self._fetch(task["links"])
        except (CallRefused, OSError) as error:
            self._refuse(error)

    def finish(self) -> None:
        """Tell how it ended."""
        if self._errand.bars is not None:
            outcome = self.outcome
            self._errand.bars.finish(self._document.name, f"{outcome.status}  {outcome.error}".rstrip())

    async def _fetch(self, links: Mapping[str, str]) -> None:
        """The result is read for its summary, and kept where it was asked for."""
        await asyncio.to_thread(self._names.target.parent.mkdir, parents=True, exist_ok=True)
        path = self._names.path(Output.JSON)
        await self._service.download(links["result"], path)
        result = json.loads(await asyncio.to_thread(path.read_bytes))
        self.outcome.summary = tuple(summarize(result))
        if Output.JSON in self._errand.outputs:
            if self._errand.schema != result["schema_version"]:
                await self._service.download(f"{links['result']}?schema={self._errand.schema}", path)
            self.outcome.json_path = str(path)
        else:
            await asyncio.to_thread(path.unlink)
        made = {**links, **result["links"]}
        for name in self._wanted(made):
            if name == Output.IMAGES:
                await self._fetch_pictures(made[name], [page["page"] for page in result["pages"]])
            else:
                await self._fetch_one(name, made.get(name, f"{links['result']}/{name}"))

    def _wanted(self, made: Mapping[str, str]) -> list[Output]:
        """What was asked for, and what was made in place of a PDF/A."""
        asked: list[Output] = [output for output in self._errand.outputs if output is not Output.JSON]
        stands_in = Output.PDF_A in asked and Output.PDF not in asked and Output.PDF in made
        return [*asked, Output.PDF] if stands_in else asked

    async def _fetch_one(self, name: Output, address: str) -> None:
        path = self._names.path(name)
        try:
            await self._service.download(address, path)
        except CallRefused as error:  # the result is there all the same, and says why in a warning
            self.outcome.renderings[name.value] = f"not there: {error.detail}"
        else:
            self.outcome.renderings[name.value] = str(path)

    async def _fetch_pictures(self, template: str, pages: Sequence[int]) -> None:
        folder = self._names.path(Output.IMAGES)
        await asyncio.to_thread(folder.mkdir, exist_ok=True)
        self.outcome.renderings[Output.IMAGES.value] = str(folder)
        for page in pages:
            try:
                await self._service.download(template.replace("{page}", str(page)), folder / f"{page:04}.png")
            except CallRefused as error:
                self.outcome.renderings[f"page {page}"] = f"not there: {error.detail}"

    def _refuse(self, error: CallRefused | OSError) -> None:
        detail = error.detail if isinstance(error, CallRefused) else (error.strerror or "unreadable")
        self.outcome.status, self.outcome.error = "REFUSED", detail

    def _show(self, percent: int, message: str) -> None:
        if self._errand.bars is not None:
            self._errand.bars.show(self._document.name, percent, message)


def _phrase(task: Mapping[str, Any]) -> str:
    """What is told of a task; of one under way with its state."""
    is_final = task["status"] in _ENDS
    return str(task["message"] if is_final else f"{task['status']}: {task['message']}")


def _told(outcome: Outcome) -> Iterator[str]:
    yield ""
    yield printable(f"{outcome.file}: {outcome.status}  {outcome.error}").rstrip()
    if outcome.task_id:
        yield f"  task      {outcome.task_id}"
    yield from (f"  {line}" for line in outcome.summary)
    if outcome.json_path:
        yield f"  json      {outcome.json_path}"
    for name, path in outcome.renderings.items():
        yield f"  {name:<9} {path}"
