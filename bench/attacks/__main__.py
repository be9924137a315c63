"""Everything that was thought of to break the doors, each case with its answer, time and memory, and what it left.

    python -m bench.attacks [--only KIND] [--all]

Starts a service of its own without keys and with an archive, as a NAS has it. Prints every wrong answer (``--all``: every answer) and a table
by kind; ends with 1 at a wrong answer, a 5xx, or something left in files or Redis.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import httpx2
import psutil
import redis

from bench.attacks import addresses, bodies, documents, doors, strangers
from bench.attacks.case import NOT_SENT, Case, RawCase, is_wanted
from bench.attacks.documents import DocumentCase
from bench.attacks.strangers import SocketCase
from bench.bound.watcher import Watcher
from tests.support.service import RunningService

AnyCase = Case | RawCase | SocketCase | DocumentCase
_PATIENCE_S = 120.0
_SLOW_S = 10.0
# What may be there afterwards: that tasks were, for a day, how many calls came, and for a week whom the notifier told (docs/security.md).
_MAY_STAY = ("queue:", "notify:", "rate:", "stats", "worker", "events", "outbox", "meta", "idem")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one case led to; memory in MiB of PSS."""

    case: AnyCase
    answer: str
    seconds: float
    peak_mb: float

    @property
    def is_bad(self) -> bool:
        """A wrong answer, none in time, or ours."""
        most_s = self.case.most_seconds if isinstance(self.case, DocumentCase) else _SLOW_S
        return not is_wanted(self.answer, self.case.wanted) or self.answer[0] == "5" or self.seconds > most_s


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    cases = [case for case in all_cases() if not arguments.only or case.kind in arguments.only]
    with (
        tempfile.TemporaryDirectory() as name,
        RunningService(Path(name), programs=("api", "worker", "notifier"), ARCHIVE="on") as service,
        httpx2.Client(base_url=service.url, timeout=_PATIENCE_S) as client,
    ):
        before = _keys(service.redis_url)
        outcomes = [_outcome(case, client) for case in cases]
        for task in client.get("/api/v1/ocr/tasks?limit=500").json()["tasks"]:
            client.delete(f"/api/v1/ocr/tasks/{task['task_id']}").raise_for_status()
        left = [path.name for path in (Path(name) / "uploads").glob("*") if not path.name.startswith(".")]
        left += sorted(_keys(service.redis_url) - before)
    bad = [each for each in outcomes if each.is_bad]
    for each in outcomes if arguments.all else bad:
        print(
            f"{each.case.kind}: {each.case.name}: {each.answer}, {each.seconds:.2f} s, {each.peak_mb:.0f} MB"
        )
    print(*_table(outcomes), sep="\n")
    print(f"\n{len(outcomes)} cases, {len(bad)} wrong; left: {', '.join(left) or 'nothing'}")
    return int(bool(bad or left))


def all_cases() -> Iterator[AnyCase]:
    """Every kind after the other."""
    yield from bodies.multipart()
    yield from bodies.json_bodies()
    yield from addresses.paths()
    yield from addresses.headers()
    yield from strangers.other_sites()
    yield from strangers.callbacks()
    yield from strangers.forged_links()
    yield from strangers.sockets()
    yield from doors.archive()
    yield from doors.others()
    yield from documents.documents()


def _outcome(case: AnyCase, client: httpx2.Client) -> Outcome:
    start = time.monotonic()
    with Watcher(_api_pid()) as watcher:
        try:
            answer = case.send(client)
        except (httpx2.LocalProtocolError, httpx2.InvalidURL):
            answer = NOT_SENT
        except (httpx2.HTTPError, TimeoutError) as error:
            answer = f"599 {type(error).__name__}"
    return Outcome(case=case, answer=answer, seconds=time.monotonic() - start, peak_mb=watcher.peak_mb)


def _api_pid() -> int:
    """The API that this process started."""
    return next(
        child.pid
        for child in psutil.Process().children()
        if child.cmdline()[1:4] == ["-m", "ocr_service", "api"]
    )


def _keys(url: str) -> set[str]:
    with redis.Redis.from_url(url) as client:
        keys = {key.decode() for key in client.scan_iter()}
    return {key for key in keys if not any(part in key for part in _MAY_STAY)}


def _table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "\n| Kind | Cases | Answers | Longest | Most memory of the API |"
    yield "|---|---|---|---|---|"
    for kind, group in groupby(outcomes, key=lambda each: each.case.kind):
        of_kind = list(group)
        answers = Counter(each.answer.split()[0] for each in of_kind)
        said = ", ".join(f"{count} × {answer}" for answer, count in answers.most_common())
        yield (
            f"| {kind} | {len(of_kind)} | {said} | {max(each.seconds for each in of_kind):.2f} s "
            f"| {max(each.peak_mb for each in of_kind):.0f} MB |"
        )


if __name__ == "__main__":
    sys.exit(main())
