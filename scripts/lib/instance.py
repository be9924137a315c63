"""Tell the shell what this instance is: its folders, address, Redis and commands, from the validated settings.

Prints ``NAME='value'`` lines. Exit code 2 and one sentence when a setting is wrong.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import socket
import sys
import tempfile
from pathlib import Path

from supervisor_conf import stop_seconds

from ocr_service.bootstrap.sizing import size_here
from ocr_service.cli.own_url import own_url
from ocr_service.environment import read_settings
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings

# A socket's path has at most 107 characters; supervisord and Redis add a few while they make theirs.
LONGEST_RUN_DIR = 80


def run_dir(var_dir: Path) -> Path:
    """The folder of sockets and pids; reached by a short link when its own path is too long for a socket."""
    real = var_dir / "run"
    real.mkdir(parents=True, exist_ok=True)
    if len(str(real)) <= LONGEST_RUN_DIR:
        return real
    name = hashlib.sha256(str(real).encode()).hexdigest()[:12]
    link = Path(tempfile.gettempdir()) / f"docvault-ocr-{os.getuid()}-{name}"
    if not link.is_symlink():
        link.symlink_to(real)
    if link.readlink() != real:
        sys.exit(f"{link} is in the way; remove it, or take a shorter VAR_DIR")
    return link


def free_port(host: str) -> int:
    """A port nobody listens on."""
    with socket.create_server((host, 0)) as server:
        return int(server.getsockname()[1])


def chosen_port(settings: Settings, run: Path) -> int:
    """API_PORT; for 0 the one this instance chose when it was started, or a free one."""
    if settings.api.port:
        return settings.api.port
    remembered = run / "port"
    if (run / "supervisord.pid").exists() and remembered.exists():
        return int(remembered.read_text())
    port = free_port(settings.api.host)
    remembered.write_text(str(port))
    return port


def instance(settings: Settings) -> dict[str, str]:
    """The variables of the instance; those that are settings too are meant to be exported."""
    var_dir = settings.storage.var_dir.resolve()
    run = run_dir(var_dir)
    port = chosen_port(settings, run)
    own_redis = "REDIS_URL" not in settings.named
    log_dir = settings.log.dir if "LOG_DIR" in settings.named else var_dir / "logs"
    return {
        "VAR_DIR": str(var_dir),
        "UPLOAD_DIR": str((settings.storage.upload_dir or var_dir / "uploads").resolve()),
        "LOG_DIR": str(log_dir.resolve()),
        "RUN_DIR": str(run),
        "API_HOST": settings.api.host,
        "API_PORT": str(port),
        "API_URL": own_url(settings.api.host, port),
        "REDIS_URL": f"unix://{run}/redis.sock?db=0" if own_redis else settings.redis.url,
        "OWN_REDIS": "1" if own_redis else "",
        "WORKER_COUNT": str(settings.worker.count),
        "WORKER_STOP_SECONDS": str(stop_seconds(settings)),
        "REDIS_MAXMEMORY_MB": str(size_here(settings).redis_mb),
    }


def main() -> None:
    """Print the variables."""
    try:
        settings = read_settings()
    except InvalidSettings as error:
        sys.exit(error.detail)
    for name, value in instance(settings).items():
        print(f"{name}={shlex.quote(value)}")


if __name__ == "__main__":
    main()
