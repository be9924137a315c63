"""Whatever is stopped or killed: documents in hand are finished, nothing stays behind, and nobody says otherwise."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import PROJECT, Scripts
from tests.e2e.test_run import is_answered, pid_of
from tests.support.processes.patience import until

PROGRAM = PROJECT / ".venv/bin/ocr-service"
SUPERVISORCTL = PROJECT / ".venv/bin/supervisorctl"


@pytest.fixture
def long_document(sample_letter: Path, tmp_path: Path) -> Path:
    """Six pages, which take longer than it takes to look at them."""
    path = tmp_path / "long.pdf"
    subprocess.run(["qpdf", "--empty", "--pages", *[sample_letter] * 3, "--", path], check=True)
    return path


@pytest.fixture
def endless_document(sample_letter: Path, tmp_path: Path) -> Path:
    """So many pages that nobody waits for them: it is still in hand when somebody loses patience."""
    path = tmp_path / "endless.pdf"
    subprocess.run(["qpdf", "--empty", "--pages", *[sample_letter] * 100, "--", path], check=True)
    return path


@pytest.fixture
def detached(scripts: Scripts, sample_letter: Path) -> Scripts:
    """An instance with one page slot and two API processes that runs in the background."""
    started = scripts.run("scripts/run", "--detach", sample_letter, PAGE_SLOTS="1", API_WORKERS="2")
    assert started.returncode == 0, started.stderr
    return scripts


def control(scripts: Scripts, *command: str) -> str:
    return scripts.run(SUPERVISORCTL, "-c", scripts.var_dir / "run/supervisord.conf", *command).stdout


def worker_log(scripts: Scripts) -> str:
    return (scripts.var_dir / "logs/worker.log").read_text()


def begin(scripts: Scripts, document: Path) -> None:
    """Send a document and wait until a worker has it in hand."""
    claimed = worker_log(scripts).count("Task claimed")
    scripts.run(PROGRAM, "submit", "--url", scripts.url, document)
    until(lambda: worker_log(scripts).count("Task claimed") > claimed)


def test_a_drained_worker_finishes_and_stays_away_until_it_is_started(detached, long_document):
    environment = {"REDIS_URL": f"unix://{detached.var_dir}/run/redis.sock"}
    begin(detached, long_document)
    listed = detached.run(PROGRAM, "workers", **environment).stdout
    worker_id = listed.splitlines()[1].split()[0]

    drained = detached.run(PROGRAM, "workers", "drain", worker_id, **environment)
    until(lambda: "EXITED" in control(detached, "status", "worker"))

    assert "comes back when somebody starts it" in drained.stdout
    assert worker_log(detached).count("Job completed successfully") == 2
    assert "abandoned" not in worker_log(detached)
    assert "started" in control(detached, "start", "worker")


def test_the_document_in_hand_is_finished_before_everything_ends(detached, long_document):
    begin(detached, long_document)

    stopped = detached.run("scripts/stop")

    assert stopped.returncode == 0, stopped.stderr
    assert "Waiting for the documents in hand" in stopped.stderr
    assert worker_log(detached).count("Job completed successfully") == 2
    assert not is_answered(detached.url)


def test_ctrl_c_while_stopping_hands_the_document_back(detached, endless_document):
    begin(detached, endless_document)
    stopping = subprocess.Popen(
        ["scripts/stop"],
        cwd=PROJECT,
        env=dict(detached.environment),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with stopping:
        assert stopping.stderr is not None
        for line in stopping.stderr:
            if "Ctrl-C hands them back" in line:
                break
        os.killpg(stopping.pid, signal.SIGINT)
        stopping.stderr.read()

    assert "reason=shutdown" in re.sub(r"'", "", worker_log(detached))
    assert not is_answered(detached.url)


def test_a_killed_parent_of_the_api_takes_its_children_along(detached):
    killed = pid_of(detached, "fastapi")

    os.kill(killed, signal.SIGKILL)

    until(lambda: pid_of(detached, "fastapi") not in {0, killed} and is_answered(detached.url))
    time.sleep(2)  # longer than supervisord calls a start
    assert "RUNNING" in control(detached, "status", "fastapi")
    assert detached.run("scripts/stop").returncode == 0
    assert not is_answered(detached.url)


def test_what_a_killed_supervisord_leaves_is_ended_by_stop(detached):
    os.kill(int((detached.var_dir / "run/supervisord.pid").read_text()), signal.SIGKILL)
    assert is_answered(detached.url)

    again = detached.run("scripts/run", "--detach")
    stopped = detached.run("scripts/stop")

    assert again.returncode == 1
    assert "Programs of an earlier run still serve" in again.stderr
    assert stopped.returncode == 0, stopped.stderr
    assert "supervisord is gone" in stopped.stderr
    assert not is_answered(detached.url)
    with pytest.raises(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(detached.var_dir / "run/redis.sock"))
