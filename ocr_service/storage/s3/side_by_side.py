"""Make several blocking requests at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

_AT_ONCE = 4


def side_by_side(calls: Iterable[Callable[[], None]]) -> None:
    """Make the calls, four at once; returns when all have ended, and raises the first error among them.

    Whoever cleans up after an error need not fear a request that is still under way.
    """
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="bucket") as threads:
        for done in [threads.submit(call) for call in calls]:
            done.result()
