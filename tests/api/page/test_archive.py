"""The archive's pages: a search, what it finds with its places, what is said, and each owner's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from tests.api.page.conftest import Visitor
from tests.support.api_process import api_process
from tests.support.archive.shelf import Shelf

KEYS = ApiConfig(keys=parse_keys(["anna:a-key", "ben:b-key"]), operator_keys=parse_keys(["ops:op-key"]))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.file(
        "Willkommen",
        "die Stromrechnung <b>84</b>",
        owner="anna",
        title="Abschlag",
        sender="Stadtwerke",
        date="2026-11-03",
        total="84.00",
    )
    return shelf


@pytest.fixture
async def anna(redis_url: str, tmp_path: Path, shelf: Shelf) -> AsyncIterator[Visitor]:
    async with api_process(redis_url, tmp_path / "uploads", config=KEYS, archive=shelf.archive) as api:
        visitor = Visitor(api.http)
        await visitor.log_in("a-key")
        yield visitor


def id_of(shelf: Shelf) -> str:
    return shelf.find()[0].shelved.document.id


async def test_a_search_leads_to_the_page_and_the_place(anna: Visitor, shelf: Shelf) -> None:
    found = await anna.get("/archive?q=rechnung")
    assert f'href="/archive/documents/{id_of(shelf)}?q=rechnung&amp;page=2"' in found.text
    assert "<mark>Stromrechnung</mark>" in found.text
    assert "<b>84" not in found.text

    page = await anna.get(f"/archive/documents/{id_of(shelf)}?q=rechnung")
    assert page.text.count('class="hit"') == 1
    assert 'aria-current="page">2<' in page.text
    assert f'href="/api/v1/archive/documents/{id_of(shelf)}/pdf"' in page.text
    assert (await anna.get(f"/api/v1/archive/documents/{id_of(shelf)}/pdf")).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("query", "is_found"), [("least=80&most=84", True), ("least=84,01", False), ("most=83.99", False)]
)
async def test_amounts_are_looked_for_as_people_write_them(anna: Visitor, query: str, is_found: bool) -> None:
    page = await anna.get(f"/archive?{query}")

    assert ("Abschlag" in page.text) is is_found


async def test_what_is_no_amount_is_said(anna: Visitor) -> None:
    page = await anna.get("/archive?least=much")

    assert (page.status_code, "84,50" in page.text) == (422, True)


async def test_what_is_said_on_the_page_is_found(anna: Visitor, shelf: Shelf) -> None:
    address = f"/archive/documents/{id_of(shelf)}"
    await anna.get(address)

    answer = await anna.post(
        f"{address}/say",
        {
            "tags": "tax,  power ,",
            "note": "paid\r\nby Ben",
            "field.title": "Abschlag",
            "field.date": "2025-01-01",
        },
    )

    assert (answer.status_code, answer.headers["location"]) == (303, address)
    document = shelf.find()[0].shelved.document
    assert (document.tags, document.note, document.corrected) == (
        ("power", "tax"),
        "paid\nby Ben",
        {"date": "2025-01-01"},
    )
    assert "Abschlag" in (await anna.get("/archive?tag=tax&until=2025-12-31")).text


async def test_a_document_is_removed(anna: Visitor, shelf: Shelf) -> None:
    address = f"/archive/documents/{id_of(shelf)}"
    await anna.get(address)

    assert (await anna.post(f"{address}/remove")).headers["location"] == "/archive"

    assert shelf.titles() == []
    assert (await anna.get(address)).status_code == 404


async def test_another_owner_sees_and_changes_nothing(redis_url: str, tmp_path: Path, shelf: Shelf) -> None:
    async with api_process(redis_url, tmp_path / "uploads", config=KEYS, archive=shelf.archive) as api:
        ben = Visitor(api.http)
        await ben.log_in("b-key")
        address = f"/archive/documents/{id_of(shelf)}"
        assert "Abschlag" not in (await ben.get("/archive?q=stromrechnung")).text
        assert "Stadtwerke" not in (await ben.get("/archive")).text
        assert (await ben.get(f"{address}?q=stromrechnung")).status_code == 404
        assert (await ben.post(f"{address}/say", {"note": "x"})).status_code == 404
        assert (await ben.post(f"{address}/remove")).status_code == 404

    assert shelf.titles() == ["Abschlag"]


@pytest.mark.parametrize("query", ["q=-only", "since=yesterday"])
async def test_what_cannot_be_asked_is_said_on_a_page(anna: Visitor, query: str) -> None:
    answer = await anna.get(f"/archive?{query}")

    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")


async def test_the_way_to_the_archive_is_shown_where_there_is_one(anna: Visitor) -> None:
    assert 'href="/archive"' in (await anna.get("/")).text


async def test_without_an_archive_there_is_no_way_to_it(visitor: Visitor) -> None:
    assert 'href="/archive"' not in (await visitor.get("/")).text
    assert (await visitor.get("/archive")).status_code == 404
