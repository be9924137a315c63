"""Where an instance is: its folders, address and Redis, from the validated settings."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_service.bootstrap.polling.building import environments
from ocr_service.bootstrap.sizing import size_here
from ocr_service.errors import OcrServiceError
from ocr_service.instance.own_url import own_url
from ocr_service.instance.supervisor_conf import stop_seconds
from ocr_service.settings import Settings

# A socket's path has at most 107 characters; supervisord and Redis add a few while they make theirs.
LONGEST_RUN_DIR = 80
REDIS_SOCKET = "redis.sock"
_PORT_FILE = "port"


class InstanceError(OcrServiceError):
    """The instance cannot be started, found or ended; the message says why and what to do."""

    code = "INSTANCE_ERROR"


def run_dir_of(var_dir: Path) -> Path:
    """The folder of sockets and pids; the short link to it when its own path is too long for a socket. Makes neither."""
    real = var_dir / "run"
    if len(str(real)) <= LONGEST_RUN_DIR:
        return real
    name = hashlib.sha256(str(real).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"{_link_prefix()}{name}"


def _link_prefix() -> str:
    return f"docvault-ocr-{os.getuid()}-"


def free_port(host: str) -> int:
    """A port nobody listens on."""
    with socket.create_server((host, 0)) as server:
        return int(server.getsockname()[1])


def chosen_port(settings: Settings, run: Path) -> int:
    """API_PORT; when it is not named, or 0, that of the instance that runs here; for 0 else a free one."""
    if (settings.api.port == 0 or "API_PORT" not in settings.named) and (remembered := _port_of_running(run)):
        return remembered
    return settings.api.port or free_port(settings.api.host)


def _port_of_running(run: Path) -> int:
    """0 when nothing runs there, as far as its files tell."""
    file = run / _PORT_FILE
    return int(file.read_text()) if (run / "supervisord.pid").exists() and file.exists() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folders of an instance, where it listens, its Redis (a private one, or one that was named) and its sizes."""

    var_dir: Path
    upload_dir: Path
    log_dir: Path
    run_dir: Path
    host: str
    port: int
    redis_url: str
    has_own_redis: bool
    workers: int
    stop_s: int
    redis_mb: int
    is_watched: bool = False
    is_polled: bool = False

    @property
    def url(self) -> str:
        """Where this machine reaches the API."""
        return own_url(self.host, self.port)

    def make_link(self) -> None:
        """Make the link to the folder of sockets, if one is needed. Raises ``InstanceError``."""
        real = self.var_dir / "run"
        _remove_lost_links()
        if self.run_dir == real:
            return
        if not self.run_dir.is_symlink():
            self.run_dir.symlink_to(real)
        if self.run_dir.readlink() != real:
            raise InstanceError(f"{self.run_dir} is in the way; remove it, or take a shorter VAR_DIR.")

    def remove_link(self) -> None:
        """Take away the link to the folder of sockets, if there is one; the folder stays."""
        if self.run_dir.is_symlink():
            self.run_dir.unlink()

    @property
    def worker_programs(self) -> str:
        """What supervisorctl calls the worker, or all of them."""
        return "workers:*" if self.workers > 1 else "worker"

    @property
    def own_programs(self) -> list[str]:
        """What of the service itself runs, by the names that supervisorctl knows."""
        chosen = {"watcher": self.is_watched, "poller": self.is_polled}
        return [
            "fastapi",
            "notifier",
            self.worker_programs,
            *(name for name, is_there in chosen.items() if is_there),
        ]

    @property
    def conf(self) -> Path:
        """The configuration of its supervisord."""
        return self.run_dir / "supervisord.conf"

    def remember_port(self) -> None:
        """So that the command line finds it in this folder, whatever API_PORT said when it was started."""
        (self.run_dir / _PORT_FILE).write_text(str(self.port))

    def variables(self) -> dict[str, str]:
        """What its programs find in their environment."""
        return {
            "VAR_DIR": str(self.var_dir),
            "UPLOAD_DIR": str(self.upload_dir),
            "LOG_DIR": str(self.log_dir),
            "API_HOST": self.host,
            "API_PORT": str(self.port),
            "REDIS_URL": self.redis_url,
            "WORKER_COUNT": str(self.workers),
            "REDIS_MAXMEMORY_MB": str(self.redis_mb),
        }


def _remove_lost_links() -> None:
    """Take away links of this user whose instance was deleted before it could end."""
    for link in Path(tempfile.gettempdir()).glob(f"{_link_prefix()}*"):
        if link.is_symlink() and not link.exists():
            link.unlink(missing_ok=True)


def place_of(settings: Settings) -> Place:
    """The instance below ``VAR_DIR``, whether it runs or not."""
    var_dir = settings.storage.var_dir.resolve()
    run = run_dir_of(var_dir)
    own_redis = f"unix://{run}/{REDIS_SOCKET}?db=0"
    # What its own programs are told names the private one.
    has_own_redis = "REDIS_URL" not in settings.named or settings.redis.url == own_redis
    log_dir = settings.log.dir if "LOG_DIR" in settings.named else var_dir / "logs"
    return Place(
        var_dir=var_dir,
        upload_dir=(settings.storage.upload_dir or var_dir / "uploads").resolve(),
        log_dir=log_dir.resolve(),
        run_dir=run,
        host=settings.api.host,
        port=chosen_port(settings, run),
        redis_url=own_redis if has_own_redis else settings.redis.url,
        has_own_redis=has_own_redis,
        workers=settings.worker.count,
        stop_s=stop_seconds(settings),
        redis_mb=size_here(settings).redis_mb,
        is_watched=settings.watch.dir is not None,
        is_polled=bool(environments(settings)),
    )


def with_running_instance(settings: Settings) -> Settings:
    """The settings with Redis and port of the instance that runs below ``VAR_DIR``, as far as they were not named."""
    run = run_dir_of(settings.storage.var_dir.resolve())
    if not (run / "supervisord.pid").exists():
        return settings
    api = replace(settings.api, port=chosen_port(settings, run))
    redis = settings.redis
    if "REDIS_URL" not in settings.named and (run / REDIS_SOCKET).exists():
        redis = replace(redis, url=f"unix://{run}/{REDIS_SOCKET}?db=0")
    return replace(settings, redis=redis, api=api)
