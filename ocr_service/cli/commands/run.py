"""``ocr-service run``: start the service of this folder, read documents with it, and end it with Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from ocr_service.cli.command import Subparsers
from ocr_service.cli.commands.instance import add_programs, down, up
from ocr_service.errors import ValidationFailed
from ocr_service.instance.code_changes import CodeChanges
from ocr_service.instance.ending import supervisorctl
from ocr_service.instance.place import InstanceError, Place, place_of
from ocr_service.instance.starting import is_running
from ocr_service.settings import Settings

_LOOK_S = 1.0
_SAMPLE = Path("sample/letter.pdf")
# What a closed terminal, and whoever starts this as a service, send.
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_ENDED_BY_SIGNAL = 128


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "run", help="start the service in this folder, read documents with it, end it with Ctrl-C"
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="documents to read; left out, a letter drawn for the purpose"
    )
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument("--once", action="store_true", help="stop after the results; 0 if all were read")
    ends.add_argument("--detach", action="store_true", help="leave it running in the background")
    ends.add_argument(
        "--reload", action="store_true", help="restart it when its code changes (for developers)"
    )
    add_programs(parser)
    parser.set_defaults(handler=_run)


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    """What `submit` returned, or 130 and 143 when a signal ended it. Raises ``InstanceError``, ``ValidationFailed``."""
    for file in arguments.files:
        if not os.access(file, os.R_OK):
            raise ValidationFailed(f"{file} is not there or cannot be read.")
    place = place_of(settings)
    with _ended_by_signals(), _started(place, arguments.more, stays=arguments.detach):
        status = _submit(place, arguments.files or [_drawn_sample(place)])
        if arguments.detach:
            print("It keeps running; `ocr-service down` or scripts/stop ends it.", file=sys.stderr)
        elif not arguments.once:
            _stay(place, CodeChanges() if arguments.reload else None)
    return status


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end it as Ctrl-C does, with what has to be done then."""

    def end(number: int, _frame: object) -> NoReturn:
        raise SystemExit(_ENDED_BY_SIGNAL + number)

    before = {number: signal.signal(number, end) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _started(place: Place, more: Sequence[Path], *, stays: bool) -> Iterator[None]:
    """The service, started unless it ran already; what was started here ends here, unless it ``stays``."""
    is_ours = not is_running(place)
    is_done = False
    try:
        up(place, more=more)
        yield
        is_done = True
    finally:
        if is_ours and not (stays and is_done) and is_running(place):
            down(place)


def _drawn_sample(place: Place) -> str:
    # Pillow's part is loaded only when it is needed.
    from ocr_service.sample.scan import save_as_scan

    path = place.var_dir / _SAMPLE
    save_as_scan(path)
    return str(path)


def _submit(place: Place, files: Sequence[str]) -> int:
    """Send them and show what was read, with ``ocr-service submit``."""
    results = str(place.var_dir / "results")
    command = [
        sys.executable,
        "-m",
        "ocr_service",
        "submit",
        "--wait",
        "--url",
        place.url,
        "--output-dir",
        results,
    ]
    return subprocess.run([*command, "--", *files], check=False).returncode


def _stay(place: Place, changes: CodeChanges | None) -> NoReturn:
    """Until Ctrl-C. Raises ``InstanceError`` when somebody else ends it."""
    print("Running until Ctrl-C", file=sys.stderr, flush=True)
    while is_running(place):
        if changes is not None and (changed := changes.next()) is not None:
            print(f"Restarting: {changed} changed", file=sys.stderr, flush=True)
            _restart(place)
        time.sleep(_LOOK_S)
    raise InstanceError("The service was stopped by somebody else.")


def _restart(place: Place) -> None:
    restart = supervisorctl(place, "restart", *place.own_programs)
    if subprocess.run(restart, stdout=sys.stderr, check=False).returncode:
        print(f"A program did not come up again; see {place.log_dir}", file=sys.stderr)
