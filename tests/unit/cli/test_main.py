"""The command line names one command, runs it, and turns named errors into one sentence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ocr_service.cli import main
from ocr_service.cli.commands import doctor
from ocr_service.instance.readiness import problem_detail


def imported_by(command: str) -> set[str]:
    """Top-level packages a fresh process has imported once the command's parser stands."""
    script = (
        "import sys; from ocr_service.cli.main import build_parser; "
        f"build_parser(['{command}']); print(*{{name.split('.')[0] for name in sys.modules}})"
    )
    return set(
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout.split()
    )


@pytest.mark.parametrize("command", ["worker", "queue", "workers", "submit", "doctor"])
def test_no_command_but_api_loads_the_web_stack(command):
    assert imported_by(command).isdisjoint({"fastapi", "starlette", "uvicorn"})


@pytest.mark.parametrize("command", ["api", "submit", "status", "result", "queue", "workers", "doctor"])
def test_no_command_but_process_and_worker_loads_the_imaging_stack(command):
    assert imported_by(command).isdisjoint({"PIL", "pytesseract", "pdf2image"})


def test_the_version_is_told_without_loading_any_command():
    script = (
        "import sys; from ocr_service.cli.main import run\n"
        "try:\n    run(['--version'])\n"
        "finally:\n    print(*(name for name in sys.modules if name.startswith('ocr_service.cli.commands.')))"
    )

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    version, commands = told.split("\n", 1)
    assert version.startswith("ocr-service ")
    assert commands.strip() == ""


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main.run(["--help"])

    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(command in shown for command in main.COMMANDS)


def test_an_unknown_command_is_refused_with_the_names_of_all(capsys):
    with pytest.raises(SystemExit) as ended:
        main.run(["wurker"])

    assert ended.value.code == main.EXIT_USAGE
    said = capsys.readouterr().err
    assert "wurker" in said
    assert all(command in said for command in main.COMMANDS)


def test_a_wrong_setting_ends_in_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("WORKER_MAX_RETRIES", "many")

    assert main.run(["doctor", "--ready"]) == main.EXIT_USAGE

    said = capsys.readouterr().err
    assert said.startswith("ocr-service: WORKER_MAX_RETRIES='many' is wrong: ")
    assert said.count("\n") == 1


def test_a_wrong_flag_ends_like_the_wrong_variable():
    worker = subprocess.run(
        [sys.executable, "-m", "ocr_service", "worker", "--queues", "high,urgent"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert worker.returncode == main.EXIT_USAGE
    assert worker.stderr.startswith("ocr-service: WORKER_QUEUES")
    assert worker.stderr.count("\n") == 1


def test_a_service_that_is_not_there_makes_the_doctor_fail(capsys):
    assert main.run(["doctor", "--ready", "--url", "http://127.0.0.1:9"]) == main.EXIT_ERROR

    assert "FAIL service" in capsys.readouterr().out


def test_the_doctor_repeats_what_a_service_says_it_lacks():
    problem = b'{"code": "NOT_READY", "detail": "redis: away.", "checks": {}}'

    assert problem_detail(problem) == "redis: away."
    assert problem_detail(b"<html>a proxy's page</html>") == "<html>a proxy's page</html>"


def test_a_missing_ghostscript_is_told_and_does_no_harm(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)

    finding = doctor._ghostscript()

    assert finding.is_well
    assert finding.detail == "missing: apt-get install ghostscript (only PDF/A needs it)"
