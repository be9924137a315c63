"""Call every operation of the OpenAPI document as it says, and as it forbids, along its links: schemathesis against a service.

    python -m bench.clients.every_operation [--phases coverage,fuzzing,stateful] [--examples 10] [--seed 1] [--only get_status …]

Once without keys and once with an operator's. The service holds a document that was read, archived and kept as a receipt before.
Prints what schemathesis found (status codes, media types, headers and bodies that are not documented, 5xx, wrong data that is
taken), which operations were called in each phase and how often each status came; exit status 1 with any finding.
``--refused`` lists right data that was refused, too: what no schema says, such as what a file must hold.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from bench.clients.openapi_document import openapi_document
from bench.documents.example_documents import EXAMPLES
from tests.support.service import RunningService

PREFIX = "/api/v1"
KEY = "key-of-the-operator"
INVOICE = next(example for example in EXAMPLES if example.name == "invoice")
# Events of all tasks never end; the first key shuts the service for whoever has none.
ENDLESS, SHUTS = "shared_events", "create_key"
# An address that may be told and is not called, as the notifier is down by then.
NOBODY = "http://127.0.0.1:9/"
KEEPING = {
    "ARCHIVE": "on",
    "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1",
    "PAGE_SLOTS": "1",
    "RECEIPTS_BATCHES_PER_MINUTE": "0",
}
OUTPUTS = "text,json,hocr,alto,tsv,markdown,html,csv,pdf,images"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phases", default="coverage,fuzzing,stateful")
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keys", choices=("without", "with"), help="only this way")
    parser.add_argument("--only", nargs="*", default=[], metavar="OPERATION")
    parser.add_argument("--refused", action="store_true", help="list right data that was refused, too")
    given = parser.parse_args()
    found = 0
    for way in [given.keys] if given.keys else ["without", "with"]:
        print(f"== {way} keys", flush=True)
        with tempfile.TemporaryDirectory(prefix="calls-") as name:
            found += _walked(Path(name), given, {"API_OPERATOR_KEYS": KEY} if way == "with" else {})
    return min(found, 1)


def _walked(folder: Path, given: argparse.Namespace, keys: Mapping[str, str]) -> int:
    """What schemathesis ended with: 0 without findings."""
    settings = {**KEEPING, **keys}
    headers = {"X-API-Key": KEY} if keys else {}
    # The notifier archives; without it nobody calls the addresses that are made up later.
    with RunningService(folder, programs=("api", "worker", "notifier"), **settings) as service:
        _fill(service.url, folder, headers, is_archived=True)
    report = folder / "report"
    document = folder / "openapi.json"
    document.write_text(json.dumps(_without_parameters(openapi_document())), encoding="utf-8")
    # Tasks that wait are awaited as long as the API lets them; a call of schemathesis ends before a minute.
    with RunningService(folder, **settings, API_MAX_WAIT_SECONDS="3") as service:
        _fill(service.url, folder, headers, is_archived=False)
        done = subprocess.run(
            _command(given, service.url, document, report, headers), cwd=folder, check=False
        )
    _tell(report / "calls.har", document)
    return done.returncode


def _without_parameters(document: dict[str, Any]) -> dict[str, Any]:
    """The document, forms of one media type as one of several: schemathesis does not see parameters such as ``; schema=1``."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                for name in [name for name in content if ";" in name]:
                    kind = content.setdefault(name.partition(";")[0], {})
                    forms = [form["schema"] for form in (kind, content.pop(name)) if "schema" in form]
                    kind["schema"] = {"anyOf": forms}
    return document


def _fill(url: str, folder: Path, headers: Mapping[str, str], *, is_archived: bool) -> None:
    """Documents that were read, archived and kept as a receipt, some that wait, and somebody who is to be told."""
    path = folder / INVOICE.filename
    INVOICE.draw(path)
    sent = {"file": (path.name, path.read_bytes(), INVOICE.media_type)}
    with httpx2.Client(base_url=f"{url}{PREFIX}", headers=dict(headers), timeout=60) as http:
        if not is_archived:
            http.post("/webhooks", json={"url": NOBODY}).raise_for_status()
        http.post("/ocr/process?wait=60", files=sent, data={"outputs": OUTPUTS}).raise_for_status()
        for _ in range(3):
            http.post("/ocr/process", files=sent, data={"process": "false"}).raise_for_status()
        receipt = {"purchase_date": "2024-05-07", "user_id": "1"}
        http.post("/receipts", files=sent, data=receipt).raise_for_status()
        deadline = time.monotonic() + 60
        while is_archived and not http.get("/archive").raise_for_status().json()["documents"]:
            assert time.monotonic() < deadline, "nothing was archived"
            time.sleep(0.2)


def _command(
    given: argparse.Namespace, url: str, document: Path, report: Path, headers: Mapping[str, str]
) -> Sequence[str]:
    excluded = ["unsupported_method"] if given.refused else ["positive_data_acceptance"]
    return [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        str(document),
        *("--url", url, "--phases", given.phases, "--seed", str(given.seed)),
        *("--max-examples", str(given.examples), "--request-timeout", "20", "--continue-on-failure"),
        *("--exclude-operation-id", ENDLESS, "--exclude-checks", ",".join(excluded)),
        *(() if headers else ("--exclude-operation-id", SHUTS)),
        *(
            "--suppress-health-check",
            "all",
            "--generation-database",
            "none",
            "--no-color",
            "--warnings",
            "off",
        ),
        *("--report", "har", "--report-har-path", str(report / "calls.har"), "--output-sanitize", "false"),
        *(word for name, value in headers.items() for word in ("--header", f"{name}: {value}")),
        *(word for name in given.only for word in ("--include-operation-id", name)),
    ]


def _tell(calls: Path, document: Path) -> None:
    """How often each status came, and which operations were never answered well."""
    operations = [
        (method.upper(), re.compile(re.sub(r"{[^}]+}", "[^/]+", path)), operation["operationId"])
        for path, methods in json.loads(document.read_text(encoding="utf-8"))["paths"].items()
        for method, operation in methods.items()
    ]
    statuses: dict[str, Counter[int]] = {name: Counter() for _, _, name in operations}
    for entry in json.loads(calls.read_text(encoding="utf-8"))["log"]["entries"]:
        asked, path = entry["request"]["method"], urlsplit(entry["request"]["url"]).path
        named = (name for method, pattern, name in operations if method == asked and pattern.fullmatch(path))
        if name := next(named, ""):
            statuses[name][entry["response"]["status"]] += 1
    total = sum(statuses.values(), Counter())
    print(
        f"{total.total()} calls:", ", ".join(f"{count} x {status}" for status, count in sorted(total.items()))
    )
    never = [name for name, counter in statuses.items() if not counter]
    refused = [name for name, counter in statuses.items() if counter and min(counter) >= 300]
    print(
        f"{len(statuses) - len(never)} of {len(statuses)} operations called; never:",
        ", ".join(never) or "none",
    )
    print("never answered with 2xx:", ", ".join(refused) or "none")


if __name__ == "__main__":
    sys.exit(main())
