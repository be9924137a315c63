"""``ocr-service keys``: a key's life on the command line."""

from __future__ import annotations

import json

import pytest

from ocr_service.cli.main import run


@pytest.fixture(autouse=True)
def instance(tmp_path, redis_server, monkeypatch):
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    (tmp_path / "uploads").mkdir()


@pytest.fixture(autouse=True)
def empty(redis_server):
    import redis

    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()


def made(capsys, *arguments: str) -> dict:
    assert run(["keys", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_key_is_made_listed_rotated_and_revoked(capsys):
    key = made(capsys, "create", "scanner", "--owner", "anna", "--days", "30", "--pages-per-month", "500")

    rotated = made(capsys, "rotate", key["id"], "--overlap-seconds", "60")
    revoked = made(capsys, "revoke", key["id"])
    listed = made(capsys, "list")

    assert key["scopes"] == ["submit", "read-own"]
    assert key["limits"]["pages_per_month"] == 500
    assert rotated["key"] != key["key"]
    assert rotated["key"].split("_")[1] == key["id"]
    assert not revoked["is_live"]
    assert [row["id"] for row in listed] == [key["id"]]
    assert key["key"] not in json.dumps(listed)


def test_a_key_keeps_results_for_a_time_of_its_own_within_bounds(capsys):
    key = made(capsys, "create", "scanner", "--owner", "anna", "--keep-seconds", "3600")

    assert key["limits"]["keep_seconds"] == 3600
    for wrong in ("59", "400000000", "-1"):
        with pytest.raises(SystemExit):
            run(["keys", "create", "scanner", "--owner", "anna", "--keep-seconds", wrong])


def test_what_was_done_stands_in_the_log(capsys):
    key = made(capsys, "create", "root", "--owner", "admin", "--scope", "operate")

    entries = made(capsys, "log")

    assert [(entry["action"], entry["target"]) for entry in entries] == [("key created", key["id"])]
    assert "command line" in entries[0]["who"]


def test_a_key_that_is_not_there_is_named_in_one_sentence(capsys):
    assert run(["keys", "revoke", "aaaaaaaaaa"]) == 1

    assert "There is no such key" in capsys.readouterr().err


def test_tables_are_for_people(capsys):
    key = made(capsys, "create", "scanner", "--owner", "anna")

    assert run(["keys", "list"]) == 0
    assert run(["keys", "usage"]) == 0

    told = capsys.readouterr().out
    assert "scanner" in told
    assert "live" in told
    assert told.count(key["id"]) == 2
