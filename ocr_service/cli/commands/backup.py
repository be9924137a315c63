"""``ocr-service backup``: copy Redis and the files of a running service into a folder."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from ocr_service import __version__
from ocr_service.cli.command import Subparsers
from ocr_service.queue.snapshot import take_snapshot
from ocr_service.settings import Settings
from ocr_service.storage.backup import copy_files
from ocr_service.storage.durable import fsync_folder, write_durably
from ocr_service.variables import InvalidSettings

SNAPSHOT, FILES, MANIFEST = "redis.rdb", "uploads", "backup.json"


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "backup", help="copy all tasks and files of a running service into a folder"
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that does not exist yet")
    parser.add_argument("--redis-url", metavar="URL", help="Redis to copy (default: REDIS_URL)")
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """First Redis, then the files: a task that comes in between has its file and record and is enqueued again."""
    folder: Path = arguments.folder
    _make(folder)
    take_snapshot(arguments.redis_url or settings.redis.url, folder / SNAPSHOT)
    count = copy_files(settings.upload_dir, folder / FILES)
    # The manifest comes last: a folder without one is no backup.
    manifest = {"version": __version__, "made_at": datetime.now(UTC).isoformat(), "files": count}
    write_durably(folder / MANIFEST, json.dumps(manifest).encode())
    fsync_folder(folder)
    print(f"{count} files and a snapshot of Redis are in {folder}")
    return 0


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise InvalidSettings(f"{folder} cannot be made: {error.strerror}. Name a new folder.") from error
