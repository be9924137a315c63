"""``ocr-service limits`` against the real limit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import redis.asyncio

from ocr_service.queue import RedisQueueManager
from tests.support.redis_server import RedisServer


def call(server: RedisServer, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"REDIS_URL": server.url, "VAR_DIR": str(folder)}
    command = [sys.executable, "-m", "ocr_service", "limits", *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


async def test_limits_are_shown_set_and_reset(
    redis_server: RedisServer, queue: RedisQueueManager, raw: redis.asyncio.Redis, tmp_path: Path
) -> None:
    await raw.set("gemini:rpm:current", 7)

    told = call(redis_server, tmp_path, "set", "rpm=20", "tpm=0")
    shown = json.loads(call(redis_server, tmp_path, "show", "--json").stdout)
    reset = call(redis_server, tmp_path, "reset")

    assert told.returncode == reset.returncode == 0, told.stderr + reset.stderr
    assert "requests a minute" in told.stdout
    assert "set by hand" in told.stdout
    assert (shown["requests"], shown["limits"]["rpm"], shown["shares"]["rpm"]) == (7, 20, 0.35)
    assert "tpm" not in shown["shares"]
    assert await raw.get("gemini:rpm:current") == "0"


def test_what_is_no_limit_is_refused_in_words(redis_server: RedisServer, tmp_path: Path) -> None:
    refused = call(redis_server, tmp_path, "set", "rps=3")

    assert refused.returncode == 2
    assert "is no limit; write one of rpm=NUMBER" in refused.stderr
