"""Start an instance under supervisord and wait until a document would be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from ocr_service.instance import supervisor_conf
from ocr_service.instance.ending import programs, supervisord_pid
from ocr_service.instance.place import InstanceError, Place
from ocr_service.instance.port import why_not
from ocr_service.instance.readiness import wait_until_ready

# A small NAS under load takes more than a minute; whoever is ready earlier is not waited for.
_READY_S = 180.0
_TAIL_LINES = 8
_TEMPLATES = Path(__file__).parent


def is_running(place: Place) -> bool:
    """True while the instance's supervisord lives; after a reboot its pid file may name anybody."""
    return supervisord_pid(place.run_dir) is not None


def start_instance(place: Place, *, more: Sequence[Path] = (), waits: bool = True) -> None:
    """Start Redis (unless one was named), API, workers and what the files ``more`` name; with ``waits`` until they are ready.

    Raises ``InstanceError``.
    """
    _refuse_what_cannot_be(place)
    for folder in (place.var_dir / "run", place.var_dir / "redis", place.upload_dir, place.log_dir):
        _make(folder)
    place.make_link()
    place.conf.write_text(_configuration(place, more), encoding="utf-8")
    place.remember_port()
    environment = {**os.environ, **place.variables()}
    supervisord = [sys.executable, "-m", "supervisor.supervisord", "-c", str(place.conf)]
    if subprocess.run(supervisord, env=environment, check=False).returncode:
        raise InstanceError("supervisord did not start; its message stands above.")
    if not waits:
        return
    is_ready, detail = wait_until_ready(place.url, wait_s=_READY_S)
    if not is_ready:
        raise InstanceError(
            f"The service is not ready after {_READY_S:.0f} s: {detail}\n{_last_lines(place)}"
        )


def _refuse_what_cannot_be(place: Place) -> None:
    # Two Redis on one append-only file would spoil it; a killed supervisord leaves its programs behind.
    if left := programs(place.run_dir):
        pids = " ".join(map(str, left))
        raise InstanceError(
            f"Programs of an earlier run still serve {place.var_dir} (pids {pids}); `ocr-service down` ends them."
        )
    if place.has_own_redis and shutil.which("redis-server") is None:
        raise InstanceError(
            "There is no redis-server here. Install it (apt-get install redis-server), or name a running one in REDIS_URL."
        )
    if reason := why_not(place.host, place.port):
        raise InstanceError(reason)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InstanceError(f"{folder} cannot be made: {error.strerror}. Choose another VAR_DIR.") from error


def _configuration(place: Place, more: Sequence[Path]) -> str:
    """supervisord.conf with the folders, times and workers of this instance."""
    templates = [_TEMPLATES / "supervisord.conf"]
    if place.has_own_redis:
        templates.append(_TEMPLATES / "supervisord.redis.conf")
    text = StringIO()
    supervisor_conf.configuration(
        *templates,
        *more,
        project=str(Path.cwd()),
        run_dir=str(place.run_dir),
        log_dir=str(place.log_dir),
        python=sys.executable,
        workers=place.workers,
        stop_s=place.stop_s,
        is_watched=place.is_watched,
        is_polled=place.is_polled,
    ).write(text, space_around_delimiters=False)
    return text.getvalue()


def _last_lines(place: Place) -> str:
    """What the programs said last."""
    said = []
    for path in sorted(place.log_dir.glob("*.log")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL_LINES:]
        said += [f"==> {path} <==", *lines]
    return "\n".join(said)
