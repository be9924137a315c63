"""An environment whose settings are wrong says so, and the others are built all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.bootstrap.polling.building import build_sources
from ocr_service.bootstrap.polling.only_one import only_one
from ocr_service.bootstrap.polling.program import holder_of, run_poller
from ocr_service.settings import Settings
from ocr_service.source_settings import DevSettings, ProdSettings, SourceSettings, StagingSettings
from ocr_service.storage_settings import StorageSettings
from ocr_service.variables import InvalidSettings

WELL = ProdSettings(database_url="postgresql+asyncpg://u:secret@db/x", files_dir=Path("/srv"))


@pytest.mark.parametrize(
    ("dev", "said"),
    [
        (
            DevSettings(database_url="mysql://u:secret@db/x"),
            "DEV_DATABASE_URL is wrong: write `postgresql://",
        ),
        (DevSettings(database_url="sqlite:////x.sqlite"), "DEV_DATABASE_URL is wrong: write `postgresql://"),
        (DevSettings(supabase_url="https://a.example"), "DEV_SUPABASE_URL needs DEV_SUPABASE_SERVICE_KEY"),
        (DevSettings(supabase_url="http://[bad", supabase_service_key="secret"), "DEV_SUPABASE_URL or"),
        (DevSettings(supabase_url="http://a", supabase_service_key="schlüssel"), "DEV_SUPABASE_URL or"),
    ],
    ids=["scheme", "sqlite", "no key", "no url", "no ascii"],
)
def test_what_is_wrong_of_one_is_said_and_blocks_no_other(dev, said):
    built = build_sources(Settings(prod=WELL, dev=dev))

    assert list(built.sources) == ["prod"]
    assert said in built.wrong["dev"]
    assert "secret" not in built.wrong["dev"]


def test_sources_come_in_the_order_in_which_they_are_polled():
    both = {"supabase_url": "https://a.example", "supabase_service_key": "k"}
    settings = Settings(dev=DevSettings(**both), staging=StagingSettings(**both), prod=ProdSettings(**both))

    assert list(build_sources(settings).sources) == ["prod", "staging", "dev"]


def test_a_table_that_is_described_wrongly_stops_all():
    with pytest.raises(InvalidSettings, match="SOURCES_COLUMNS"):
        build_sources(Settings(prod=WELL, sources=SourceSettings(columns=("colour=blue",))))


def test_without_a_source_there_is_nothing_to_poll():
    with pytest.raises(InvalidSettings, match="nothing to poll"):
        run_poller(Settings())


def test_a_name_is_made_once_and_kept(tmp_path):
    (tmp_path / ".sources").mkdir()
    settings = Settings(storage=StorageSettings(upload_dir=tmp_path))

    assert holder_of(settings) == holder_of(settings)
    assert holder_of(settings).startswith("docvault-")
    assert holder_of(replace(settings, sources=SourceSettings(id="nas"))) == "nas"


def test_a_program_runs_once(tmp_path):
    only_one(tmp_path / "lock", "poller")

    with pytest.raises(InvalidSettings, match="Another poller runs already"):
        only_one(tmp_path / "lock", "poller")
