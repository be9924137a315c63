"""The shell learns what its instance is from the same settings as the service."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ocr_service.environment import read_settings
from ocr_service.instance.place import Place, place_of

PROJECT = Path(__file__).resolve().parents[3]


def run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **variables}
    return subprocess.run(
        [sys.executable, "-m", "ocr_service.instance.place"],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def instance(folder: Path, **variables: str) -> dict[str, str]:
    answer = run(folder, **variables)
    assert answer.returncode == 0, answer.stderr
    return dict(shlex.split(line)[0].split("=", 1) for line in answer.stdout.splitlines())


def test_everything_lies_below_var_dir_and_redis_is_private(tmp_path):
    told = instance(tmp_path)

    assert told["UPLOAD_DIR"] == str(tmp_path / "uploads")
    assert told["LOG_DIR"] == str(tmp_path / "logs")
    assert told["REDIS_URL"].startswith("unix://")
    assert told["OWN_REDIS"] == "1"


def test_a_redis_that_is_named_is_used(tmp_path):
    told = instance(tmp_path, REDIS_URL="redis://nas:6379/3")

    assert (told["REDIS_URL"], told["OWN_REDIS"]) == ("redis://nas:6379/3", "")


def test_a_path_too_long_for_a_socket_is_reached_by_a_short_link(tmp_path):
    deep = tmp_path / ("a" * 90)

    told = instance(deep)

    link = Path(told["RUN_DIR"])
    assert len(str(link)) < 80
    assert not link.is_symlink(), "asking makes nothing"


def test_the_link_is_there_while_the_instance_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "short"))
    place = deep_place(tmp_path)

    place.make_link()
    target = place.run_dir.resolve()
    place.remove_link()

    assert target == place.var_dir / "run"
    assert list((tmp_path / "short").iterdir()) == []


def test_a_start_takes_away_links_of_deleted_instances(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "short"))
    place = deep_place(tmp_path)
    lost = place.run_dir.with_name(place.run_dir.name[:-12] + "0" * 12)
    lost.symlink_to(tmp_path / "deleted")

    place.make_link()

    assert list((tmp_path / "short").iterdir()) == [place.run_dir]


def deep_place(folder: Path) -> Place:
    """An instance whose own path is too long, and a folder ``short`` for links."""
    (folder / "short").mkdir()
    (folder / ("a" * 90) / "run").mkdir(parents=True)
    return place_of(read_settings({"VAR_DIR": str(folder / ("a" * 90))}))


def test_supervisord_waits_longer_than_the_worker_s_grace(tmp_path):
    assert int(instance(tmp_path, WORKER_GRACE_SECONDS="90")["WORKER_STOP_SECONDS"]) > 90


def test_port_0_is_a_free_port(tmp_path):
    assert 1023 < int(instance(tmp_path, API_PORT="0")["API_PORT"]) < 65_536


def test_a_wrong_setting_is_one_sentence(tmp_path):
    answer = run(tmp_path, API_PORT="many")

    assert answer.returncode != 0
    assert answer.stderr.startswith("API_PORT='many' is wrong: ")
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize(("count", "programs"), [("1", "worker"), ("3", "workers:*")])
def test_the_shell_is_told_what_supervisorctl_calls_the_workers(tmp_path, count, programs):
    assert instance(tmp_path, WORKER_COUNT=count)["WORKER_PROGRAMS"] == programs
