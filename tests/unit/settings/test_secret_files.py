"""A secret may stand in a file that a variable names."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from ocr_service import environment
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


def test_a_variable_that_is_empty_does_not_hide_the_file(monkeypatch, secret):
    """Compose files pass on `${API_KEYS:-}`: a service with keys in a file stood open."""
    monkeypatch.setenv("API_KEYS_FILE", str(secret))
    monkeypatch.setenv("API_KEYS", "")

    assert read_settings().api.keys == ("anna:from-a-file",)


@pytest.mark.parametrize("content", ["", " \r\n"], ids=["nothing", "blank"])
def test_an_empty_file_is_no_open_door(monkeypatch, secret, content):
    secret.write_text(content)
    monkeypatch.setenv("API_KEYS_FILE", str(secret))

    with pytest.raises(InvalidSettings, match=r"API_KEYS_FILE is wrong: .*secret is empty"):
        read_settings()


@pytest.mark.parametrize(
    "content",
    [b"anna:one\nben:two\n", b"\xef\xbb\xbfanna:one\r\n\r\nben:two\r\n", b"anna:one, ben:two"],
    ids=["lines", "lines of Windows", "commas"],
)
def test_a_list_may_have_a_line_for_each_entry(monkeypatch, secret, content):
    secret.write_bytes(content)
    monkeypatch.setenv("API_KEYS_FILE", str(secret))

    assert read_settings().api.keys == ("anna:one", "ben:two")


def test_a_folder_is_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("S3_SECRET_KEY_FILE", str(tmp_path))

    with pytest.raises(InvalidSettings, match="cannot be read: Is a directory"):
        read_settings()


def test_a_pipe_is_waited_for_and_not_for_ever(monkeypatch, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setenv("LLM_API_KEY_FILE", str(pipe))
    writer = Thread(target=pipe.write_text, args=("told late\n",))
    writer.start()
    assert read_settings().llm.api_key == "told late"
    writer.join()

    monkeypatch.setattr(environment, "_PATIENCE_S", 0.05)
    with pytest.raises(InvalidSettings, match="nothing was written into it"):
        read_settings()


def test_a_file_without_end_is_refused(monkeypatch):
    monkeypatch.setenv("LLM_API_KEY_FILE", "/dev/zero")

    with pytest.raises(InvalidSettings, match="it has more than 1,000,000 bytes"):
        read_settings()
