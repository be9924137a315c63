"""An archive that is filled by notifiers over a fleet's Redis and store, to be killed and then counted."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from ocr_service.archive.archive import Archive
from ocr_service.archive.index.found import Hit, Wanted
from ocr_service.archive_settings import ArchiveSettings
from ocr_service.bootstrap.folders.archive import build_archive
from ocr_service.settings import Settings
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage_settings import StorageSettings
from tests.support.fleet import ROOT, Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.toy_documents import text_of
from tests.support.told import Notifiers

EVERYTHING = Wanted(limit=1_000_000)


def variables(folder: Path) -> dict[str, str]:
    """What tells every program of the archive."""
    return {"ARCHIVE": "on", "ARCHIVE_DIR": str(folder / "archive"), "LOG_FORMAT": "json"}


class LivingArchive:
    """``fleet`` was started with ``variables``."""

    def __init__(self, fleet: Fleet, *, notifiers: int = 1) -> None:
        self.fleet = fleet
        self.root = fleet.folder / "archive"
        self.root.mkdir()
        self.notifiers = Notifiers(fleet.folder, fleet.redis.url, count=notifiers, **variables(fleet.folder))

    def opened(self) -> Archive:
        """As another process has it."""
        uploads = self.fleet.settings.upload_dir
        settings = Settings(
            archive=ArchiveSettings(archive=True, archive_dir=self.root),
            storage=StorageSettings(upload_dir=uploads),
        )
        archive = build_archive(settings, FileStorageManager(uploads))
        assert archive is not None
        return archive

    async def until(self, documents: int, *, timeout_s: float = PATIENCE_S) -> None:
        """Until so many are found and nothing waits."""
        archive = self.opened()
        try:
            async with asyncio.timeout(timeout_s):
                while (
                    len(await asyncio.to_thread(self._found, archive)) < documents
                    or archive.parcels.waiting()
                ):
                    await asyncio.sleep(0.1)
        finally:
            archive.close()

    @staticmethod
    def _found(archive: Archive) -> list[str]:
        return [hit.shelved.document.sha256 for hit in archive.find(EVERYTHING).hits]

    def kill_command(self, dice: random.Random, *words: str) -> None:
        """Run a command of the archive, and kill it at any moment."""
        env = {**os.environ, "UPLOAD_DIR": str(self.fleet.settings.upload_dir), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "ocr_service", "archive", *words]
        process = subprocess.Popen(
            command,
            env={**env, "REDIS_URL": self.fleet.redis.url, **variables(self.fleet.folder)},
            cwd=self.fleet.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(dice.uniform(0.2, 1.2))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Counted:
    """What is wrong with an archive, after it was looked after once more."""

    def __init__(self, living: LivingArchive, contents: list[bytes]) -> None:
        archive = living.opened()
        archive.healing.heal()
        archive.tree.sweep()
        said = _said(archive)
        folders = list(archive.tree.folders())
        texts = Counter(_text(living.root / folder) for folder in folders)
        wanted = Counter(map(text_of, contents))
        self.lost = (wanted - texts).total()
        self.doubled = (texts - wanted).total()
        self.half = [folder for folder in folders if not _is_whole(living.root / folder)]
        self.left = [
            str(path)
            for path in (*living.root.rglob(".docvault-*"), *(living.root / ".docvault/open").glob("*"))
        ]
        archive.healing.rebuild()
        self.is_index_true = _said(archive) == said and len(said) == len(folders)
        archive.close()


def _said(archive: Archive) -> list[Hit]:
    """All that the index says; documents of one day are in no order."""
    return sorted(archive.find(EVERYTHING).hits, key=lambda hit: hit.shelved.document.id)


def _text(folder: Path) -> str:
    try:
        with gzip.open(folder / "result.json.gz", "rb") as file:
            text: str = json.loads(file.read())["text"]
    except (OSError, ValueError, EOFError):
        return ""
    return text.split("\f", maxsplit=1)[0].strip()


def _is_whole(folder: Path) -> bool:
    """With every file that its record names, the original that its text was read from among them."""
    record = json.loads((folder / "archive.json").read_text())
    names = record["files"]
    return (
        all((folder / name).is_file() for name in names.values())
        and "original" in names
        and text_of((folder / names["original"]).read_bytes()) == _text(folder)
    )
