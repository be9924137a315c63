"""Send hostile files and requests to a running service and compare what each gets with what it must get.

``python -m bench.bad_inputs FOLDER [--url URL] [--share 1/3]``; FOLDER holds ``expectations.json`` with ``files``,
``requests``, ``webhooks`` (of those the ones with a ``url`` to register) and ``task_ids``, and the files they name. Without ``--url`` against a
service of its own, whose files and Redis
must hold nothing afterwards. Prints every difference, the slowest documents and the largest memory any worker reported;
ends with 1 when anything differs or is left.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import redis

from tests.support.service import RunningService

_PATIENCE_S = 180
_OWN = {"name", "http", "code", "why", "filename", "idempotency_key"}
_API = "/api/v1/ocr"
_KINDS = ("files", "requests", "webhooks", "task_ids")
_OF_TASKS = ("task:", "result:", "secret:", "dedupe:", "upload:", "notify:e")


class Trial:
    """One run over all cases; ``differences`` are lines for people."""

    def __init__(self, client: httpx2.Client, folder: Path) -> None:
        self._client = client
        self._folder = folder
        self._good = (folder / "control" / "good.png").read_bytes()
        self.differences: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}
        self.memory_mb = 0.0

    def run(self, expectations: Mapping[str, Any]) -> None:
        for case in expectations["files"]:
            self._file(case)
        for case in expectations["requests"]:
            self._request(case)
        for case in expectations["webhooks"]:
            if "url" in case:
                self._webhook(case)
        for case in expectations["task_ids"]:
            self._task_id(case)

    def _file(self, case: Mapping[str, Any]) -> None:
        data = (self._folder / case["file"]).read_bytes()
        began = time.monotonic()
        answer = self._client.post(f"{_API}/process", files={"file": (Path(case["file"]).name, data)})
        outcome = self._outcome(answer)
        self.seconds[case["file"]] = time.monotonic() - began
        wanted = {f"{case['expected']}:{case['code'] or ''}", *case["or"]}
        self._compare(f"file {case['file']} ({case['why']})", outcome, wanted)

    def _outcome(self, answer: httpx2.Response) -> str:
        if answer.status_code != 202:
            return f"rejected_at_upload:{self._code(answer)}"
        task_id = answer.json()["task_id"]
        status = self._until_final(task_id)
        stats = self._client.get("/api/v1/worker/stats").json()
        self.memory_mb = max([self.memory_mb, *(worker["memory_mb"] for worker in stats["workers"])])
        self._client.delete(f"{_API}/tasks/{task_id}")
        if status["status"] == "COMPLETED":
            return "ok:"
        return f"failed_with_code:{status['error']['code']}"

    def _until_final(self, task_id: str) -> dict[str, Any]:
        give_up = time.monotonic() + _PATIENCE_S
        while time.monotonic() < give_up:
            status: dict[str, Any] = self._client.get(f"{_API}/status/{task_id}?wait=10").json()
            if status["status"] in ("COMPLETED", "FAILED", "CANCELLED"):
                return status
        return {"status": "FAILED", "error": {"code": f"STILL {status['status']}"}}

    def _request(self, case: Mapping[str, Any]) -> None:
        answer = self._send(case)
        statuses = case["http"] if isinstance(case["http"], list) else [case["http"]]
        wanted = {f"{status} {None if status < 400 else case['code']}" for status in statuses}
        shown = json.dumps({k: str(v)[:50] for k, v in case.items() if k not in ("http", "code")})
        if answer.status_code == 202:
            self._client.delete(f"{_API}/tasks/{answer.json()['task_id']}")
        self._compare(f"request {shown}", f"{answer.status_code} {self._code(answer)}", wanted)

    def _send(self, case: Mapping[str, Any]) -> httpx2.Response:
        if case["name"] == "raw_body":
            body = (self._folder / case["file"]).read_bytes()
            return self._client.post(
                f"{_API}/process", content=body, headers={"content-type": case["content_type"]}
            )
        name = case.get("filename", "good.png").encode("utf-8", "replace").decode()
        headers = {}
        if "idempotency_key" in case:
            headers = {"Idempotency-Key": case["idempotency_key"].encode("utf-8", "replace")}
        return self._client.post(
            f"{_API}/process", files={"file": (name, self._good)}, data=dict(_fields(case)), headers=headers
        )

    def _webhook(self, case: Mapping[str, Any]) -> None:
        answer = self._client.post("/api/v1/webhooks", json={"url": case["url"]})
        if answer.is_success:
            self._client.delete(f"/api/v1/webhooks/{answer.json()['id']}").raise_for_status()
        wanted = {f"{case['http']} {case['code']}"}
        self._compare(f"webhook {case['url'][:60]!r}", f"{answer.status_code} {self._code(answer)}", wanted)

    def _task_id(self, case: Mapping[str, Any]) -> None:
        for what in ("status", "result"):
            answer = self._client.get(f"{_API}/{what}/{quote(case['id'], safe='')}")
            wanted = {f"{case['http']} {case['code']}"}
            self._compare(
                f"{what} of {case['id'][:40]!r}", f"{answer.status_code} {self._code(answer)}", wanted
            )

    @staticmethod
    def _code(answer: httpx2.Response) -> str | None:
        if answer.status_code < 400:
            return None
        code: str = answer.json()["code"]
        return code

    def _compare(self, what: str, got: str, wanted: set[str]) -> None:
        is_right = got in wanted and not got.startswith("5")
        self.outcomes["as wanted" if is_right else "different"] += 1
        if not is_right:
            self.differences.append(f"{what}: got {got}, wanted {' or '.join(sorted(wanted))}")


def _fields(case: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in case.items():
        if name in _OWN:
            continue
        if str(value).startswith("@repeat:"):
            _, letter, times = value.split(":")
            yield name, letter * int(times)
        else:
            yield name, value


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="of a service that runs")
    parser.add_argument("--share", default="1/1", help="every third case, beginning with the first: 1/3")
    arguments = parser.parse_args()
    expectations = _share(json.loads((arguments.folder / "expectations.json").read_text()), arguments.share)
    left: list[str] = []
    if arguments.url:
        trial = _tried(arguments.url, arguments.folder, expectations)
    else:
        with tempfile.TemporaryDirectory() as name, RunningService(Path(name)) as service:
            trial = _tried(service.url, arguments.folder, expectations)
            left = _left(service)
    print(*trial.differences, sep="\n")
    print(dict(trial.outcomes), f"left: {', '.join(left) or 'nothing'}")
    slowest = sorted(trial.seconds.items(), key=lambda pair: -pair[1])[:5]
    print("slowest:", ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest))
    print(f"largest memory of a worker: {trial.memory_mb} MiB")
    return 1 if trial.differences or left else 0


def _share(expectations: Mapping[str, Any], share: str) -> dict[str, list[Any]]:
    first, step = (int(number) for number in share.split("/"))
    return {kind: expectations[kind][first - 1 :: step] for kind in _KINDS}


def _tried(url: str, folder: Path, expectations: Mapping[str, Any]) -> Trial:
    with httpx2.Client(base_url=url, timeout=60) as client:
        trial = Trial(client, folder)
        trial.run(expectations)
        for task in client.get(f"{_API}/tasks?limit=500").json()["tasks"]:
            client.delete(f"{_API}/tasks/{task['task_id']}")
    return trial


def _left(service: RunningService) -> list[str]:
    """Folders of tasks, and keys that only a task has."""
    folders = [path.name for path in (service.folder / "uploads").glob("*") if not path.name.startswith(".")]
    with redis.Redis.from_url(service.redis_url, decode_responses=True) as client:
        return folders + [key for key in client.scan_iter() if key.startswith(_OF_TASKS)]


if __name__ == "__main__":
    sys.exit(main())
