"""A real S3 server of a test's own: SeaweedFS on loopback, with one pair of keys and the buckets it is asked for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import IO

import httpx2

from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.signing import presigned_url, utc_now
from scripts.lib.weed import PORTS, weed_command, write_keys
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.ports import free_ports

ACCESS_KEY, SECRET_KEY = "test-key", "test-secret"
READER_KEY, READER_SECRET = "reader-key", "reader-secret"
DOMAIN = "s3.test"
"""Buckets also answer to their name before this host name."""
_PROCESS = {"GOMAXPROCS": "2", "GOGC": "400", "WEED_S3_SSE_KEK": "5a" * 32}
"""Without a key of its own it answers 500 to whoever asks for encryption."""


class S3Server:
    """``weed server`` below ``folder``; ``endpoint`` answers once the block is entered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self.endpoint = ""

    def __enter__(self) -> S3Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_keys(self.folder, ACCESS_KEY, SECRET_KEY, **{READER_KEY: READER_SECRET})
        ports = free_ports(PORTS)
        self.endpoint = f"http://127.0.0.1:{ports[0]}"
        self._log = (self.folder / "weed.log").open("wb")
        self._process = subprocess.Popen(
            weed_command(self.folder, ports, f"-s3.domainName={DOMAIN}"),
            stdout=self._log,
            stderr=self._log,
            cwd=self.folder,
            env={"HOME": str(self.folder), "PATH": os.environ["PATH"], **_PROCESS},
        )
        self._await_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._log is not None
        self._process.kill()
        self._process.wait()
        self._log.close()
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def pause(self) -> None:
        """Let it answer nothing until ``resume``."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def config(self, bucket: str, **changes: object) -> S3Config:
        """How a store reaches a bucket here."""
        config = S3Config(
            bucket=bucket, access_key=ACCESS_KEY, secret_key=SECRET_KEY, endpoint=self.endpoint, prefix="ocr"
        )
        return replace(config, **changes)  # type: ignore[arg-type]

    def make_bucket(self, name: str) -> None:
        """Create a bucket."""
        self._asked_for(name).raise_for_status()

    def _asked_for(self, bucket: str) -> httpx2.Response:
        url = presigned_url(self.config(bucket), "PUT", "", now=utc_now(), expires_s=60)
        return httpx2.put(url, trust_env=False)

    def _await_ready(self) -> None:
        """Until a bucket can be made and written to: the volumes register after the gateway listens."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                # The bucket of an earlier try, which could not be written to yet or answered too late, is there.
                if (made := self._asked_for("ready")).status_code != HTTPStatus.CONFLICT:
                    made.raise_for_status()
                probe = presigned_url(self.config("ready"), "PUT", "probe", now=utc_now(), expires_s=60)
                httpx2.put(probe, content=b"x", trust_env=False).raise_for_status()
                return
            except httpx2.HTTPError:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "weed.log").read_text()[-2000:]) from None
                time.sleep(0.1)
