"""``ocr-service doctor``: look at everything the service stands on, and say what to do about it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ocr_service.bootstrap.polling.building import environments
from ocr_service.cli.command import Subparsers
from ocr_service.errors import EngineFailed
from ocr_service.instance.own_url import own_url
from ocr_service.instance.readiness import wait_until_ready
from ocr_service.instance.redis_url import shown_url
from ocr_service.settings import Settings

if TYPE_CHECKING:
    from ocr_service.bootstrap.sizing import Sizing

_PROGRAM_TIMEOUT_S = 10
_OSD = "osd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One look: what was looked at, whether it is well, and what was seen or what to do."""

    name: str
    is_well: bool
    detail: str


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("doctor", help="check programs, languages, Redis, storage and the service")
    parser.add_argument("--url", help="also ask this service's /readyz (default: API_HOST and API_PORT)")
    parser.add_argument("--ready", action="store_true", help="ask only /readyz")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="until it is ready")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the findings; exit code 0 when all are well."""
    url = arguments.url or own_url(settings.api.host, settings.api.port)
    findings = [] if arguments.ready else [look() for look in _local_looks(settings)]
    findings.append(_service(url, wait_s=arguments.wait))
    if arguments.json:
        print(json.dumps({each.name: {"ok": each.is_well, "detail": each.detail} for each in findings}))
    else:
        for each in findings:
            print(f"{'ok  ' if each.is_well else 'FAIL'} {each.name:<10} {each.detail}")
    return 0 if all(each.is_well for each in findings) else 1


def _local_looks(settings: Settings) -> Iterator[Callable[[], Finding]]:
    yield _python
    yield lambda: _machine(settings)
    yield from (lambda name=name, why=why: _program(name, why) for name, why in _PROGRAMS)
    yield _ghostscript
    yield lambda: _languages(settings.ocr.tesseract_languages)
    yield _engines
    yield lambda: _redis(settings)
    yield lambda: _storage(settings.upload_dir, settings.storage.min_free_mb)
    if settings.watch.dir is not None:
        yield lambda: _watched(settings)
    if environments(settings):
        yield lambda: _sources(settings)


# --- this machine -----------------------------------------------------------------------------

_PROGRAMS = (
    ("tesseract", "apt-get install tesseract-ocr"),
    ("pdftoppm", "apt-get install poppler-utils"),
    ("qpdf", "apt-get install qpdf (searchable PDFs need it)"),
    ("dwebp", "apt-get install webp (large WebP pictures need it)"),
)


def _python() -> Finding:
    return Finding(name="python", is_well=sys.version_info >= (3, 11), detail=sys.version.split()[0])


def _machine(settings: Settings) -> Finding:
    """What was chosen for this machine, and why."""
    from ocr_service.bootstrap.sizing import size_here

    size = size_here(settings)
    chosen = ", ".join(
        (
            f"{_counted(size.page_slots, 'page')} and {_counted(size.documents, 'document')} at once",
            f"{size.worker_mb} MiB a worker{_networks(size)}",
            f"{_counted(size.api_processes, 'API process', 'es')}",
            f"{size.redis_mb} MiB for Redis",
        )
    )
    return Finding(name="machine", is_well=True, detail=f"{chosen}: {size.reason}")


def _networks(size: Sizing) -> str:
    """What of it is the neural reader's and its libraries'; nothing where the extra is not installed."""
    parts = {f"`{size.neural_model}` networks": size.neural_mb, "NumPy": size.libraries_mb}
    said = " and ".join(f"{mb} for {name}" for name, mb in parts.items() if mb)
    return f" ({said})" if said else ""


def _counted(number: int, noun: str, plural: str = "s") -> str:
    return f"{number} {noun}{plural if number > 1 else ''}"


def _output(*command: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PROGRAM_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]}: {error}"
    return (done.stdout or done.stderr).strip()


def _program(name: str, remedy: str) -> Finding:
    path = shutil.which(name)
    return Finding(name=name, is_well=path is not None, detail=path or f"missing: {remedy}")


def _ghostscript() -> Finding:
    path = shutil.which("gs")
    return Finding(
        name="gs", is_well=True, detail=path or "missing: apt-get install ghostscript (only PDF/A needs it)"
    )


def _engines() -> Finding:
    """What reads pages here, first what ``auto`` means."""
    # The imaging stack is loaded only here, so that other commands stay small.
    from ocr_service.engines.installation import installation
    from ocr_service.engines.registry import build_engines
    from ocr_service.engines.tesserocr_client import host_version

    try:
        versions = {"tesseract": installation().version, "tesserocr": f"Tesseract {host_version()}"}
        names = [f"{name} ({versions[name]})" if name in versions else name for name in build_engines()]
    except EngineFailed as error:
        return Finding(name="engines", is_well=False, detail=error.detail)
    return Finding(name="engines", is_well=True, detail=", ".join(names))


def _languages(wanted: tuple[str, ...]) -> Finding:
    installed = set(_output("tesseract", "--list-langs").splitlines()[1:])
    missing = [name for name in (*wanted, _OSD) if name not in installed]
    packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing)
    detail = f"missing: apt-get install {packages}" if missing else " ".join(sorted(installed))
    return Finding(name="languages", is_well=not missing, detail=detail)


def _storage(upload_dir: Path, min_free_mb: int) -> Finding:
    existing = next(folder for folder in (upload_dir, *upload_dir.absolute().parents) if folder.is_dir())
    free_mb = shutil.disk_usage(existing).free // 1_000_000
    is_writable = os.access(existing, os.W_OK | os.X_OK)
    state = f"{free_mb} MB free" if is_writable else "not writable by this user"
    return Finding(
        name="storage", is_well=is_writable and free_mb >= min_free_mb, detail=f"{upload_dir}: {state}"
    )


def _watched(settings: Settings) -> Finding:
    """The folders of WATCH_DIR and WATCH_OUTPUT_DIR: there, writable, with room."""
    from ocr_service.bootstrap.folders.watching import folders
    from ocr_service.variables import InvalidSettings

    try:
        chosen = folders(settings)
    except InvalidSettings as error:
        return Finding(name="watched", is_well=False, detail=error.detail)
    places = (chosen.watched, chosen.results) if chosen else ()
    wrong = [reason for place in places if (reason := _why_not(place, settings.storage.min_free_mb))]
    detail = "; ".join(wrong) or " -> ".join(map(str, places))
    return Finding(name="watched", is_well=not wrong, detail=detail)


def _sources(settings: Settings) -> Finding:
    """Each environment whose table is polled."""
    from ocr_service.cli.source_tables import look
    from ocr_service.variables import InvalidSettings

    try:
        views = look(settings)
    except InvalidSettings as error:
        return Finding(name="sources", is_well=False, detail=error.detail)
    wrong = [f"{name}: {view['detail']}" for name, view in views.items() if not view["ok"]]
    return Finding(name="sources", is_well=not wrong, detail="; ".join(wrong) or ", ".join(views))


def _why_not(folder: Path, min_free_mb: int) -> str:
    """Why a folder cannot be used; empty when it can."""
    if not folder.is_dir():
        return f"{folder} is not there: make it, or mount its share"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return f"{folder} may not be written by user {os.getuid()}"
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    return "" if free_mb >= min_free_mb else f"{folder} has {free_mb} MB free, less than MIN_FREE_MB"


# --- Redis and the service --------------------------------------------------------------------


def _redis(settings: Settings) -> Finding:
    import asyncio

    from ocr_service.bootstrap.build import build_queue
    from ocr_service.errors import OcrServiceError

    async def ping() -> None:
        queue = build_queue(settings)
        try:
            await queue.ping()
        finally:
            await queue.close()

    try:
        asyncio.run(ping())
    except OcrServiceError as error:
        return Finding(
            name="redis",
            is_well=False,
            detail=f"{error.detail} Asked was {shown_url(settings.redis.url)} (REDIS_URL).",
        )
    return Finding(
        name="redis", is_well=True, detail=f"{shown_url(settings.redis.url)} answers and takes writes"
    )


def _service(url: str, *, wait_s: float) -> Finding:
    is_ready, detail = wait_until_ready(url, wait_s=wait_s)
    return Finding(name="service", is_well=is_ready, detail=detail)
