"""Read pages side by side, as many as there are slots, and hand them on in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from ocr_service.domain.page import Page, PageSource
from ocr_service.pipeline.limits.page_slots import PageSlots
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import PagePlan


def read_in_order(plans: Iterator[PagePlan], reader: PageReader, slots: PageSlots) -> Iterator[Page]:
    """Pages in order, as many at once as there are slots; a few that came early wait, no more."""

    def read_in_slot(plan: PagePlan) -> Page:
        if plan.source is PageSource.TEXT_LAYER:
            return reader.read(plan)
        with slots.acquire(before_waiting=reader.engine.rest):
            return reader.read(plan)

    pool = ThreadPoolExecutor(slots.count, thread_name_prefix="page")
    window: deque[Future[Page]] = deque()
    try:
        for plan in plans:
            window.append(pool.submit(read_in_slot, plan))
            if len(window) > slots.count + 1:
                yield window.popleft().result()
        while window:
            yield window.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        reader.engine.rest()
