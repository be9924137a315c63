"""Do a browser's EventSource and WebSocket come back when the API restarts under them?

    python -m bench.live.browser [--rounds 6] [--chromium /usr/bin/chromium]

Chromium runs the two pieces of JavaScript in docs/live-events.md as they stand there, on a page of the service, while the API
is ended in turns in good order and by ``kill -9`` and the task goes on meanwhile. Each must be told every event of the stream
once and in order, and the end. Needs playwright (pip) and Chromium, headless.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from bench.live.api import Api, api_process
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import Claim
from tests.support.records import make_record

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "live-events.md"
_SCRIPT = re.compile(r"```js\n(.*?)```", re.DOTALL)
_PAGES_A_STEP = 3
_AWAY_S = 1.5
_SETTLE_S = 60.0


def scripts() -> dict[str, str]:
    """Door -> its JavaScript in the documentation; they follow ``task`` and call ``show`` with what is told."""
    texts = _SCRIPT.findall(_PAGE.read_text(encoding="utf-8"))
    return {
        door: next(text for text in texts if f"new {door}(" in text) for door in ("EventSource", "WebSocket")
    }


async def open_page(browser: Any, api: Api, task_id: str, script: str) -> Page:
    """A page of the service that follows the task and keeps what it is told in ``told``."""
    page: Page = await browser.new_page()
    await page.goto(f"{api.url}/healthz")
    await page.evaluate(
        "([task, script]) => { window.told = []; new Function('task', 'show', script)(task, each => told.push(each)); }",
        [task_id, script],
    )
    await page.wait_for_function("told.length > 0")
    return page


async def work_on(api: Api, claim: Claim, step: int, steps: int) -> None:
    """Read some pages of the document."""
    total = steps * _PAGES_A_STEP
    for done in range(step * _PAGES_A_STEP + 1, (step + 1) * _PAGES_A_STEP + 1):
        percent = 99 * done // total
        await api.queue.progress(claim, percent=percent, message="page", pages_done=done, pages_total=total)
        await asyncio.sleep(0.05)


async def restarts(rounds: int, chromium: str) -> bool:
    """Print what each door was told of how much; True when nothing was missed and nothing came twice."""
    async with api_process(10) as api, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        task = (await api.queue.enqueue(make_record())).task
        claim = await api.queue.claim("w", tuple(Priority))
        assert claim is not None
        pages = {door: await open_page(browser, api, task.id, script) for door, script in scripts().items()}
        for number in range(rounds):
            await work_on(api, claim, 3 * number, 3 * rounds)
            await api.end(is_killed=bool(number % 2))
            await work_on(api, claim, 3 * number + 1, 3 * rounds)
            await asyncio.sleep(_AWAY_S)
            await api.start()
            await work_on(api, claim, 3 * number + 2, 3 * rounds)
            for page in pages.values():
                await _until_told(page, 3 * (number + 1) * _PAGES_A_STEP)
        await api.queue.complete(claim, Completion(head={"text": "", "pages": []}, pages=1))
        wanted = list(range(1, 3 * rounds * _PAGES_A_STEP + 1))
        is_kept = True
        for door, page in pages.items():
            is_kept &= await _told_all(page, door, rounds, wanted)
        await browser.close()
    return is_kept


async def _until_told(page: Page, pages_done: int) -> None:
    """Until it has come back and knows of so many pages."""
    await page.wait_for_function(
        "pages => told.some(each => each.pages_done === pages)", arg=pages_done, timeout=_SETTLE_S * 1000
    )


async def _told_all(page: Page, door: str, rounds: int, wanted: list[int]) -> bool:
    await page.wait_for_function("told.some(each => each.status === 'COMPLETED')", timeout=_SETTLE_S * 1000)
    told = await page.evaluate("told")
    # What is told at the beginning and the end says how things stand, and names no new page.
    pages = [each["pages_done"] for each in told if each["status"] == "PROCESSING" and each["pages_done"]]
    is_kept = pages == wanted
    print(
        f"{door}: {rounds} restarts, {len(pages)} of {len(wanted)} events, {'each once, in order' if is_kept else pages}"
    )
    return is_kept


def main() -> int:
    """0 when both doors were told everything once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    return 0 if asyncio.run(restarts(arguments.rounds, arguments.chromium)) else 1


if __name__ == "__main__":
    sys.exit(main())
