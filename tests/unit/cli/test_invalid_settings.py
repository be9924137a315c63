"""A wrong setting is explained by the name of its variable."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ocr_service.cli.invalid_settings import explain, variables
from ocr_service.settings import Settings


def explained() -> str:
    with pytest.raises(ValidationError) as caught:
        Settings()
    return explain(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("API_PORT", "99999", "API_PORT='99999' is wrong: input should be less than or equal to 65535"),
        (
            "WORKER_QUEUES",
            "urgent",
            "WORKER_QUEUES='urgent' is wrong: input should be 'high', 'normal' or 'low'",
        ),
        ("LOG_LEVEL", "loud", "LOG_LEVEL='loud' is wrong"),
        ("MAX_FILE_MB", "", "MAX_FILE_MB='' is wrong"),
    ],
)
def test_the_sentence_names_variable_value_and_reason(monkeypatch, name, value, part):
    monkeypatch.setenv(name, value)

    assert part in explained()


def test_every_field_has_a_variable_and_a_description():
    found = variables()

    assert {
        "REDIS_URL",
        "UPLOAD_DIR",
        "WORKER_POLL_INTERVAL",
        "WORKER_MAX_RETRIES",
        "TESSERACT_LANGUAGES",
    } <= set(found)
    assert all(field.description for field in found.values())


def test_a_worker_without_queues_is_refused(monkeypatch):
    monkeypatch.setenv("WORKER_QUEUES", " , ")

    with pytest.raises(ValidationError) as caught:
        Settings()

    assert explain(caught.value).startswith("WORKER_QUEUES=")
