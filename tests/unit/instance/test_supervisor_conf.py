"""The supervisord configuration fits the number of workers and is one that supervisord reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from supervisor.datatypes import RestartWhenExitUnexpected
from supervisor.options import ServerOptions

from ocr_service.settings import Settings
from ocr_service.worker.service import EXIT_DRAINED

PROJECT = Path(__file__).resolve().parents[3]


def configured(folder: Path, workers: int, monkeypatch: pytest.MonkeyPatch, **more: str) -> dict[str, list]:
    """Group name -> programs, as supervisord itself understands the file."""
    variables = {
        "PROJECT": str(PROJECT),
        "RUN_DIR": str(folder),
        "LOG_DIR": str(folder),
        "VAR_DIR": str(folder),
    }
    variables |= {"WORKER_COUNT": str(workers), "PYTHON": "/usr/bin/python3", "REDIS_MAXMEMORY_MB": "102"}
    for name, value in (variables | more).items():
        monkeypatch.setenv(name, value)
    templates = [PROJECT / "supervisord.conf", PROJECT / "ocr_service/instance/supervisord.redis.conf"]
    file = folder / "supervisord.conf"
    file.write_text(
        subprocess.run(
            [sys.executable, "-m", "ocr_service.instance.supervisor_conf", *templates],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    return groups_of(file)


def groups_of(file: Path) -> dict[str, list]:
    options = ServerOptions()
    options.realize(["-c", str(file)])
    return {group.name: group.process_configs for group in options.process_group_configs}


def test_one_worker_is_called_worker(tmp_path, monkeypatch):
    groups = configured(tmp_path, 1, monkeypatch)

    assert [program.name for program in groups["worker"]] == ["worker"]
    assert groups["worker"][0].stdout_logfile == str(tmp_path / "worker.log")


def test_several_workers_are_a_group(tmp_path, monkeypatch):
    groups = configured(tmp_path, 3, monkeypatch)

    assert [program.name for program in groups["workers"]] == ["worker1", "worker2", "worker3"]
    assert len({program.stdout_logfile for program in groups["workers"]}) == 3


def test_no_worker_leaves_the_others(tmp_path, monkeypatch):
    assert set(configured(tmp_path, 0, monkeypatch)) == {"fastapi", "notifier", "redis"}


def test_the_watcher_runs_where_a_folder_is_watched(tmp_path, monkeypatch):
    (watcher,) = configured(tmp_path, 1, monkeypatch, WATCH_DIR=str(tmp_path / "scans"))["watcher"]

    assert watcher.autostart


def test_the_poller_runs_where_a_source_is_configured(tmp_path, monkeypatch):
    (poller,) = configured(tmp_path, 1, monkeypatch, DEV_DATABASE_URL="postgresql://db/x")["poller"]

    assert poller.autostart


def test_the_worker_alone_gets_the_signal_and_time_to_finish(tmp_path, monkeypatch):
    worker = configured(tmp_path, 1, monkeypatch, WORKER_GRACE_SECONDS="30.5")["worker"][0]

    assert (worker.stopwaitsecs, worker.stopasgroup, worker.killasgroup) == (91, False, True)


def test_a_document_in_hand_has_as_long_as_a_document_may_take(tmp_path, monkeypatch):
    worker = configured(tmp_path, 1, monkeypatch, TASK_TIMEOUT_SECONDS="7200")["worker"][0]

    assert worker.stopwaitsecs > 7200


def test_only_a_drained_worker_stays_away(tmp_path, monkeypatch):
    worker = configured(tmp_path, 1, monkeypatch)["worker"][0]

    assert worker.autorestart is RestartWhenExitUnexpected
    assert worker.exitcodes == [EXIT_DRAINED]


def test_the_file_of_a_clone_is_one_that_supervisord_reads_as_it_stands(monkeypatch):
    for name in ("PROJECT", "RUN_DIR", "LOG_DIR", "VAR_DIR", "PYTHON"):
        monkeypatch.delenv(name, raising=False)
    (PROJECT / "var/run").mkdir(parents=True, exist_ok=True)
    (PROJECT / "var/logs").mkdir(exist_ok=True)

    groups = groups_of(PROJECT / "supervisord.conf")

    assert set(groups) == {"fastapi", "notifier", "poller", "watcher", "worker"}
    assert not groups["watcher"][0].autostart
    assert not groups["poller"][0].autostart
    assert groups["worker"][0].command == f'"{PROJECT}/.venv/bin/python" -m ocr_service worker'
    assert groups["worker"][0].stopwaitsecs > Settings().grace_s


def test_a_folder_with_a_percent_sign_is_a_folder(tmp_path, monkeypatch):
    folder = tmp_path / "100%"
    folder.mkdir()

    groups = configured(folder, 2, monkeypatch)

    assert groups["workers"][1].stdout_logfile == f"{folder}/worker2.log"


def test_redis_starts_first(tmp_path, monkeypatch):
    groups = configured(tmp_path, 1, monkeypatch)

    assert groups["redis"][0].priority < groups["fastapi"][0].priority < groups["worker"][0].priority


@pytest.mark.parametrize("program", ["worker", "fastapi", "notifier", "redis"])
def test_logs_turn_over_at_10_mb_with_3_backups(tmp_path, monkeypatch, program):
    (config,) = configured(tmp_path, 1, monkeypatch)[program]

    assert (config.stdout_logfile_maxbytes, config.stdout_logfile_backups) == (10 * 1024 * 1024, 3)
