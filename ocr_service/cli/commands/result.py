"""``ocr-service result``: fetch what was read."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from ocr_service.cli.command import Subparsers, completes
from ocr_service.cli.service_client import add_service_arguments, open_service
from ocr_service.domain.status import Output
from ocr_service.settings import Settings

_RENDERINGS = [output.value for output in Output if output is not Output.IMAGES]


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("result", help="fetch what was read")
    parser.add_argument("task_id", metavar="TASK_ID")
    parser.add_argument("--as", dest="rendering", choices=_RENDERINGS, default="text", help="default: text")
    file = parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write here instead of standard output"
    )
    completes(file, "file")
    add_service_arguments(parser)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """0 when the rendering was fetched; errors end with the service's own sentence."""
    if arguments.output is not None:
        asyncio.run(_fetch(arguments, settings, arguments.output))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result"
        asyncio.run(_fetch(arguments, settings, path))
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    return 0


async def _fetch(arguments: argparse.Namespace, settings: Settings, path: Path) -> None:
    address = f"/api/v1/ocr/result/{arguments.task_id}"
    if arguments.rendering != Output.JSON:
        address += f"/{arguments.rendering}"
    async with open_service(arguments, settings) as service:
        await service.download(address, path)
