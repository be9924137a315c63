"""Walk from the scanner's share to "found it": a file is put down, archived, searched for on the page, and its PDF is taken away; pictures of each step.

    python -m bench.browser.archive [--pictures docs/page] [--axe axe.min.js] [--chromium /usr/bin/chromium]

Starts Redis, API, worker, watcher and notifier on loopback. Needs playwright (pip) and Chromium, headless; ``--axe`` is the file of the npm package
``axe-core``, which then looks at each step in light, in dark and at 400 %. Walks by keys alone, on a phone and without scripts, too.
Ends with 1 when anything is amiss.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.browser.page import PHONE, Walk, visit
from bench.browser.proofs import tab_to
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
    parser.add_argument("--axe", type=Path)
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
            axe = arguments.axe.read_text(encoding="utf-8") if arguments.axe else ""
            walk = Walk(service.url, arguments.pictures, axe)
            with visit(walk, browser, viewport=_WIDE) as (_, page):
                _walk(walk, page)
            with visit(walk, browser, viewport=_WIDE) as (_, page):
                _by_keys(walk, page)
            with visit(walk, browser, viewport=PHONE, color_scheme="dark", locale="fr-FR") as (_, page):
                _on_a_phone(walk, page)
            with visit(walk, browser, viewport=_WIDE, java_script_enabled=False, locale="de-DE") as (_, page):
                _by_links_and_forms(walk, page)
            browser.close()
    print("\n".join(walk.amiss) or f"nothing amiss; axe-core looked at {walk.views} views")
    return bool(walk.amiss)


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


def _walk(walk: Walk, page: Page) -> None:
    """From the first page over a search to a document and its PDF."""
    url = walk.url
    page.goto(f"{url}/archive")
    expect(page.locator("ol.found > li")).to_have_count(len(EXAMPLES))
    walk.seen(page, "archive")
    page.fill("input[name=q]", _SOUGHT)
    page.click("form.filter button")
    expect(page.locator("mark").first).to_be_visible()
    walk.seen(page, "archive-found")
    page.click("ol.found a")
    expect(page.locator("rect.hit").first).to_be_visible()
    walk.seen(page, "archive-document")
    with page.expect_download() as taken:
        page.click("p.downloads a")
    if not Path(taken.value.path()).read_bytes().startswith(b"%PDF"):
        sys.exit("what was taken away is no PDF")
    page.fill("input[name=tags]", "wohnung")
    page.click("form.say button")
    page.goto(f"{url}/archive?tag=wohnung")
    expect(page.locator("ol.found > li")).to_have_count(1)
    page.goto(f"{url}/archive?q=-only")
    walk.seen(page, "archive-refused")
    print("the PDF was taken away, and a tag was found")


def _by_keys(walk: Walk, page: Page) -> None:
    """Search, open what was found, and give it a note, by keys alone."""
    page.goto(f"{walk.url}/archive")
    stops = tab_to(page, "input[name=q]")
    page.keyboard.type(_SOUGHT)
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    stops += tab_to(page, "ol.found a")
    page.keyboard.press("Enter")
    expect(page.locator("rect.hit").first).to_be_visible()
    stops += tab_to(page, "textarea[name=note]")
    page.keyboard.type("by keys")
    stops += tab_to(page, "form.say button")
    page.keyboard.press("Enter")
    expect(page.locator("p.notice")).to_have_text("by keys")
    print(f"by keys alone: found, opened and noted with {stops} stops of the Tab key")


def _on_a_phone(walk: Walk, page: Page) -> None:
    for name, address in (("archive-phone", f"/archive?q={_SOUGHT}"), ("archive-phone-document", "")):
        if address:
            page.goto(f"{walk.url}{address}")
        else:
            page.click("ol.found a >> nth=0")
        walk.seen(page, name)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
            walk.amiss.append(f"{name}: the page is {width} pixels wide")


def _by_links_and_forms(walk: Walk, page: Page) -> None:
    """Without scripts a note is kept, too, and removal asks first."""
    page.goto(f"{walk.url}/archive?q={_SOUGHT}")
    page.click("ol.found a >> nth=0")
    page.fill("textarea[name=note]", "ohne Skripte")
    page.click("form.say button")
    expect(page.locator("p.notice")).to_have_text("ohne Skripte")
    page.click("form.end button")
    expect(page.locator("input[name=sure]")).to_have_count(1)
    print("without scripts, in German: a note is kept, and removal asks first")


if __name__ == "__main__":
    sys.exit(main())
