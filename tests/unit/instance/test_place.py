"""An instance is where its settings say."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from ocr_service.environment import read_settings
from ocr_service.instance.place import Place, place_of


def instance(folder: Path, **variables: str) -> Place:
    return place_of(read_settings({"VAR_DIR": str(folder), **variables}))


def test_everything_lies_below_var_dir_and_redis_is_private(tmp_path):
    told = instance(tmp_path)

    assert told.upload_dir == tmp_path / "uploads"
    assert told.log_dir == tmp_path / "logs"
    assert told.redis_url.startswith("unix://")
    assert told.has_own_redis


def test_a_redis_that_is_named_is_used(tmp_path):
    told = instance(tmp_path, REDIS_URL="redis://nas:6379/3")

    assert (told.redis_url, told.has_own_redis) == ("redis://nas:6379/3", False)


def test_a_path_too_long_for_a_socket_is_reached_by_a_short_link(tmp_path):
    deep = tmp_path / ("a" * 90)

    told = instance(deep)

    link = told.run_dir
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
    assert instance(tmp_path, WORKER_GRACE_SECONDS="90").stop_s > 90


def test_port_0_is_a_free_port(tmp_path):
    assert 1023 < instance(tmp_path, API_PORT="0").port < 65_536


@pytest.mark.parametrize(("count", "programs"), [("1", "worker"), ("3", "workers:*")])
def test_one_worker_is_a_program_and_several_are_a_group(tmp_path, count, programs):
    assert instance(tmp_path, WORKER_COUNT=count).worker_programs == programs
