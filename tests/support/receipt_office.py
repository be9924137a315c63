"""A PostgreSQL, a fleet, notifiers and a clerk who sends receipts and starts them: each may be killed at any time."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.postgres import PostgresDatabase
from ocr_service.receipts.receipt import OcrStatus, Receipt
from ocr_service.receipts.sql_store import SqlReceipts
from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.postgres_server import PostgresServer
from tests.support.told import ROOT, Notifiers

CLERK = Path(__file__).with_name("processes") / "receipt_clerk.py"
KINDS = ("clerk", "notifier", "worker", "database")


class ReceiptOffice:
    """``wanted`` receipts are sent, over as many lives of the clerk as it takes."""

    def __init__(self, fleet: Fleet, wanted: int) -> None:
        self.deaths: Counter[str] = Counter()
        self._fleet = fleet
        self._wanted = wanted
        self._server = PostgresServer().start()
        self._receipts = SqlReceipts(PostgresDatabase(self._server.url()))
        self._env = {
            **os.environ,
            "DATABASE_URL": self._server.url(scheme="postgresql+asyncpg"),
            "REDIS_URL": fleet.redis.url,
            "UPLOAD_DIR": str(fleet.settings.upload_dir),
            "MIN_FREE_MB": "0",
            "PYTHONPATH": str(ROOT),
        }
        self._notifiers = Notifiers(fleet.folder, fleet.redis.url, DATABASE_URL=self._env["DATABASE_URL"])
        self._acknowledged = fleet.folder / "acknowledged"
        self._acknowledged.touch()
        self._clerk = self._employed()

    def kill_one(self, dice: random.Random, kind: str = "") -> None:
        """kill -9 of one of them, and start it again as supervisord would."""
        kind = kind or dice.choice(KINDS)
        self.deaths[kind] += 1
        if kind == "clerk":
            self._clerk.kill()
            self._clerk.wait()
            self._clerk = self._employed()
        elif kind == "notifier":
            self._notifiers.kill_one(dice)
        elif kind == "worker":
            self._fleet.kill_one(dice)
        else:
            self._server.kill()
            self._server.start()

    def acknowledged(self) -> list[int]:
        """Ids of receipts that a sender was told are kept."""
        return [int(line) for line in self._acknowledged.read_text().splitlines()]

    async def until_ended(self, timeout_s: float = PATIENCE_S) -> Mapping[int, Receipt]:
        """All rows, once as many as wanted were acknowledged and none is open any more."""
        async with asyncio.timeout(timeout_s):
            while True:
                rows = await asyncio.to_thread(self._rows)
                ended = all(row.status in (OcrStatus.COMPLETED, OcrStatus.FAILED) for row in rows.values())
                if ended and len(self.acknowledged()) >= self._wanted:
                    return rows
                await asyncio.sleep(0.1)

    def stop(self) -> None:
        """Remove everything."""
        self._clerk.kill()
        self._clerk.wait()
        self._notifiers.stop()
        self._receipts.close()
        self._server.stop()

    def _rows(self) -> Mapping[int, Receipt]:
        while True:
            try:
                return {row.id: row for row in self._receipts.page(user=None, limit=1_000_000)}
            except ReceiptsUnavailable:
                continue  # its connection is one to a server that was killed; the next is made anew

    def _employed(self) -> subprocess.Popen[bytes]:
        left = self._wanted - len(self.acknowledged())
        with (
            self._acknowledged.open("ab") as told,
            (self._fleet.folder / "clerk.log").open("ab") as log,
        ):
            command = [sys.executable, CLERK, str(max(0, left))]
            return subprocess.Popen(command, env=self._env, cwd=self._fleet.folder, stdout=told, stderr=log)


def lost_receipts(acknowledged: list[int], rows: Mapping[int, Receipt]) -> list[int]:
    """Acknowledged ones that were not read."""
    return [each for each in acknowledged if each not in rows or rows[each].status is not OcrStatus.COMPLETED]
