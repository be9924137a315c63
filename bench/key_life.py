"""The life of API keys as a transcript: made, used, bounded, rotated, expired, revoked, and a Redis that forgot them.

    python -m bench.key_life

Against a service of its own; what is printed is what was sent and answered, with secrets cut short. A day cannot be waited
for: the end of the guest's key is moved into the past in Redis, and the line says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx2
import redis

from tests.support.drawings import text_pdf
from tests.support.service import RunningService

_OVERLAP_S = 3
_SHOWN_HEADERS = ("Retry-After", "WWW-Authenticate")


class Life:
    """Sends and prints."""

    def __init__(self, service: RunningService, client: httpx2.Client, letter: Path) -> None:
        self._service, self._client, self._letter = service, client, letter
        self.serial = 0

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run ``ocr-service keys …`` and print what it says."""
        environment = os.environ | {
            "REDIS_URL": self._service.redis_url,
            "VAR_DIR": str(self._service.folder),
        }
        done = subprocess.run(
            (sys.executable, "-m", "ocr_service", "keys", *arguments, "--json"),
            env=environment, cwd=self._service.folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout)
        print(f"$ ocr-service keys {' '.join(arguments)}")
        shown = {"id": told["id"], "scopes": told["scopes"], "is_live": told["is_live"]}
        print(json.dumps(shown | ({"key": short(told["key"])} if "key" in told else {}), ensure_ascii=False))
        return told

    def send(self, whose: str, key: str) -> None:
        """Send a document that was not sent before, by that key."""
        self.serial += 1
        files = {"file": ("letter.pdf", self._letter.read_bytes() + b"\n%%%d\n" % self.serial)}
        answer = self._client.post(
            "/api/v1/ocr/process", files=files, headers={"X-API-Key": key} if key else {}
        )
        self._told(f"POST /api/v1/ocr/process ({whose})", answer)

    def get(self, path: str, whose: str, key: str) -> None:
        """Ask, by that key."""
        self._told(f"GET {path} ({whose})", self._client.get(path, headers={"X-API-Key": key}))

    def _told(self, asked: str, answer: httpx2.Response) -> None:
        body = answer.json()
        said = " ".join(str(body[name]) for name in ("code", "detail") if name in body)
        shown = [f"{name}: {answer.headers[name]}" for name in _SHOWN_HEADERS if name in answer.headers]
        print(
            f"> {asked}\n< {answer.status_code} {said or body.get('message', '')} {'; '.join(shown)}".rstrip()
        )


def main() -> int:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory() as name, RunningService(Path(name)) as service:
        letter = text_pdf(Path(name) / "letter.pdf", [["A short letter"]])
        with httpx2.Client(base_url=service.url, timeout=60) as client:
            _live(Life(service, client, letter), service.redis_url)
    return 0


def _live(life: Life, redis_url: str) -> None:
    print("# no key yet: whoever reaches the port may send")
    life.send("nobody's", "")
    print("# the first key shuts it")
    root = life.command("create", "root", "--owner", "admin", "--scope", "operate")["key"]
    life.send("nobody's", "")
    anna = life.command("create", "scanner", "--owner", "anna", "--calls-per-minute", "3")
    for _ in range(4):
        life.send("anna's", anna["key"])
    print("# what it may not do, and what an operator may")
    guest = life.command("create", "guest", "--owner", "ben", "--scope", "read-own", "--days", "1")
    life.send("ben's", guest["key"])
    life.get("/api/v1/keys", "ben's", guest["key"])
    life.get("/api/v1/keys", "root's", root)
    print(f"# rotated: the old secret is good for {_OVERLAP_S} s more")
    new = life.command("rotate", guest["id"], "--overlap-seconds", str(_OVERLAP_S))["key"]
    life.get("/api/v1/ocr/tasks", "ben's old one", guest["key"])
    life.get("/api/v1/ocr/tasks", "ben's new one", new)
    time.sleep(_OVERLAP_S + 0.5)
    life.get("/api/v1/ocr/tasks", "ben's old one", guest["key"])
    print("# a day later (the end of the key was moved into the past)")
    _end(redis_url, guest["id"])
    life.get("/api/v1/ocr/tasks", "ben's new one", new)
    print(
        "# Redis forgets everything: the file beside the documents keeps the service shut, and its keys good"
    )
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    life.send("nobody's", "")
    life.get("/api/v1/keys", "root's", root)
    print("# revoked: from the next call on")
    life.command("revoke", anna["id"])
    life.send("anna's", anna["key"])


def _end(redis_url: str, key_id: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        stored = json.loads(client.hget("apikeys", key_id))
        client.hset("apikeys", key_id, json.dumps(stored | {"expires_at_ms": 1}))


def short(key: str) -> str:
    """A key without its secret."""
    head, _, _ = key.rpartition("_")
    return f"{head}_…"


if __name__ == "__main__":
    sys.exit(main())
