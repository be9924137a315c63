"""A document lies in the tree whole, is one however often it comes, and follows what people say of it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.archive.archive import Said
from ocr_service.errors import ArchiveUnavailable, DocumentNotFound
from tests.support.archive.shelf import Shelf, snapshot

FACTS = {"title": "Abrechnung", "sender": "Stadtwerke", "date": "2026-11-03", "total": "84.00"}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_a_document_lies_in_a_folder_that_people_can_read(shelf: Shelf) -> None:
    shelf.file("Hello", content=b"picture", **FACTS)

    folder = "2026/2026-11-03 Stadtwerke Abrechnung"
    names = ("archive.json", "document.pdf", "original.jpg", "result.json.gz")
    assert shelf.files() == [f"{folder}/{name}" for name in names]
    assert (shelf.root / folder / "original.jpg").read_bytes() == b"picture"
    result = json.loads(gzip.decompress((shelf.root / folder / "result.json.gz").read_bytes()))
    assert (result["text"], result["pages"][0]["page"]) == ("Hello", 1)


def test_a_pdf_that_came_searchable_is_kept_once(shelf: Shelf) -> None:
    changes = {"media_type": "application/pdf"}
    filed = shelf.file("Hello", content=b"%PDF", pdf=b"%PDF", task_changes=changes)

    assert filed.files == {"original": "original.jpg", "pdf": "original.jpg", "result": "result.json.gz"}
    assert [name for name in shelf.files() if name.endswith(".pdf")] == []


def test_two_documents_of_one_name_lie_side_by_side(shelf: Shelf) -> None:
    shelf.file("one", **FACTS)
    shelf.file("two", **FACTS)

    assert {Path(name).parent.name for name in shelf.files()} == {
        "2026-11-03 Stadtwerke Abrechnung",
        "2026-11-03 Stadtwerke Abrechnung-2",
    }


def test_the_same_content_is_one_document_and_keeps_what_was_said(shelf: Shelf) -> None:
    first = shelf.file("Hello", **FACTS)
    shelf.archive.change(first.id, Said(tags=("tax",), note="for Ben"))
    later = {"finished_at": "2026-11-30T00:00:00.000+00:00"}
    second = shelf.file("Hello", **{**FACTS, "title": "Better"}, task_changes=later)

    assert (second.id, second.tags, second.note, second.title) == (first.id, ("tax",), "for Ben", "Better")
    assert len(shelf.files()) == 4
    assert shelf.titles("hello") == ["Better"]


def test_an_older_reading_changes_nothing(shelf: Shelf) -> None:
    shelf.file("Hello", title="New", task_changes={"finished_at": "2026-11-30T00:00:00.000+00:00"})
    earlier = shelf.read("Hello", title="Old")

    assert shelf.archive.take(shelf.archive.pack(earlier)) is None
    assert shelf.titles() == ["New"]


def test_a_result_of_the_cache_brings_no_original_and_takes_none_away(shelf: Shelf) -> None:
    shelf.file("Hello", title="First")
    read = shelf.read("Hello", title="Again", task_changes={"finished_at": "2027-01-01T00:00:00.000+00:00"})
    (shelf.uploads / read.task.file_path).unlink()

    shelf.archive.take(shelf.archive.pack(read))

    assert any(name.endswith("original.jpg") for name in shelf.files())


def test_what_people_say_is_found_at_once(shelf: Shelf) -> None:
    filed = shelf.file("Hello", **FACTS)

    shelf.archive.change(
        filed.id,
        Said(
            tags=("tax", "2026"),
            note="Nachzahlung",
            correspondent="Power",
            corrected={"total": "90.00", "date": "2020-01-02"},
        ),
    )

    assert shelf.titles("nachzahlung") == shelf.titles("power") == shelf.titles("90.00") == ["Abrechnung"]
    assert shelf.titles(tags=("tax", "2026"), least=90.0, until="2020-12-31") == ["Abrechnung"]
    assert shelf.titles(least=1.0, most=89.0) == shelf.titles(tags=("other",)) == []
    assert [count.name for count in shelf.archive.index.tags("")] == ["2026", "tax"]


def test_a_tag_that_is_taken_away_finds_nothing(shelf: Shelf) -> None:
    filed = shelf.file("Hello", **FACTS)
    shelf.archive.change(filed.id, Said(tags=("tax",), corrected={"sender": "Wrong"}))

    shelf.archive.change(filed.id, Said(tags=(), corrected={"sender": ""}))

    assert shelf.titles("tax") == shelf.titles("wrong") == shelf.titles(tags=("tax",)) == []
    assert shelf.titles(sender="stadtwerke") == ["Abrechnung"]


def test_a_correspondent_is_known_for_the_next_letter_of_its_sender(shelf: Shelf) -> None:
    first = shelf.file("one", **FACTS)
    shelf.archive.change(first.id, Said(correspondent="Power"))

    assert shelf.file("two", **FACTS).correspondent == "Power"
    assert shelf.file("three", **FACTS, owner="ben").correspondent == ""


def test_a_correction_reaches_a_document_that_is_still_on_its_way(shelf: Shelf) -> None:
    read = shelf.read("Hello", **FACTS)
    identity = shelf.archive.pack(read)

    assert shelf.archive.correct("", read.task.sha256, {"total": "1.00"})

    filed = shelf.archive.take(identity)
    assert filed is not None
    assert (filed.value("total"), filed.amount) == ("1.00", 1.0)


def test_an_index_made_again_says_the_same(shelf: Shelf) -> None:
    first = shelf.file("Hello one", "two pages", **FACTS)
    shelf.file("Other", owner="ben", title="Bens")
    shelf.archive.change(
        first.id, Said(tags=("tax",), correspondent="Power", corrected={"date": "2001-01-01"})
    )
    before = snapshot(shelf.archive)

    assert shelf.archive.healing.rebuild() == (2, 0)

    assert snapshot(shelf.archive) == before
    assert shelf.titles("pages") == ["Abrechnung"]


@pytest.mark.parametrize("damage", [b"", b"no database at all", None], ids=["empty", "damaged", "gone"])
def test_an_index_that_is_damaged_is_said_so_and_made_again(shelf: Shelf, damage: bytes | None) -> None:
    shelf.file("Hello", **FACTS)
    shelf.archive.close()
    for path in shelf.root.glob(".docvault/index.sqlite*"):
        path.unlink()
    if damage is not None:
        (shelf.root / ".docvault/index.sqlite").write_bytes(damage)
    archive = shelf.opened()

    if damage != b"":
        with pytest.raises(ArchiveUnavailable, match="archive rebuild"):
            archive.change("x", Said())
    assert archive.healing.rebuild() == (1, 0)
    shelf.archive = archive
    assert shelf.titles("hello") == ["Abrechnung"]


def test_a_folder_that_cannot_be_read_is_named_and_left_out(shelf: Shelf) -> None:
    shelf.file("Hello", **FACTS)
    broken = shelf.root / "2026" / "broken"
    broken.mkdir()
    (broken / "archive.json").write_text("{}")
    told: list[str] = []

    assert shelf.archive.healing.rebuild(told.append) == (1, 1)
    assert "2026/broken" in told[0]


def test_a_share_that_is_not_mounted_is_not_filled(shelf: Shelf) -> None:
    shelf.file("one", **FACTS)
    waiting = shelf.archive.pack(shelf.read("two", title="Two"))
    shelf.archive.close()
    away = shelf.root.rename(shelf.top / "away")
    shelf.root.mkdir()
    archive = shelf.opened()

    with pytest.raises(ArchiveUnavailable, match="not mounted"):
        archive.take(waiting)

    assert list(shelf.root.iterdir()) == []
    shelf.root.rmdir()
    away.rename(shelf.root)
    shelf.archive = shelf.opened()
    assert shelf.archive.take(waiting) is not None
    assert shelf.titles("two") == ["Two"]


def test_an_archive_that_was_moved_is_accepted_and_made_again(shelf: Shelf) -> None:
    shelf.file("one", **FACTS)
    shelf.archive.close()
    moved = shelf.root.rename(shelf.top / "moved")
    shelf.root.mkdir()
    (moved / "2026").rename(shelf.root / "2026")
    shelf.archive = shelf.opened()
    with pytest.raises(ArchiveUnavailable, match="archive accept"):
        shelf.archive.healing.rebuild()

    shelf.archive.parts.accept()

    assert shelf.archive.healing.rebuild() == (1, 0)
    assert shelf.titles("one") == ["Abrechnung"]


def test_a_correction_waits_with_its_parcel_while_the_share_is_away(shelf: Shelf) -> None:
    read = shelf.read("Hello", **FACTS)
    shelf.archive.require()
    identity = shelf.archive.pack(read)
    away = shelf.root.rename(shelf.top / "away")
    with pytest.raises(ArchiveUnavailable):
        shelf.archive.correct("", "0" * 64, {"total": "1.00"})
    assert shelf.archive.correct("", read.task.sha256, {"total": "1.00"})

    away.rename(shelf.root)
    filed = shelf.archive.take(identity)

    assert filed is not None
    assert filed.value("total") == "1.00"


def test_what_is_not_there_cannot_be_changed(shelf: Shelf) -> None:
    shelf.file("Hello", **FACTS)

    with pytest.raises(DocumentNotFound):
        shelf.archive.change("0" * 24, Said(note="x"))


def test_a_task_read_twice_at_once_is_one_document(shelf: Shelf) -> None:
    read = shelf.read("Hello", **FACTS)
    identity = shelf.archive.pack(read)
    shelf.archive.pack(replace(read))

    assert shelf.archive.take(identity) is not None
    assert shelf.archive.take(identity) is None
    assert len(shelf.titles()) == 1


@pytest.mark.parametrize("name", ["result.json.gz", "archive.json"])
def test_a_parcel_that_a_disk_spoiled_is_set_aside(shelf: Shelf, name: str) -> None:
    identity = shelf.archive.pack(shelf.read("Hello", **FACTS))
    parcel = shelf.uploads / ".archive" / identity / name
    parcel.write_bytes(parcel.read_bytes()[:-20])

    assert shelf.archive.take(identity) is None

    assert (shelf.archive.parcels.waiting(), shelf.titles(), shelf.files()) == ([], [], [])
    assert parcel.parent.with_suffix(".broken").is_dir()
    shelf.archive.healing.heal()
    assert shelf.titles() == []
