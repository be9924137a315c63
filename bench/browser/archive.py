"""Walk from the scanner's share to "found it": a file is put down, archived, searched for on the page, and its PDF is taken away; pictures of each step.

    python -m bench.browser.archive [--pictures docs/page] [--chromium /usr/bin/chromium]

Starts Redis, API, worker, watcher and notifier on loopback. Needs playwright (pip) and Chromium, headless. Ends with 1 when anything is amiss.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.documents.example_documents import EXAMPLES
from tests.support.service import RunningService

_WIDE = {"width": 1280, "height": 860}
_ARCHIVED_S = 180
_SOUGHT = "vertrag"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        for each in ("scans", "documents", "archive"):
            (folder / each).mkdir()
        programs = ("api", "worker", "watch", "notifier")
        with RunningService(folder / "service", programs=programs, **_variables(folder)) as service:
            start_s = time.monotonic()
            for example in EXAMPLES:
                example.draw(folder / "scans" / example.filename)
            _wait(folder / "archive", len(EXAMPLES))
            print(
                f"{len(EXAMPLES)} files from the share into the archive: {time.monotonic() - start_s:.1f} s"
            )
            browser = play.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport=_WIDE)  # type: ignore[arg-type]  # a TypedDict for callers alone
            _walk(page, service.url, arguments.pictures)
            browser.close()
    return 0


def _variables(folder: Path) -> dict[str, str]:
    return {
        "ARCHIVE": "on",
        "ARCHIVE_DIR": str(folder / "archive"),
        "WATCH_DIR": str(folder / "scans"),
        "WATCH_OUTPUT_DIR": str(folder / "documents"),
        "WATCH_LANGUAGE": "deu",
        "WATCH_SETTLE_SECONDS": "0.5",
    }


def _wait(archive: Path, documents: int) -> None:
    deadline = time.monotonic() + _ARCHIVED_S
    while len(list(archive.glob("[0-9]*/*/archive.json"))) < documents:
        if time.monotonic() > deadline:
            sys.exit("the files were not archived in time")
        time.sleep(0.1)


def _walk(page: Page, url: str, pictures: Path | None) -> None:
    """From the first page over a search to a document and its PDF."""

    def seen(name: str) -> None:
        if pictures:
            page.screenshot(path=pictures / f"{name}.png")
        print(f"seen: {name}", flush=True)

    page.goto(f"{url}/archive")
    expect(page.locator("ol.found > li")).to_have_count(len(EXAMPLES))
    seen("archive")
    page.fill("input[name=q]", _SOUGHT)
    page.click("form.filter button")
    expect(page.locator("mark").first).to_be_visible()
    seen("archive-found")
    page.click("ol.found a")
    expect(page.locator("rect.hit").first).to_be_visible()
    seen("archive-document")
    with page.expect_download() as taken:
        page.click("p.downloads a")
    if not Path(taken.value.path()).read_bytes().startswith(b"%PDF"):
        sys.exit("what was taken away is no PDF")
    page.fill("input[name=tags]", "wohnung")
    page.click("form.say button")
    page.goto(f"{url}/archive?tag=wohnung")
    expect(page.locator("ol.found > li")).to_have_count(1)
    print("the PDF was taken away, and a tag was found")


if __name__ == "__main__":
    sys.exit(main())
