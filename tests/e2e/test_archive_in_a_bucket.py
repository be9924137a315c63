"""The whole way with documents in a bucket: a pile on the share, its parts in the other folder, found in the archive, its PDF fetched."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from tests.support.documents.separators import patch_sheet
from tests.support.drawings import draw_page, scan_pdf
from tests.support.processes.patience import until
from tests.support.processes.s3_server import ACCESS_KEY, SECRET_KEY, S3Server
from tests.support.service import RunningService

LETTERS = ("Kündigung des Stromvertrages zum Jahresende", "Rechnung der Werkstatt über neue Reifen")


def answer(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as response:
        return bytes(response.read())


def found(service: RunningService, words: str) -> list[dict[str, Any]]:
    """The archive's documents that have these words."""
    return list(json.loads(answer(f"{service.url}/api/v1/archive?q={words}"))["documents"])


def scanned_pile(path: Path) -> Path:
    pages = [draw_page(text.split(), inch=(8.27, 3)).picture for text in LETTERS]
    return scan_pdf(path, [pages[0], patch_sheet("T"), pages[1]], dpi=150)


def test_a_pile_on_the_share_is_found_in_the_archive_of_a_service_with_a_bucket(tmp_path: Path) -> None:
    scans, documents, archive = (tmp_path / name for name in ("scans", "documents", "archive"))
    for folder in (scans, documents, archive):
        folder.mkdir()
    with S3Server(tmp_path / "s3") as server:
        server.make_bucket("documents")
        service = RunningService(
            tmp_path / "service",
            programs=("api", "worker", "notifier", "watch"),
            STORAGE="s3",
            S3_BUCKET="documents",
            S3_ENDPOINT_URL=server.endpoint,
            S3_ACCESS_KEY=ACCESS_KEY,
            S3_SECRET_KEY=SECRET_KEY,
            ARCHIVE="on",
            ARCHIVE_DIR=str(archive),
            WATCH_DIR=str(scans),
            WATCH_OUTPUT_DIR=str(documents),
            WATCH_SPLIT="separators",
            WATCH_SETTLE_SECONDS="0.5",
            DEFAULT_LANGUAGE="deu",
        )
        with service:
            scanned_pile(tmp_path / "pile.pdf").rename(scans / "pile.pdf")
            until(lambda: len(list(archive.rglob("document.pdf"))) == 2)
            until((scans / "done/pile.pdf").exists)

            # Its rows are written after its files.
            until(lambda: found(service, "stromvertr*") and found(service, "werkstatt"))
            (hit,) = found(service, "stromvertr*")
            pdf = answer(f"{service.url}/api/v1/archive/documents/{hit['id']}/pdf")
            page = answer(f"{service.url}/archive?q=reifen").decode()
            paths = subprocess.run(
                [sys.executable, "-m", "ocr_service", "find", "werkstatt", "--paths"],
                env=service.environment,
                cwd=service.folder,
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split("\n")

    assert sorted(path.name for path in documents.glob("*.pdf")) == ["pile 1.pdf", "pile 2.pdf"]
    assert (pdf[:5], hit["match"]["page"]) == (b"%PDF-", 1)
    assert "Reifen" in page
    assert [Path(path).name for path in paths if path] == ["document.pdf"]
