"""Environments with tables and documents, a fleet, notifiers and the program that polls: each may be killed at any time."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg

from ocr_service.sources.columns import TableShape
from ocr_service.sources.schema import script
from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.postgres_server import PostgresServer
from tests.support.sources.supabase import KEY, Supabase
from tests.support.told import Notifiers

ROOT = Path(__file__).parents[3]
KINDS = ("sources", "notifier", "worker", "database", "supabase")
Ended = tuple[str, int, str | None, str | None]
"""A row at its end: its path, status, text and error code."""


class Office:
    """Production is a database with documents in a folder; staging and development are Supabases, each with a database of its own."""

    def __init__(self, fleet: Fleet, **variables: str) -> None:
        self.deaths: Counter[str] = Counter()
        self.fleet = fleet
        self.files = fleet.folder / "files"
        self.files.mkdir()
        self.servers = {name: PostgresServer().start() for name in ("prod", "staging", "dev")}
        self.supabases = {name: Supabase(self.servers[name].url()).start() for name in ("staging", "dev")}
        for server in self.servers.values():
            with psycopg.connect(server.url()) as connection:
                connection.execute(script(TableShape()).encode())
        self._env = {
            **os.environ,
            "REDIS_URL": fleet.redis.url,
            "UPLOAD_DIR": str(fleet.settings.upload_dir),
            "MIN_FREE_MB": "0",
            "PROD_DATABASE_URL": self.servers["prod"].url(scheme="postgresql+asyncpg"),
            "PROD_FILES_DIR": str(self.files),
            "SOURCES_BUCKET": "scans",
            "SOURCES_POLL_SECONDS": "0.2",
            "SOURCES_LEASE_SECONDS": "3",
            "SOURCES_TIMEOUT_SECONDS": "2",
            "WEBHOOK_TIMEOUT_SECONDS": "3",
            "LOG_FORMAT": "json",
            "PYTHONPATH": str(ROOT),
            **variables,
        }
        for name, supabase in self.supabases.items():
            self._env.setdefault(f"{name.upper()}_SUPABASE_URL", supabase.url)
            self._env.setdefault(f"{name.upper()}_SUPABASE_SERVICE_KEY", KEY)
        self._notifiers = Notifiers(fleet.folder, **{"redis_url": fleet.redis.url, **self._env})
        self._program = self._started()

    def put(self, name: str, path: str, content: bytes | None) -> None:
        """A row of an environment, and its document unless there is none."""
        if content is not None:
            if name == "prod":
                (self.files / path).write_bytes(content)
            else:
                self.supabases[name].files[f"scans/{path}"] = content
        with psycopg.connect(self.servers[name].url()) as connection:
            connection.execute("INSERT INTO extraction_queue (file_path) VALUES (%s)", (path,))

    def kill_one(self, dice: random.Random, kind: str = "") -> None:
        """kill -9 of one of them, and start it again as supervisord would; a Supabase stops and begins."""
        kind = kind or dice.choice(KINDS)
        self.deaths[kind] += 1
        if kind == "sources":
            self._kill_program()
        elif kind == "notifier":
            self._notifiers.kill_one(dice)
        elif kind == "worker":
            self.fleet.kill_one(dice)
        elif kind == "database":
            server = dice.choice(list(self.servers.values()))
            server.kill()
            server.start()
        else:
            supabase = dice.choice(list(self.supabases.values()))
            supabase.stop()
            supabase.start()

    def kill_all(self, kind: str) -> None:
        """kill -9 of all of a kind, and start them again: nobody knows which of them has the row."""
        self.deaths[kind] += 1
        if kind == "sources":
            self._kill_program()
        elif kind == "notifier":
            self._notifiers.kill_all()
        else:
            self.fleet.kill_all()

    def _kill_program(self) -> None:
        self._program.kill()
        self._program.wait()
        self._program = self._started()

    def terminate(self) -> int:
        """SIGTERM of the program; its exit code."""
        self._program.terminate()
        return self._program.wait(timeout=PATIENCE_S)

    def rows(self, name: str) -> list[Ended]:
        with psycopg.connect(self.servers[name].url()) as connection:
            return connection.execute(
                "SELECT file_path, status_id, extracted_text, error_code FROM extraction_queue ORDER BY id"
            ).fetchall()

    async def until_ended(self, *names: str, timeout_s: float = PATIENCE_S) -> dict[str, list[Ended]]:
        """All rows of these environments, once none is ready or busy any more."""
        end_s = time.monotonic() + timeout_s
        while True:
            rows = {name: await asyncio.to_thread(self.rows, name) for name in names or self.servers}
            if all(status in (4, 5) for each in rows.values() for _, status, _, _ in each):
                return rows
            assert time.monotonic() < end_s, f"{rows} within {timeout_s} s; see {self.fleet.folder}"
            await asyncio.sleep(0.05)

    async def until_said(self, phrase: str, *, timeout_s: float = PATIENCE_S) -> None:
        """Wait until the program's log has this."""
        end_s = time.monotonic() + timeout_s
        while phrase not in self.log():
            assert time.monotonic() < end_s, (
                f"{phrase!r} was not said within {timeout_s} s: {self.log()[-2000:]}"
            )
            await asyncio.sleep(0.05)

    def log(self) -> str:
        return (self.fleet.folder / "sources.log").read_text()

    def stop(self) -> None:
        """Remove everything."""
        self._program.kill()
        self._program.wait()
        self._notifiers.stop()
        for supabase in self.supabases.values():
            supabase.stop()
        for server in self.servers.values():
            server.stop()

    def _started(self) -> subprocess.Popen[bytes]:
        with (self.fleet.folder / "sources.log").open("ab") as log:
            command = [sys.executable, "-m", "ocr_service", "sources"]
            return subprocess.Popen(command, env=self._env, cwd=self.fleet.folder, stdout=log, stderr=log)
