"""Where the database of receipts lies, and what is said of a URL that names none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.bootstrap.build import build_receipts
from ocr_service.receipt_settings import ReceiptSettings
from ocr_service.receipts.database import PostgresPlace, SqlitePlace, parse_database_url
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://u:p@db:5432/name", PostgresPlace("postgresql://u:p@db:5432/name")),
        ("postgresql+asyncpg://u:p@db/name", PostgresPlace("postgresql://u:p@db/name")),
        ("postgres://db/name?ssl=require", PostgresPlace("postgresql://db/name?sslmode=require")),
        ("sqlite:////data/r.sqlite", SqlitePlace(Path("/data/r.sqlite"))),
        ("sqlite:///r.sqlite", SqlitePlace(Path("r.sqlite"))),
    ],
)
def test_a_url_says_where_it_lies(url, place):
    assert parse_database_url(url) == place


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@db/name", "u:secret@db", "sqlite://", "postgresql://u:secret@db:port/name"]
)
def test_a_wrong_url_is_refused_at_the_start_without_its_password(url):
    with pytest.raises(InvalidSettings, match="DATABASE_URL") as refused:
        build_receipts(Settings(receipts=ReceiptSettings(database_url=url)))

    assert "secret" not in str(refused.value)
