"""``ocr-service submit``: send documents to a running service and, if wanted, wait for their results."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.cli.command import Subparsers
from ocr_service.cli.result_summary import summarize
from ocr_service.cli.service_client import CallRefused, ServiceClient, add_service_arguments, open_service
from ocr_service.cli.terminal import ProgressBars, printable
from ocr_service.settings import Settings

_UPLOADS_AT_ONCE = 4
_FIELDS = (
    "language",
    "priority",
    "pages",
    "mode",
    "profile",
    "dpi",
    "engine",
    "outputs",
    "prepare",
    "password",
    "metadata",
)
_EXTENSIONS = {"text": "txt", "markdown": "md", "csv": "tables.csv", "alto": "alto.xml", "pdfa": "pdfa.pdf"}
_NOT_FILES = frozenset({"self", "result", "batch", "images", "retry", "cancel"})


@dataclass(slots=True)
class Outcome:
    """What became of one file."""

    file: str
    task_id: str = ""
    status: str = "REFUSED"
    error: str = ""
    json_path: str = ""
    renderings: dict[str, str] = field(default_factory=dict)


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("submit", help="send documents to a running service")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--wait", action="store_true", help="show progress, fetch and print the results")
    parser.add_argument("--output-dir", type=Path, metavar="DIR", help="folder of results (VAR_DIR/results)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file instead of text")
    parser.add_argument("--id", action="store_true", help="print the task ids alone, one a line")
    for name in _FIELDS:
        parser.add_argument(f"--{name}", metavar=name.upper(), help=f"form field `{name}` of the upload")
    add_service_arguments(parser)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """0 when every file was accepted, and with ``--wait`` when every task is COMPLETED."""
    return asyncio.run(_run(arguments, settings))


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    folder: Path = arguments.output_dir or settings.storage.var_dir / "results"
    names = _distinct_names(arguments.files)
    fields = {name: value for name in _FIELDS if (value := getattr(arguments, name)) is not None}
    is_plain = arguments.json or arguments.id
    bars = ProgressBars([] if is_plain else names)
    gate = asyncio.Semaphore(_UPLOADS_AT_ONCE)
    async with open_service(arguments, settings) as service:

        async def send(path: Path, name: str) -> Outcome:
            submission = _Submission(service, path, name, None if is_plain else bars)
            async with gate:
                await submission.upload(fields)
            if arguments.wait:
                await submission.follow(folder)
            return submission.outcome

        outcomes = await asyncio.gather(*map(send, arguments.files, names))
    for outcome in outcomes:
        _print(outcome, arguments)
    wanted = ("COMPLETED",) if arguments.wait else ("QUEUED", "PENDING", "COMPLETED")
    return 0 if all(outcome.status in wanted for outcome in outcomes) else 1


def _print(outcome: Outcome, arguments: argparse.Namespace) -> None:
    """Text, JSON or the id alone; a refusal without an id goes to where complaints go."""
    if arguments.id:
        text = outcome.task_id or printable(f"{outcome.file}: {outcome.error}")
        print(text, file=sys.stdout if outcome.task_id else sys.stderr)
    else:
        print(json.dumps(asdict(outcome)) if arguments.json else "\n".join(_told(outcome)))


class _Submission:
    """One file on its way."""

    def __init__(self, service: ServiceClient, path: Path, name: str, bars: ProgressBars | None) -> None:
        self.outcome = Outcome(file=str(path))
        self._service = service
        self._path = path
        self._name = name
        self._bars = bars

    async def upload(self, fields: Mapping[str, str]) -> None:
        self._show(0, "sending")
        try:
            answer = await self._service.upload(self._path, fields)
        except (CallRefused, OSError) as error:
            self._refuse(error)
            return
        self.outcome.task_id, self.outcome.status = answer["task_id"], answer["status"]
        self._show(0, answer["message"])

    async def follow(self, folder: Path) -> None:
        """Wait for the end, then fetch the result and its renderings into ``folder``."""
        if not self.outcome.task_id:
            return
        try:
            async for task in self._service.changes(self.outcome.task_id):
                self.outcome.status = task["status"]
                self._show(task["progress"], task["message"])
            if task["error"]:
                self.outcome.error = f"{task['error']['detail']} ({task['error']['code']})"
            if task["status"] == "COMPLETED":
                await self._fetch(task["links"], folder)
        except (CallRefused, OSError) as error:
            self._refuse(error)

    async def _fetch(self, links: Mapping[str, str], folder: Path) -> None:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        path = folder / f"{self._name}.json"
        await self._service.download(links["result"], path)
        self.outcome.json_path = str(path)
        made = json.loads(await asyncio.to_thread(path.read_bytes))["links"]
        for name, address in {**links, **made}.items():
            if name not in _NOT_FILES:
                rendering = folder / f"{self._name}.{_EXTENSIONS.get(name, name)}"
                try:
                    await self._service.download(address, rendering)
                except CallRefused as error:  # the result is there all the same, and says why in a warning
                    self.outcome.renderings[name] = f"not there: {error.detail}"
                else:
                    self.outcome.renderings[name] = str(rendering)

    def _refuse(self, error: CallRefused | OSError) -> None:
        detail = error.detail if isinstance(error, CallRefused) else (error.strerror or "unreadable")
        self.outcome.status, self.outcome.error = "REFUSED", detail
        self._show(0, f"refused: {detail}")

    def _show(self, percent: int, message: str) -> None:
        if self._bars is not None:
            self._bars.show(self._name, percent, message)


def _distinct_names(files: list[Path]) -> list[str]:
    """A name for each file; a repeated one gets a number, so that no result overwrites another."""
    names: list[str] = []
    for path in files:
        name, number = path.name, 1
        while name in names:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        names.append(name)
    return names


def _told(outcome: Outcome) -> Iterator[str]:
    yield ""
    yield printable(f"{outcome.file}: {outcome.status}  {outcome.error}").rstrip()
    if outcome.task_id:
        yield f"  task      {outcome.task_id}"
    if outcome.json_path:
        result: dict[str, Any] = json.loads(Path(outcome.json_path).read_bytes())
        yield from (f"  {line}" for line in summarize(result))
        yield f"  json      {outcome.json_path}"
    for name, path in outcome.renderings.items():
        yield f"  {name:<9} {path}"
