"""``ocr-service separators``: a sheet to print, that parts documents in a pile which is scanned as one."""

from __future__ import annotations

import argparse
from pathlib import Path

from ocr_service.cli.command import Subparsers, completes
from ocr_service.errors import StorageFailed

_PAPERS = ("a4", "letter")


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "separators", help="write a separator sheet to print, as PDF (docs/separators.md)"
    )
    file = parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("separator.pdf"),
        metavar="FILE",
        help="where to write it (separator.pdf)",
    )
    completes(file, "file")
    parser.add_argument("--paper", choices=_PAPERS, default="a4", help="size of the sheet (a4)")
    parser.set_defaults(handler=run, reads_settings=True)


def run(arguments: argparse.Namespace) -> int:
    """Write the sheet and say where it lies."""
    from ocr_service.pipeline.rendering.pdf.separator_sheet import write_separator_sheet

    try:
        write_separator_sheet(arguments.output, arguments.paper)
    except OSError as error:
        raise StorageFailed(f"{arguments.output} cannot be written: {error.strerror}.") from error
    print(arguments.output)
    return 0
