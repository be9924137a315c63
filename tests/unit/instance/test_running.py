"""The command line knows whether its instance runs, also after a reboot left its pid file behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ocr_service.instance.ending import supervisord_pid


def is_running(run_dir: Path) -> bool:
    return supervisord_pid(run_dir) is not None


def test_a_supervisord_of_this_instance_runs(tmp_path):
    conf = str(tmp_path / "supervisord.conf")
    command = [sys.executable, "-c", "print(flush=True); input()", "supervisor.supervisord", "-c", conf]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        # The kernel lets Popen return a moment before the new program's arguments can be read.
        assert process.stdout
        process.stdout.readline()
        (tmp_path / "supervisord.pid").write_text(f"{process.pid}\n")
        assert is_running(tmp_path)
        process.communicate(b"\n")


def test_a_pid_that_now_is_somebody_else_s_is_no_instance(tmp_path):
    (tmp_path / "supervisord.pid").write_text(f"{os.getpid()}\n")

    assert not is_running(tmp_path)


@pytest.mark.parametrize("text", ["4194305\n", "", "nonsense\n"])
def test_a_pid_of_nobody_is_no_instance(tmp_path, text):
    (tmp_path / "supervisord.pid").write_text(text)

    assert not is_running(tmp_path)


def test_without_a_pid_file_nothing_runs(tmp_path):
    assert not is_running(tmp_path)
