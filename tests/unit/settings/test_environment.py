"""What the environment says becomes typed values, or one sentence that names what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.domain.status import Priority
from ocr_service.environment import read_settings
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings, variables_of


def refused() -> str:
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    return caught.value.detail


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("API_PORT", "99999", "API_PORT='99999' is wrong: input should be less than or equal to 65535"),
        (
            "WORKER_QUEUES",
            "urgent",
            "WORKER_QUEUES='urgent' is wrong: input should be 'high', 'normal' or 'low'",
        ),
        ("WORKER_QUEUES", " , ", "WORKER_QUEUES="),
        ("LOG_LEVEL", "loud", "LOG_LEVEL='loud' is wrong"),
        ("MAX_FILE_MB", "", "MAX_FILE_MB='' is wrong"),
        ("ROOT_PATH", "ocr", "ROOT_PATH='ocr' is wrong"),
    ],
)
def test_the_sentence_names_variable_value_and_reason(monkeypatch, name, value, part):
    monkeypatch.setenv(name, value)

    assert part in refused()


def test_nothing_in_the_environment_gives_what_is_declared():
    assert read_settings() == Settings()


def test_values_have_the_types_that_are_declared(monkeypatch):
    monkeypatch.setenv("UPLOAD_DIR", "/srv/files")
    monkeypatch.setenv("WORKER_QUEUES", "high, low")
    monkeypatch.setenv("WORKER_GRACE_SECONDS", "7")

    settings = read_settings()

    assert settings.storage.upload_dir == Path("/srv/files")
    assert settings.worker.queues == (Priority.HIGH, Priority.LOW)
    assert settings.grace_s == 7.0


def test_a_variable_may_have_a_second_name(monkeypatch):
    monkeypatch.setenv("ROOT_PATH", "/ocr")

    assert read_settings().api.root_path == "/ocr"


def test_the_environment_wins_over_the_file_and_a_flag_over_both(monkeypatch, tmp_path):
    file = tmp_path / ".env"
    file.write_text("WORKER_CONCURRENCY=2\nWORKER_COUNT=2\nWORKER_MAX_RETRIES=2\n")
    monkeypatch.setenv("WORKER_CONCURRENCY", "3")
    monkeypatch.setenv("WORKER_COUNT", "3")

    worker = read_settings({"WORKER_COUNT": 4, "WORKER_ID": None}, env_file=file).worker

    assert (worker.max_retries, worker.concurrency, worker.count, worker.id) == (2, 3, 4, "")


def test_a_flag_is_refused_as_its_variable_is():
    with pytest.raises(InvalidSettings, match="WORKER_CONCURRENCY='65' is wrong"):
        read_settings({"WORKER_CONCURRENCY": 65})


def test_it_is_known_what_was_named(monkeypatch):
    monkeypatch.setenv("REDIS_URL", Settings().redis.url)

    assert read_settings({"API_PORT": 8001}).named == {"REDIS_URL", "API_PORT"}


def test_every_variable_says_what_it_is_for():
    found = {each.name: each.rule.description for each in variables_of(Settings)}

    assert {
        "REDIS_URL",
        "UPLOAD_DIR",
        "WORKER_POLL_INTERVAL",
        "WORKER_MAX_RETRIES",
        "TESSERACT_LANGUAGES",
    } <= set(found)
    assert all(found.values())
