"""``ocr-service up`` in an empty folder is a whole service, which the other commands find there by themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import SCRIPT_S


class Folder:
    """A folder without a clone, in which commands are called."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def call(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """``ocr-service`` with these words."""
        return subprocess.run(
            [sys.executable, "-m", "ocr_service", *command],
            cwd=self.path,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=SCRIPT_S,
            check=False,
        )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    made.call("down")


def test_a_service_comes_up_is_found_and_goes_down(folder):
    up = folder.call("up", API_PORT="0", WORKER_COUNT="1")
    assert up.returncode == 0, up.stderr
    url = up.stderr.partition("API        ")[2].partition("/docs")[0]

    again, stats, doctor = folder.call("up"), folder.call("queue", "stats"), folder.call("doctor")
    logs, down, then = folder.call("logs", "fastapi"), folder.call("down"), folder.call("down")

    assert "already runs" in again.stderr
    assert url in again.stderr
    assert (stats.returncode, stats.stdout.split()[0]) == (0, "QUEUE")
    assert f"{url} is ready" in doctor.stdout
    assert f"unix://{folder.path}/var/run/redis.sock?db=0 answers" in doctor.stdout
    assert "fastapi" not in logs.stderr
    assert logs.returncode == 0
    assert (down.returncode, "Stopped" in down.stderr) == (0, True)
    assert (then.returncode, "Nothing runs in" in then.stderr) == (1, True)


def test_one_command_starts_reads_and_ends(folder, sample_letter):
    ran = folder.call("run", "--once", str(sample_letter), API_PORT="0", WORKER_COUNT="1")
    then = folder.call("down")

    assert (ran.returncode, "letter.pdf: COMPLETED" in ran.stdout) == (0, True), ran.stderr
    assert "Stopped the service" in ran.stderr
    assert "Nothing runs in" in then.stderr


def test_a_service_that_ran_before_is_left_running(folder, sample_letter):
    folder.call("up", API_PORT="0", WORKER_COUNT="1")

    ran = folder.call("run", "--once", str(sample_letter))

    assert (ran.returncode, "already runs" in ran.stderr) == (0, True)
    assert folder.call("down").returncode == 0


def test_a_file_that_is_not_there_starts_nothing(folder):
    ran = folder.call("run", "nothing.pdf")

    assert (ran.returncode, ran.stderr) == (1, "ocr-service: nothing.pdf is not there or cannot be read.\n")
    assert not (folder.path / "var").exists()


def test_what_cannot_start_says_what_to_do(folder, tmp_path):
    nothing = tmp_path / "no-programs"
    nothing.mkdir()

    without_redis = folder.call("up", PATH=str(nothing))
    taken = folder.call("up", API_HOST="192.0.2.1")

    assert "apt-get install redis-server" in without_redis.stderr
    assert "192.0.2.1 is no address of this machine; choose another with API_HOST." in taken.stderr
    assert (without_redis.returncode, taken.returncode) == (1, 1)


def test_a_queue_that_is_not_there_is_named(folder):
    asked = folder.call("queue", "stats", REDIS_URL="redis://:hidden@127.0.0.1:9/0")

    assert asked.returncode == 1
    assert "Asked was redis://:***@127.0.0.1:9/0" in asked.stderr
