"""The scripts know whether their instance runs, also after a reboot left its pid file behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    """What an instance leaves there: its socket."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "supervisor.sock"))
    return tmp_path


def is_running(run_dir: Path) -> bool:
    script = 'source "$PROJECT/scripts/lib/instance.sh"; is_running'
    environment = {"PATH": os.environ["PATH"], "PROJECT": str(PROJECT), "RUN_DIR": str(run_dir)}
    done = subprocess.run(
        ["bash", "-uc", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode == 0


def test_a_supervisord_of_this_instance_runs(run_dir):
    conf = str(run_dir / "supervisord.conf")
    command = [sys.executable, "-c", "input()", "supervisor.supervisord", "-c", conf]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        (run_dir / "supervisord.pid").write_text(f"{process.pid}\n")
        assert is_running(run_dir)
        process.communicate(b"\n")


def test_a_pid_that_now_is_somebody_else_s_is_no_instance(run_dir):
    (run_dir / "supervisord.pid").write_text(f"{os.getpid()}\n")

    assert not is_running(run_dir)


@pytest.mark.parametrize("text", ["4194305\n", "", "nonsense\n"])
def test_a_pid_of_nobody_is_no_instance(run_dir, text):
    (run_dir / "supervisord.pid").write_text(text)

    assert not is_running(run_dir)


def test_without_a_pid_file_nothing_runs(run_dir):
    assert not is_running(run_dir)
