"""Prove of the web page what a look at it does not show: keyboard, slow lines, slow processors, restarts, hostile input, memory.

    python -m bench.browser.proofs [--only by_keyboard] [--chromium /usr/bin/chromium]

Starts Redis, API and worker on loopback. Needs playwright (pip) and Chromium, headless. Each proof prints its figures; ends with 1
when one fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright
from reportlab.pdfgen.canvas import Canvas

from bench.browser.hands import PASTE, drop, folder_of_three, photo
from bench.browser.page import PATIENCE_MS
from bench.documents.example_documents import EXAMPLES
from tests.support.service import RunningService

_READ_MS, _LOOK_MS = 120_000, 50
_OPEN_PAGES = 50
_TABS = 8
_CLOSED = 2
_SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
_SLOWER_PROCESSOR = 6
_LISTENS = (
    "window.stopped = []; addEventListener('securitypolicyviolation', e => window.stopped.push(e.blockedURI))"
)
_FREE_FIELDS = "details.correct input:not([type=hidden], [type=date], [inputmode], [name=category], [name$=currency], [name$=time])"
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "'; alert(1); //",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</title><svg onload=alert(1)>",
    "\u202egnp.exe",
    '" autofocus onfocus=alert(1) x="',
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--only", default="", help="the name of one proof, such as by_keyboard")
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        browser = play.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
        with RunningService(folder / "service") as service:
            for proof in PROOFS:
                if arguments.only not in ("", proof.__name__):
                    continue
                print(f"{proof.__name__.replace('_', ' ')}: ", end="", flush=True)
                try:
                    print(proof(browser, service, folder), flush=True)
                except AssertionError as error:
                    failed += 1
                    print(f"FAILED: {error}", flush=True)
    sys.exit(bool(failed))


def _page(browser: Browser) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    context.add_init_script(_LISTENS)
    return context, context.new_page()


def _letter(folder: Path) -> Path:
    path = folder / EXAMPLES[0].filename
    EXAMPLES[0].draw(path)
    return path


def by_keyboard(browser: Browser, service: RunningService, folder: Path) -> str:
    """Send a document, open it, walk through its words and delete it, by keys alone."""
    context, page = _page(browser)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(service.url)
    stops = tab_to(page, "#files")
    page.set_input_files("#files", _letter(folder))  # the system's own window is no part of the page
    expect(page.locator(".s-completed")).to_have_count(1, timeout=_READ_MS)
    stops += tab_to(page, "#rows .name a")
    page.keyboard.press("Enter")
    expect(page.locator(".viewer")).to_be_visible()
    stops += tab_to(page, ".text a")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".boxes rect.here")).to_have_count(1)
    stops += tab_to(page, "form.end button")
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_be_visible()
    context.close()
    return f"sent, opened, read and deleted with {stops} stops of the Tab key"


def tab_to(page: Page, selector: str) -> int:
    for stops in range(1, 120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return stops
    raise AssertionError(f"{selector} is not reached by the Tab key")


def ways_in(browser: Browser, service: RunningService, folder: Path) -> str:
    """Documents are dropped, a folder among them, pasted, chosen by the folder and photographed."""
    context, page = _page(browser)
    page.goto(service.url)
    letter = _letter(folder)
    dropped, chosen = (folder_of_three(folder, name) for name in ("dropped", "chosen"))
    drop(context, page, letter, dropped)
    expect(page.locator("#rows tr")).to_have_count(4)
    page.evaluate(PASTE)
    expect(page.locator("#rows")).to_contain_text("pasted.png")
    page.set_input_files("#folder", chosen)
    expect(page.locator("#rows tr")).to_have_count(8)
    context.close()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    page.goto(service.url)
    expect(page.locator(".touch")).to_be_visible()
    expect(page.locator(".no-touch")).to_be_hidden()
    taken = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.set_input_files("#camera", taken)  # type: ignore[arg-type]  # a TypedDict for callers alone
    expect(page.locator("#rows")).to_contain_text("photo.jpg")
    phone.close()
    return "a file and a folder dropped, a picture pasted, a folder chosen, a photo taken on a phone: 9 documents"


def hostile_input(browser: Browser, service: RunningService, folder: Path) -> str:
    """File names, texts, facts and filters that want to be scripts; a category that is none is refused."""
    context, page = _page(browser)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(service.url)
    page.set_input_files(
        "#files",
        [
            {"name": f"{text}.pdf", "mimeType": "application/pdf", "buffer": _says(folder, text, number)}
            for number, text in enumerate(HOSTILE)
        ],
    )
    expect(page.locator(".s-completed")).to_have_count(len(HOSTILE), timeout=_READ_MS)
    stopped: list[str] = page.evaluate("window.stopped")
    addresses = page.eval_on_selector_all("#rows .name a", "links => links.map(link => link.href)")
    views = 1
    for address, text in zip(addresses, HOSTILE, strict=True):
        page.goto(address)
        page.click("details.correct summary")
        for field in page.locator(_FREE_FIELDS).all():
            field.fill(text[:60])
        page.click("details.correct button")
        expect(page.locator(".viewer")).to_be_visible()
        stopped += page.evaluate("window.stopped")
        for query in ("name", "category"):
            page.goto(f"{service.url}/?{query}={urllib.request.quote(text)}")
            stopped += page.evaluate("window.stopped")
        views += 3
    page.goto(f"{service.url}/operations")
    stopped += page.evaluate("window.stopped")
    context.close()
    assert not dialogs, f"scripts ran: {dialogs}"
    assert not stopped, f"the policy stopped {stopped}"
    return f"{len(HOSTILE)} texts in names, pages, facts and filters on {views + 1} views: no script ran, 0 reports of the policy"


def _says(folder: Path, text: str, number: int) -> bytes:
    path = folder / f"hostile-{number}.pdf"
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.setTitle(text)
    canvas.setAuthor(text)
    canvas.drawString(20, 260, f"Invoice {number} of {text}")
    canvas.drawString(20, 240, "Total 12.00 EUR, date 12.05.2026")
    canvas.save()
    return path.read_bytes()


def _throttled(browser: Browser, service: RunningService, throttle: Callable[[CDPSession], None]) -> str:
    said = []
    for address in ("/", "/operations"):
        context, page = _page(browser)
        throttle(context.new_cdp_session(page))
        page.goto(f"{service.url}{address}", wait_until="load")
        said.append(
            f"{address} painted after {_painted(page):.0f} ms, usable after {page.evaluate(_USABLE):.0f} ms"
        )
        context.close()
    return "; ".join(said)


def _painted(page: Page) -> float:
    """When something was first to be seen, in ms; the page's policy lets nobody wait for it within the page."""
    for _ in range(_READ_MS // _LOOK_MS):
        if (at := page.evaluate(_PAINT)) is not None:
            return float(at)
        page.wait_for_timeout(_LOOK_MS)
    raise AssertionError("nothing was painted")


def slow_line(browser: Browser, service: RunningService, folder: Path) -> str:
    """400 ms there and back, 50 kB a second down, nothing in the browser's cache."""

    def throttle(session: CDPSession) -> None:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _SLOW_LINE)

    return _throttled(browser, service, throttle)


