"""``ocr-service restore``: lay a backup out for an instance that has not been started yet."""

from __future__ import annotations

import argparse
from pathlib import Path

from ocr_service.cli.command import Subparsers
from ocr_service.cli.commands.backup import FILES, MANIFEST, SNAPSHOT
from ocr_service.settings import Settings
from ocr_service.storage.backup import lay_out_redis, restore_files
from ocr_service.variables import InvalidSettings


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("restore", help="lay a backup out for an instance that is not running yet")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="what `ocr-service backup` made")
    parser.add_argument(
        "--redis-data",
        type=Path,
        metavar="FOLDER",
        help="Redis' folder (default: VAR_DIR/redis, that of scripts/run)",
    )
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Only into empty places: nothing that is there is written over."""
    folder: Path = arguments.folder
    data: Path = arguments.redis_data or settings.storage.var_dir / "redis"
    if not (folder / MANIFEST).is_file():
        raise InvalidSettings(f"{folder} is no whole backup: it has no {MANIFEST}.")
    for place in (data, settings.upload_dir):
        if place.exists() and any(place.iterdir()):
            raise InvalidSettings(f"{place} is not empty. Stop the service and move it away first.")
    restore_files(folder / FILES, settings.upload_dir)
    lay_out_redis(folder / SNAPSHOT, data)
    print(
        f"Restored to {settings.upload_dir} and {data}. Start the service, then: ocr-service queue audit --files"
    )
    return 0
