"""Documents that take no OCR: each does what its name says, so that chaos tests are about the queue.

``fork_server CONTROL_FD`` style entry point; the outputs have the form of real ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ocr_service.domain.document import (
    PAGES_FILE,
    PARTS_FOLDER,
    TEXT_FILE,
    DocumentRequest,
    Part,
    Progress,
    ResultHead,
)
from ocr_service.domain.outside.asking import Ask
from ocr_service.domain.page import Page
from ocr_service.domain.status import Split
from ocr_service.domain.task import part_id
from ocr_service.worker.fork_server import ForkServer

PAGES = 3
SHEET = b"\n% separator sheet\n"
"""What stands between the documents of a pile."""
PAGE_S = float(os.environ.get("TOY_PAGE_S", "0.01"))


def text_of(content: bytes) -> str:
    """What the toy reads from a document."""
    return f"sha256 {hashlib.sha256(content).hexdigest()}"


def run_toy(request: DocumentRequest, report: Callable[[Progress], None], ask: Ask) -> ResultHead:
    """Read a document in three pages; or die, or take the worker along, if its name says so."""
    if request.filename.startswith("kills-child"):
        os.kill(os.getpid(), signal.SIGKILL)
    if request.filename.startswith("kills-worker"):
        os.kill(_parent_of(os.getppid()), signal.SIGKILL)
        time.sleep(60)
    report(Progress(percent=10, message="Loaded"))
    for number in range(1, PAGES + 1):
        select.select([], [], [], PAGE_S)  # time.sleep fails on a machine whose clock faketime shifts
        report(Progress(percent=25 + 50 * number // PAGES, message=f"Processed page {number}/{PAGES}"))
    content = request.source.read_bytes()
    if request.options.split is Split.SEPARATORS and SHEET in content:
        return _divided(request, content)
    text = text_of(content)
    (request.output_folder / TEXT_FILE).write_text(text)
    (request.output_folder / PAGES_FILE).write_text(json.dumps(Page(number=1, text=text).to_json()) + "\n")
    return ResultHead(page_count=PAGES, confidence=90, language="eng", processing_time_s=PAGES * PAGE_S)


def _divided(request: DocumentRequest, content: bytes) -> ResultHead:
    """A pile whose documents stand between lines that say so."""
    (request.output_folder / PARTS_FOLDER).mkdir()
    parts = [
        Part(number=number, task_id=part_id(request.task_id, number), first_page=number, last_page=number)
        for number in range(1, len(content.split(SHEET)) + 1)
    ]
    for part, piece in zip(parts, content.split(SHEET), strict=True):
        (request.output_folder / part.file).write_bytes(piece)
    for name in (TEXT_FILE, PAGES_FILE):
        (request.output_folder / name).touch()
    return ResultHead(
        page_count=0, confidence=0, language="eng", processing_time_s=PAGES * PAGE_S, parts=tuple(parts)
    )


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[-1])) as control:
        control.send(json.dumps({"languages": ["eng"], "engines": ["tesseract"]}).encode())
        ForkServer(control, run_toy).serve()
