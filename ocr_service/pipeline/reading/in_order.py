"""Read pages side by side, as many as there are shares of memory, and hand them on in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

from ocr_service.domain.page import Page, PageSource
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.limits.resource_limits import share, spare_share
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import PagePlan


def read_in_order(plans: Iterator[PagePlan], reader: PageReader, shares: MemoryShares) -> Iterator[Page]:
    """Pages in order, as many at once as there are shares; a few that came early wait, no more."""

    def read_in_share(plan: PagePlan) -> Page:
        if plan.source is PageSource.TEXT_LAYER:
            return reader.read(plan)
        with share(before_waiting=reader.engine.rest):
            return reader.read(plan)

    pool = _started_pool(shares.count)
    window: deque[Future[Page]] = deque()
    try:
        while True:
            # Words of a page are made here, thousands of them on some: in a share that nobody needs, while no page waits for one.
            with nullcontext(False) if window else spare_share() as has_share:
                plan = next(plans, None)
                if plan is not None and has_share and plan.source is PageSource.TEXT_LAYER:
                    yield reader.read(plan)
                    continue
            if plan is None:
                break
            window.append(pool.submit(read_in_share, plan))
            if len(window) > shares.count + 1:
                yield window.popleft().result()
        while window:
            yield window.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        reader.engine.rest()


def _started_pool(count: int) -> ThreadPoolExecutor:
    """With its threads started: a page of many words may leave no memory for their stacks."""
    pool, all_there = ThreadPoolExecutor(count, thread_name_prefix="page"), Barrier(count)
    for _ in range(count):
        pool.submit(all_there.wait)
    return pool
