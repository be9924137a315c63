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

from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, DocumentRequest, Progress, ResultHead
from ocr_service.domain.outside.asking import Ask
from ocr_service.domain.page import Page
from ocr_service.worker.fork_server import ForkServer

PAGES = 3
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
    text = text_of(request.source.read_bytes())
    (request.output_folder / TEXT_FILE).write_text(text)
    (request.output_folder / PAGES_FILE).write_text(json.dumps(Page(number=1, text=text).to_json()) + "\n")
    return ResultHead(page_count=PAGES, confidence=90, language="eng", processing_time_s=PAGES * PAGE_S)


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[-1])) as control:
        control.send(json.dumps({"languages": ["eng"], "engines": ["tesseract"]}).encode())
        ForkServer(control, run_toy).serve()
