"""``scripts/run`` starts what it says, fails in one sentence, and stops what it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.conftest import PROJECT, SCRIPT_S, Scripts, scripts_for
from tests.support.processes.patience import until

SUPERVISORCTL = PROJECT / ".venv/bin/supervisorctl"


def is_answered(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5):
            return True
    except OSError:
        return False


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pid_of(scripts: Scripts, program: str) -> int:
    """What supervisord says; 0 while the program does not run."""
    return int(
        scripts.run(SUPERVISORCTL, "-c", scripts.var_dir / "run/supervisord.conf", "pid", program).stdout
    )


def test_the_sample_is_read_and_ctrl_c_stops_everything(scripts):
    process = subprocess.Popen(
        ["scripts/run"],
        cwd=PROJECT,
        env=dict(scripts.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stderr:
            if "Running until Ctrl-C" in line:
                break
        supervisord = int((scripts.var_dir / "run" / "supervisord.pid").read_text())
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
        process.wait(timeout=SCRIPT_S)

    assert "letter.pdf: COMPLETED" in said
    assert (scripts.var_dir / "results" / "letter.json").exists()
    assert process.returncode == 130
    assert not is_answered(scripts.url)
    assert not is_alive(supervisord)


def test_once_is_honest_about_a_document_that_cannot_be_read(scripts, sample_letter, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"no pages at all\n" * 50)

    done = scripts.run("scripts/run", "--once", sample_letter, broken)

    assert done.returncode == 1
    assert "letter.pdf: COMPLETED" in done.stdout
    assert "DOCUMENT_CORRUPT" in done.stdout
    assert not is_answered(scripts.url)


def test_changed_code_restarts_the_programs(scripts):
    process = subprocess.Popen(
        ["scripts/run", "--reload"],
        cwd=PROJECT,
        env=dict(scripts.environment),
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Running until Ctrl-C" in line:
                break
        before = pid_of(scripts, "fastapi")
        (PROJECT / "ocr_service" / "clock.py").touch()
        for line in process.stderr:
            if "fastapi: started" in line:
                break
        after = pid_of(scripts, "fastapi")
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        process.wait(timeout=SCRIPT_S)

    assert before not in {0, after}
    assert process.returncode == 128 + signal.SIGTERM
    assert not is_answered(scripts.url)


def test_a_taken_port_is_one_sentence(scripts):
    with socket.create_server(("127.0.0.1", int(scripts.environment["API_PORT"]))):
        done = scripts.run("scripts/run", "--once")

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith("is taken; choose another with API_PORT.")


def test_a_file_that_is_not_there_is_one_sentence(scripts):
    done = scripts.run("scripts/run", "--once", "nothing.pdf")

    assert (done.returncode, done.stderr) == (1, "run: there is no file nothing.pdf\n")


def test_stopping_what_does_not_run_is_one_sentence(scripts):
    done = scripts.run("scripts/stop")

    nothing = f"ocr-service: Nothing runs in {scripts.var_dir}; `ocr-service up` starts it there.\n"
    assert (done.returncode, done.stderr) == (1, nothing)


def test_a_relative_var_dir_is_meant_from_where_the_caller_stands(scripts, tmp_path):
    done = subprocess.run(
        [PROJECT / "scripts/stop"],
        cwd=tmp_path,
        env={**scripts.environment, "VAR_DIR": "here"},
        capture_output=True,
        text=True,
        timeout=SCRIPT_S,
        check=False,
    )

    assert done.stderr.startswith(f"ocr-service: Nothing runs in {tmp_path}/here; ")


def test_two_instances_run_side_by_side_and_replace_killed_workers(scripts, tmp_path, sample_letter):
    other = scripts_for(tmp_path / "other")
    try:
        with ThreadPoolExecutor() as both:
            started = list(
                both.map(
                    lambda each: each.run("scripts/run", "--detach", sample_letter, WORKER_COUNT="2"),
                    (scripts, other),
                )
            )
        assert [each.returncode for each in started] == [0, 0], started[0].stderr + started[1].stderr
        assert is_answered(scripts.url)

        os.kill(killed := pid_of(other, "workers:worker2"), signal.SIGKILL)
        until(
            lambda: pid_of(other, "workers:worker2") not in {0, killed},
            lambda: "the worker was not started again",
        )
    finally:
        stopped = other.run("scripts/stop")
    assert stopped.returncode == 0, stopped.stderr
    assert is_answered(scripts.url)
