"""A secret may stand in a file that a variable names."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.environment import read_settings
from ocr_service.variables import InvalidSettings


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("anna:from-a-file\n")
    return path


def test_a_secret_is_read_from_the_file_that_is_named(monkeypatch, secret):
    monkeypatch.setenv("API_KEYS_FILE", str(secret))

    assert read_settings().api.keys == ("anna:from-a-file",)


def test_the_variable_itself_wins(monkeypatch, secret):
    monkeypatch.setenv("API_KEYS_FILE", str(secret))
    monkeypatch.setenv("API_KEYS", "ben:plain")

    assert read_settings().api.keys == ("ben:plain",)


def test_the_url_of_redis_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("redis://:hidden@redis:6379/3")
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "url"))

    assert read_settings().redis.url == "redis://:hidden@redis:6379/3"


def test_a_file_that_cannot_be_read_is_named_without_its_content(monkeypatch, tmp_path):
    monkeypatch.setenv("API_KEYS_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(InvalidSettings, match=r"API_KEYS_FILE is wrong: .*nowhere cannot be read"):
        read_settings()


def test_a_file_that_is_no_text_is_refused(monkeypatch, tmp_path):
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("LLM_API_KEY_FILE", str(tmp_path / "bytes"))

    with pytest.raises(InvalidSettings, match="it is not UTF-8"):
        read_settings()


def test_a_secret_is_not_shown(monkeypatch):
    monkeypatch.setenv("API_KEYS", "ben:hidden")
    monkeypatch.setenv("REDIS_URL", "redis://:hidden@redis:6379/3")

    assert "hidden" not in repr(read_settings())
