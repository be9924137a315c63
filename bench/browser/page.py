"""Walk through the web page as people do, in a real browser: pictures of each step, what axe-core finds, whether a script was stopped.

    python -m bench.browser.page [--pictures docs/page] [--axe axe.min.js] [--chromium /usr/bin/chromium]

Starts Redis, API and worker on loopback, and reads documents that the project draws. Needs playwright (pip) and Chromium,
headless; ``--axe`` is the file of the npm package ``axe-core``. Ends with 1 when anything is amiss.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from bench.documents.example_documents import EXAMPLES, Example
from tests.support.documents.invoice_xml import Bill, cii
from tests.support.documents.pdfs_with_files import file_in, list_by_name, page_that_says
from tests.support.service import RunningService

_WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
_READ_MS = 400_000
PATIENCE_MS = 60_000
"""How long a step may take on a machine that others keep busy."""
_PLOTS = 4
_COLOURS = 256
_REFUSED = "status of 422"
"""A browser tells of the page that refuses a nonsensical day as of a failure, and it is one that the walk asks for."""
_HOSTILE = "<img src=x onerror=alert(1)>&quot;'; .pdf"
_SCHEMES = ("light", "dark")
_AT_400_PERCENT = {"width": 320, "height": 256}
_SHOWN_MAGNIFIED = ("operations", "list")
_OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
_IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


@dataclass(slots=True)
class Walk:
    """One walk: where pictures go, and what was found amiss."""

    url: str
    pictures: Path | None
    axe: str
    amiss: list[str] = field(default_factory=list)
    views: int = 0
    undecided: Counter[str] = field(default_factory=Counter)

    def seen(self, page: Page, name: str) -> None:
        """Take a picture of a step, and let axe-core look at it."""
        if self.pictures:
            _shoot(page, self.pictures / f"{name}.png")
        if self.axe:
            page.evaluate(self.axe)
            page.evaluate(_OPEN_ALL)
            was_dark = page.evaluate(_IS_DARK)
            for scheme in _SCHEMES:
                page.emulate_media(color_scheme=scheme)
                self._ask_axe(page, f"{name} {scheme}")
            page.emulate_media(color_scheme=_SCHEMES[was_dark])
            self._magnified(page, name)
        print(f"seen: {name}", flush=True)

    def _magnified(self, page: Page, name: str) -> None:
        """At 400 % of a window of 1280 x 1024 everything stands in one column of 320 pixels, and nothing beside it."""
        size = page.viewport_size or _WIDE
        page.set_viewport_size(_AT_400_PERCENT)  # type: ignore[arg-type]  # a TypedDict for callers alone
        self._ask_axe(page, f"{name} 400 %")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > _AT_400_PERCENT["width"]:
            self.amiss.append(f"{name}: at 400 % the page is {width} pixels wide")
        if self.pictures and name in _SHOWN_MAGNIFIED:
            _shoot(page, self.pictures / f"{name}-400.png")
        page.set_viewport_size(size)

    def _ask_axe(self, page: Page, name: str) -> None:
        self.views += 1
        found = page.evaluate("axe.run().then(({violations, incomplete}) => ({violations, incomplete}))")
        for violation in found["violations"]:
            places = [node["html"][:90] for node in violation["nodes"][:2]]
            self.amiss.append(f"{name}: axe {violation['impact']} {violation['id']}: {places}")
        self.undecided.update(each["id"] for each in found["incomplete"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--axe", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    axe = arguments.axe.read_text(encoding="utf-8") if arguments.axe else ""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        documents = [_drawn(example, folder) for example in EXAMPLES]
        browser = play.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
        with RunningService(folder / "service") as service:
            walk = Walk(service.url, arguments.pictures, axe)
            _with_scripts(walk, browser, documents)
            _by_links_and_forms(walk, browser, documents[0])
            _on_a_phone(walk, browser)
        with RunningService(folder / "keyed", API_OPERATOR_KEYS="me:a-long-secret") as service:
            walk.url = service.url
            _with_a_key(walk, browser)
    if walk.axe:
        print(f"axe-core looked at {walk.views} views and left to a person: {dict(walk.undecided)}")
    print("\n".join(walk.amiss) or "nothing amiss")
    sys.exit(bool(walk.amiss))


def _shoot(page: Page, path: Path) -> None:
    """The whole page from its top, in 256 colours, those that are rare among them: a third of the bytes."""
    page.evaluate("scrollTo(0, 0)")
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as taken:
        taken.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )


def _drawn(example: Example, folder: Path) -> Path:
    path = folder / example.filename
    example.draw(path)
    return path


@contextmanager
def visit(walk: Walk, browser: Browser, **wishes: object) -> Iterator[tuple[BrowserContext, Page]]:
    context = browser.new_context(**wishes)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()

    def heard(message: ConsoleMessage) -> None:
        # A browser tells in its console when the policy has stopped something, and of scripts that fail.
        if message.type == "error" and _REFUSED not in message.text:
            walk.amiss.append(f"console: {message.text[:200]}")

    page.on("console", heard)
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("pageerror", lambda error: walk.amiss.append(f"script: {error}"))
    try:
        yield context, page
    finally:
        context.close()


def _with_scripts(walk: Walk, browser: Browser, documents: list[Path]) -> None:
    with visit(walk, browser, viewport=_WIDE) as (_, page):
        page.goto(walk.url)
        expect(page.locator(".empty")).to_be_visible()
        walk.seen(page, "drop")
        page.set_input_files("#files", documents)
        expect(page.locator("#rows tr")).to_have_count(len(documents))
        walk.seen(page, "under-way")
        expect(page.locator(".s-completed")).to_have_count(len(documents), timeout=_READ_MS)
        walk.seen(page, "list")
        for path in documents:
            page.goto(walk.url)
            page.click(f"text={path.name}")
            expect(page.locator(".text a").first).to_be_visible()
            expect(page.locator(".sheet image")).to_have_count(1)
            walk.seen(page, f"document-{path.stem}")
        page.click(".text a >> nth=3")
        page.check("#show-order")
        page.fill("#find", "a")
        expect(page.locator("#found")).not_to_be_empty()
        walk.seen(page, "order-of-reading")
        _put_right_and_read_again(walk, page)
        _compare_with_xml(walk, page, documents[0].parent)
        hostile = documents[0].parent / "hostile.pdf"
        hostile.write_bytes(b"%PDF-1.4 no document")
        page.goto(walk.url)
        page.set_input_files(
            "#files", {"name": _HOSTILE, "mimeType": "application/pdf", "buffer": hostile.read_bytes()}
        )
        expect(page.locator(".s-failed")).to_have_count(1, timeout=_READ_MS)
        page.goto(f"{walk.url}/?category=letter")
        walk.seen(page, "found")
        page.goto(f"{walk.url}/?status=FAILED")
        page.click(".name a")
        walk.seen(page, "failed")
        page.goto(f"{walk.url}/?since=nonsense")
        walk.seen(page, "refused")
        page.goto(f"{walk.url}/operations")
        walk.seen(page, "operations")
        page.click("text=Pause >> nth=0")
        expect(page.locator(".badge.warn")).to_be_visible()
        walk.seen(page, "operations-paused")
        page.click("text=Resume")
        page.click("text=Run the audit")
        expect(page.locator(".notice.good")).to_be_visible()


def _put_right_and_read_again(walk: Walk, page: Page) -> None:
    page.evaluate(_OPEN_ALL)
    page.fill('details.correct input[name="field.sender"]', "Put right")
    page.click("details.correct button")
    expect(page.locator(".corrected")).to_have_count(1)
    walk.seen(page, "put-right")
    page.evaluate(_OPEN_ALL)
    page.check("input[value=markdown]")
    before = page.url
    page.click("form.again button")
    expect(page).not_to_have_url(before)
    expect(page.locator(".viewer")).to_be_visible(timeout=_READ_MS)
    page.evaluate(_OPEN_ALL)
    expect(page.locator("a.button", has_text="Markdown")).to_be_visible()


def _compare_with_xml(walk: Walk, page: Page, folder: Path) -> None:
    bill = Bill()
    total = "Gesamtbetrag 354,00 EUR"  # the XML says 345.00
    writer = page_that_says(
        bill.seller, "Rechnung", f"Rechnungsnummer: {bill.number}", "Nettobetrag 300,00 EUR", total
    )
    list_by_name(writer, a=file_in(writer, "factur-x.xml", cii(bill)))
    writer.write(folder / "e-invoice.pdf")
    page.goto(walk.url)
    page.set_input_files("#files", folder / "e-invoice.pdf")
    row = page.locator("#rows tr", has_text="e-invoice.pdf")
    expect(row.locator(".s-completed")).to_be_visible(timeout=_READ_MS)
    row.locator(".name a").click()
    expect(page.locator(".xml-other").first).to_be_visible()
    walk.seen(page, "e-invoice")


def _by_links_and_forms(walk: Walk, browser: Browser, document: Path) -> None:
    with visit(walk, browser, viewport=_WIDE, java_script_enabled=False, locale="de-DE") as (_, page):
        page.goto(walk.url)
        page.set_input_files("#files", document)
        page.uncheck("input[name=pictures]")
        page.click("#drop button")
        for _ in range(120):
            if page.locator(".viewer").count():
                break
            page.wait_for_timeout(1000)
            page.reload()
        page.click(".facts-table a >> nth=0")
        if walk.pictures:
            _shoot(page, walk.pictures / "without-scripts.png")
        page.click("text=Löschen")
        expect(page.locator("h1")).to_contain_text("Endgültig löschen")
        page.click("main button")
        expect(page.locator("h1")).to_have_text("Dokumente")
        page.goto(f"{walk.url}/operations?window=hour")
        if page.locator("svg.plot").count() != _PLOTS:
            walk.amiss.append("without scripts: no plots")
        page.goto(f"{walk.url}/?name=receipt&status=COMPLETED")
        print(f"without scripts, in German: {page.locator('#rows tr').count()} rows by name", flush=True)


def _on_a_phone(walk: Walk, browser: Browser) -> None:
    with visit(walk, browser, viewport=PHONE, color_scheme="dark", locale="fr-FR") as (_, page):
        page.goto(walk.url)
        walk.seen(page, "phone")
        page.click(".name a:has-text('receipt') >> nth=0")
        walk.seen(page, "phone-document")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            walk.amiss.append(f"phone: the page is {width} pixels wide")


def _with_a_key(walk: Walk, browser: Browser) -> None:
    with visit(walk, browser, viewport=_WIDE) as (context, page):
        page.goto(f"{walk.url}/operations")
        page.fill("input[name=key]", "a-long-secret")
        walk.seen(page, "log-in")
        page.click("main button")
        expect(page.locator("h1")).to_have_text("Operations")
        cookie = next(each for each in context.cookies() if each["name"] == "docvault_session")
        if not cookie["httpOnly"] or cookie["sameSite"] != "Lax":
            walk.amiss.append(f"cookie: {cookie}")
        page.click("text=Log out")
        expect(page.locator("h1")).to_have_text("Log in")


if __name__ == "__main__":
    main()
