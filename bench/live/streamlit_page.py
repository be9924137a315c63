"""Does the page for Streamlit in docs/live-events.md follow a document to its end?

    python -m bench.live.streamlit_page

Runs it in Streamlit's own test harness against an API whose worker is played. Needs streamlit and requests (pip).
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bench.live.api import Api, api_process
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from tests.support import sample_files as files

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "live-events.md"
_SCRIPT = re.compile(r"```python\n(.*?)```", re.DOTALL)


def page(url: str) -> AppTest:
    """The documented page, with what it is said to have: the address and a document."""
    match = _SCRIPT.search(_PAGE.read_text(encoding="utf-8"))
    assert match
    given = f"API, document = '{url}/api/v1', ('a.png', {files.png()!r})\n"
    return AppTest.from_string(given + match[1], default_timeout=60)


async def work(api: Api) -> None:
    """Read one document of four pages."""
    while not (claim := await api.queue.claim("w", tuple(Priority), wait_s=1)):
        pass
    for done in range(1, 5):
        await api.queue.progress(
            claim, percent=20 * done, message=f"Page {done} of 4", pages_done=done, pages_total=4
        )
        await asyncio.sleep(0.2)
    head = {"page_count": 4, "confidence": 90.0, "language": "eng", "text": "Dear reader"}
    await api.queue.complete(claim, Completion(head=head, pages=4))


def pressed(url: str) -> AppTest:
    """The page after its button was pressed."""
    return page(url).run().button[0].click().run()


async def follow() -> int:
    """0 when the page ended without an error and showed an answer: a played worker leaves no files to read."""
    async with api_process(10) as api:
        ran, _ = await asyncio.gather(asyncio.to_thread(pressed, api.url), work(api))
    shown = ran.json[0].value if ran.json else "nothing"
    print(f"exceptions: {[each.value for each in ran.exception]}; shown: {str(shown)[:200]}")
    return int(bool(ran.exception) or not ran.json)


if __name__ == "__main__":
    sys.exit(asyncio.run(follow()))