def slow_processor(browser: Browser, service: RunningService, folder: Path) -> str:
    """A sixth of this processor."""
    return _throttled(
        browser,
        service,
        lambda session: session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_PROCESSOR}),
    )


def restarted(browser: Browser, service: RunningService, folder: Path) -> str:
    """The API ends and comes back while a page looks on; the rows go on by themselves."""
    context, page = _page(browser)
    page.goto(service.url)
    page.evaluate("window.same = true")
    page.set_input_files("#files", _letter(folder))
    expect(page.locator("#rows tr").first).to_contain_text(_letter(folder).name)
    row = page.locator("#rows tr").first
    began = time.monotonic()
    service.restart("api")
    expect(row.locator(".s-completed")).to_have_count(1, timeout=_READ_MS)
    assert page.evaluate("window.same"), "the page was loaded again"
    context.close()
    return f"read and shown as done {time.monotonic() - began:.1f} s after the restart began, without loading the page again"


def many_tabs(browser: Browser, service: RunningService, folder: Path) -> str:
    """More tabs of one browser than it keeps connections to a service; those behind the last one are hidden."""
    context, page = _page(browser)
    for _ in range(_TABS):
        page = context.new_page()
        page.goto(service.url)
        _set_hidden(page, "true")
        assert page.evaluate("events.readyState") == _CLOSED, "a tab that is not seen holds a connection"
    _set_hidden(page, "false")
    assert page.evaluate("events.readyState") != _CLOSED, "a tab that is seen again does not listen"
    context.close()
    return f"{_TABS} tabs of one browser, of which only the one in front listens"


def _set_hidden(page: Page, hidden: str) -> None:
    page.evaluate(f"Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def open_pages(browser: Browser, service: RunningService, folder: Path) -> str:
    """As many pages open at once, each listening."""
    before = service.pss_mb("api")
    # A context is a browser of its own: one browser would keep six connections for all of its tabs.
    contexts = [browser.new_context() for _ in range(_OPEN_PAGES)]
    for context in contexts:
        context.new_page().goto(service.url)
    after = service.pss_mb("api")
    for context in contexts:
        context.close()
    return f"the API takes {before:.1f} MB before and {after:.1f} MB with {_OPEN_PAGES} pages open"


PROOFS = (
    by_keyboard,
    ways_in,
    hostile_input,
    slow_line,
    slow_processor,
    restarted,
    many_tabs,
    open_pages,
)


if __name__ == "__main__":
    main()
