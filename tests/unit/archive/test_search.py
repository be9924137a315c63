"""Words are found as people write them, on the page where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.archive.index.found import Wanted
from ocr_service.errors import SearchInvalid
from tests.support.archive.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.file(
        "Sehr geehrte Frau Müller die Stromrechnung für November",
        "Zählerstand 4711 Straße 12",
        title="Strom",
        sender="Stadtwerke Köln",
        date="2026-11-03",
        total="84.00",
        category="invoice",
    )
    shelf.file(
        "Thank you for your purchase Total 12.50",
        title="Till",
        sender="Café Crème",
        date="2024-02-29",
        total="12.50",
    )
    shelf.file("Der Vertrag endet am 31.12.", title="Vertrag", date="2025-05-01")
    return shelf


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("stromrechnung", ["Strom"]),
        ("STROMRECHNUNG", ["Strom"]),
        ("rechnung", ["Strom"]),
        ("strom", ["Strom"]),
        ("muller", ["Strom"]),
        ("Mueller", ["Strom"]),
        ("müller", ["Strom"]),
        ("Strasse", ["Strom"]),
        ("straße", ["Strom"]),
        ("zaehlerstand", ["Strom"]),
        ("creme", ["Till"]),
        ("12.50", ["Till"]),
        ('"thank you"', ["Till"]),
        ('"you thank"', []),
        ("thank purch*", ["Till"]),
        ("end*", ["Vertrag"]),
        ("ende", ["Vertrag"]),
        ("end", []),
        ("stadtwerke zählerstand", ["Strom"]),
        ("november 4711", ["Strom"]),
        ("total -purchase", []),
        ("der -strom", ["Vertrag"]),
        ("scan", ["Strom", "Vertrag", "Till"]),
    ],
    ids=str,
)
def test_a_query_finds(shelf: Shelf, text: str, titles: list[str]) -> None:
    assert shelf.titles(text) == titles


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"category": "invoice"}, ["Strom"]),
        ({"sender": "stadtwerke"}, ["Strom"]),
        ({"since": "2025-01-01"}, ["Strom", "Vertrag"]),
        ({"until": "2024-02-29"}, ["Till"]),
        ({"since": "2024-02-29", "until": "2025-05-01"}, ["Vertrag", "Till"]),
        ({"least": 12.5, "most": 12.5}, ["Till"]),
        ({"text": "scan", "least": 50.0}, ["Strom"]),
        ({"text": "scan", "until": "2025-12-31"}, ["Vertrag", "Till"]),
        ({"correspondent": "Café Crème"}, ["Till"]),
        ({}, ["Strom", "Vertrag", "Till"]),
    ],
    ids=str,
)
def test_filters_leave_out(shelf: Shelf, filters: dict[str, object], titles: list[str]) -> None:
    assert shelf.titles(**filters) == titles


def test_a_hit_shows_page_words_and_boxes(shelf: Shelf) -> None:
    (hit,) = shelf.find("zählerstand")

    assert hit.snippet is not None
    assert (hit.snippet.page, hit.snippet.text, hit.pages) == (2, "Zählerstand 4711 Straße 12", (2,))
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["Zählerstand"]
    assert hit.snippet.boxes == ((0.0, 20.0, 9.5, 8.0),)


def test_a_phrase_marks_all_its_words(shelf: Shelf) -> None:
    (hit,) = shelf.find('"frau mueller"')

    assert hit.snippet is not None
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["Frau", "Müller"]


def test_a_word_that_a_line_parted_is_found(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    read = shelf.read("die Jahresab- rechnung", title="Jahr")
    pages = shelf.uploads / read.task.id / "1/pages.ndjson"
    pages.write_text(pages.read_text().replace("[20.0, 20.0", "[0.0, 40.0"))
    shelf.archive.take(shelf.archive.pack(read))

    (hit,) = shelf.find("jahresabrechnung")

    assert hit.snippet is not None
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["Jahresab-"]


def test_pages_of_a_search_go_on_where_the_last_ended(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(7):
        shelf.file(f"letter {number}", "more of the letter", title=f"{number}", date="2026-01-01")

    seen, before = list[str](), 0
    while True:
        found = shelf.archive.find(Wanted(text="letter", limit=3, before=before))
        seen += [hit.shelved.document.title for hit in found.hits]
        before = found.next
        if not before:
            break

    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_documents_whose_words_stand_on_several_pages_are_all_found(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(5):
        shelf.file(f"apples {number}", f"pears {number}", title=f"{number}", date="2026-01-01")

    first = shelf.archive.find(Wanted(text="apples pears", limit=3))
    second = shelf.archive.find(Wanted(text="apples pears", limit=3, before=first.next))

    assert [hit.shelved.document.title for hit in (*first.hits, *second.hits)] == ["4", "3", "2", "1", "0"]
    assert second.next == 0


@pytest.mark.parametrize("text", ["-only", "x" * 501, " ".join(f"w{number}" for number in range(21))])
def test_what_cannot_be_searched_is_refused(shelf: Shelf, text: str) -> None:
    with pytest.raises(SearchInvalid):
        shelf.find(text)


@pytest.mark.parametrize(
    "text", ['"', "*", "'); DROP", "a AND (b", "NEAR(", "col:umn", "\0", "ß" * 80, '""', "- -"]
)
def test_no_text_breaks_a_search(shelf: Shelf, text: str) -> None:
    assert isinstance(shelf.find(text), list)


def test_another_owner_finds_nothing_whatever_is_asked(shelf: Shelf) -> None:
    shelf.file("die Stromrechnung", owner="ben", title="Bens", total="84.00", category="invoice")

    assert shelf.titles("stromrechnung", owner="ben") == ["Bens"]
    assert shelf.titles("november 4711", owner="ben") == []
    assert shelf.titles(owner="ben") == ["Bens"]
    assert shelf.titles(owner="ben", category="invoice", least=1.0) == ["Bens"]
    assert shelf.titles("stromrechnung", owner="carla") == []
    assert shelf.archive.index.correspondents("ben") == []
    assert [count.name for count in shelf.archive.index.categories("ben")] == ["invoice"]
