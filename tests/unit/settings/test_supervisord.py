"""The supervisord configuration fits the number of workers and is one that supervisord reads."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

PROJECT = Path(__file__).resolve().parents[3]


def configured(folder: Path, workers: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, list]:
    """Group name -> programs, as supervisord itself understands the file."""
    variables = {
        "PROJECT": str(PROJECT),
        "RUN_DIR": str(folder),
        "LOG_DIR": str(folder),
        "VAR_DIR": str(folder),
    }
    variables |= {"WORKER_COUNT": str(workers), "PYTHON": "/usr/bin/python3", "WORKER_STOP_SECONDS": "45"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    script = (
        'source "$PROJECT/scripts/lib/supervisord.sh"; '
        'supervisord_conf "$PROJECT/supervisord.conf" "$PROJECT/scripts/lib/supervisord.redis.conf"'
    )
    file = folder / "supervisord.conf"
    file.write_text(
        subprocess.run(
            ["bash", "-euc", script], env=os.environ, capture_output=True, text=True, check=True
        ).stdout
    )
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


def test_no_worker_leaves_the_api_and_redis(tmp_path, monkeypatch):
    assert set(configured(tmp_path, 0, monkeypatch)) == {"fastapi", "redis"}


def test_the_worker_alone_gets_the_signal_and_time_to_finish(tmp_path, monkeypatch):
    worker = configured(tmp_path, 1, monkeypatch)["worker"][0]

    assert (worker.stopwaitsecs, worker.stopasgroup, worker.killasgroup) == (45, False, True)


def test_redis_starts_first(tmp_path, monkeypatch):
    groups = configured(tmp_path, 1, monkeypatch)

    assert groups["redis"][0].priority < groups["fastapi"][0].priority < groups["worker"][0].priority


@pytest.mark.parametrize("program", ["worker", "fastapi", "redis"])
def test_logs_turn_over_at_10_mb_with_3_backups(tmp_path, monkeypatch, program):
    (config,) = configured(tmp_path, 1, monkeypatch)[program]

    assert (config.stdout_logfile_maxbytes, config.stdout_logfile_backups) == (10 * 1024 * 1024, 3)
