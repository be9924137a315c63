"""Which addresses does an upload's ``callback_url`` take? Of those that lead elsewhere than to the internet: none.

    python -m bench.live.callbacks [EXPECTATIONS.json]

Sends each to a running API with a document and prints what came of it. The list is that of the tests, together with the
member ``webhooks`` of EXPECTATIONS where that is given: addresses (``url``) and the code that each must get.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2

from bench.live.api import api_process
from tests.support import sample_files as files
from tests.unit.notifications.test_guard import ELSEWHERE, NO_ADDRESSES

_BLOCKED, _INVALID = "BLOCKED_WEBHOOK_URL", "INVALID_WEBHOOK_URL"


def addresses(expectations: Path | None) -> Iterator[tuple[str, str, str]]:
    """Whose list it is, the address, and the code that it must get."""
    yield from (("own", f"http://{host}/", _BLOCKED) for host in ELSEWHERE)
    yield from (("own", url, _INVALID) for url in NO_ADDRESSES)
    if expectations:
        for each in json.loads(expectations.read_text())["webhooks"]:
            if "url" in each:
                yield "given", each["url"], each.get("code") or each.get("expected") or ""


async def answers(expectations: Path | None) -> int:
    """Print the table and every difference; returns how many were accepted."""
    counts: Counter[tuple[str, str]] = Counter()
    async with api_process(1) as api, httpx2.AsyncClient(base_url=api.url) as http:
        for whose, url, wanted in addresses(expectations):
            answer = await http.post(
                "/api/v1/ocr/process",
                files={"file": ("a.png", files.png())},
                data={"callback_url": url},
            )
            code = "accepted" if answer.is_success else answer.json()["code"]
            counts[whose, code] += 1
            if code != wanted:
                print(f"{whose}: {url[:80]!r} got {code}, not {wanted}", file=sys.stderr)
    for (whose, code), number in sorted(counts.items()):
        print(f"| {whose} | {code} | {number} |")
    return sum(number for (_, code), number in counts.items() if code == "accepted")


def main() -> int:
    """0 when none was accepted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("expectations", type=Path, nargs="?")
    return int(bool(asyncio.run(answers(parser.parse_args().expectations))))


if __name__ == "__main__":
    sys.exit(main())
