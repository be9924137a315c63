"""Every variable of the original scorecard service is understood, its secrets also in files."""

from __future__ import annotations

import pytest

from ocr_service.environment import read_settings
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings, variables_of

GIVEN = {
    "CRICKSY_REDIS_URL": ("redis://queue:6379/2", "redis://own:6379/0"),
    "CRICKSY_STORAGE": ("local", "s3"),
    "CRICKSY_S3_BUCKET": ("cricksy-uploads", "own-bucket"),
    "CRICKSY_S3_REGION": ("eu-central-1", "own-region"),
    "CRICKSY_S3_ACCESS_KEY": ("your-key", "own-key"),
    "CRICKSY_S3_SECRET_KEY": ("your-secret", "own-secret"),
    "CRICKSY_S3_ENDPOINT_URL": ("http://localhost:9000", "http://own:9000"),
    "CRICKSY_S3_PREFIX": ("cards", "own"),
    "CRICKSY_ENABLE_UPLOADS": ("False", "True"),
    "CRICKSY_ENABLE_OCR": ("False", "True"),
}
"""By name: a text, and one for the service's own name beside it."""
ALSO = {each.rule.also: each.name for each in variables_of(Settings) if each.rule.also}
SECRETS = [name for each in variables_of(Settings) if each.rule.is_secret for name in each.names]


def value(settings: Settings, name: str) -> object:
    variable = next(each for each in variables_of(Settings) if name in each.names)
    return getattr(getattr(settings, variable.concern), variable.field)


def test_every_name_of_the_original_is_told_here():
    assert {name for name in ALSO if name.startswith("CRICKSY_")} == GIVEN.keys()


@pytest.mark.parametrize("name", GIVEN)
def test_a_name_of_the_original_is_understood(monkeypatch, name):
    text, _ = GIVEN[name]
    monkeypatch.setenv(name, text)

    assert str(value(read_settings(), name)) == text


@pytest.mark.parametrize("name", GIVEN)
def test_the_own_name_wins(monkeypatch, name):
    text, own = GIVEN[name]
    monkeypatch.setenv(name, text)
    monkeypatch.setenv(ALSO[name], own)

    assert str(value(read_settings(), name)) == own


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file_that_either_name_names(monkeypatch, tmp_path, name):
    (tmp_path / "secret").write_text("redis://:hidden@queue:6379/2\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))

    assert "hidden" in str(value(read_settings(), name))


@pytest.mark.parametrize("name", SECRETS)
def test_the_text_of_a_secret_stands_in_no_complaint(monkeypatch, tmp_path, name):
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(InvalidSettings, match=f"{name}_FILE is wrong"):
        read_settings()
