"""Start and end a private, real PostgreSQL on a unix socket in a folder of its own, also as root."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from tests.support.processes.patience import PATIENCE_S

PASSWORD = "a-secret-of-tests"


def _program(name: str) -> str:
    """Debian keeps the server's programs out of the path."""
    found = shutil.which(name) or str(max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=""))
    assert found, "PostgreSQL is missing; scripts/test installs it"
    return found


def _as_nobody() -> dict[str, Any]:
    """The server refuses to run as root."""
    if os.getuid() != 0:
        return {}
    somebody = pwd.getpwnam("nobody")
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


@cache
def _data() -> Path:
    """The data of a new server, made once for each process of tests: copying takes a tenth of the time."""
    folder, who = Path(tempfile.mkdtemp(prefix="pg-new-")), _as_nobody()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if who:
        os.chown(folder, who["user"], who["group"])
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    made = subprocess.run(
        [
            *(_program("initdb"), "-D", folder / "data", "-U", "tester", "-A", "scram-sha-256"),
            *("--pwfile", password, "--no-sync", "--locale=C.UTF-8", "-E", "UTF8", "--no-instructions"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **who,
    )
    assert made.returncode == 0, made.stderr
    return folder / "data"


class PostgresServer:
    """One server whose user is `tester`; its data outlive ``kill``."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._who = _as_nobody()
        if self._who:
            os.chown(self.folder, self._who["user"], self._who["group"])
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run(["cp", "-a", _data(), self.folder / "data"], check=True, **self._who)

    def url(self, *, password: str = PASSWORD, scheme: str = "postgresql") -> str:
        """URL of its database."""
        return f"{scheme}://tester:{password}@/postgres?host={self.folder}"

    def start(self) -> PostgresServer:
        """Start, and wait until it answers."""
        ready = [_program("pg_isready"), "-q", "-h", str(self.folder)]
        end_s = time.monotonic() + PATIENCE_S
        while subprocess.run(ready, check=False).returncode != 0:
            assert time.monotonic() < end_s, (self.folder / "log").read_text()
            # It does not start as long as children of a killed one are about to end.
            if self._process is None or self._process.poll() is not None:
                self._process = self._begun()
            time.sleep(0.05)
        return self

    def _begun(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [_program("postgres"), "-D", self.folder / "data", "-k", self.folder, "-h", "", "-F"],
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
                **self._who,
            )

    def kill(self) -> None:
        """kill -9 of the server and of its children, which would answer for a moment yet."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children(recursive=True)
        self._end(signal.SIGKILL)
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(children)

    def stop(self) -> None:
        """Stop at once, and remove everything."""
        if self._process is not None:
            self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait()
        self._process = None
