"""What was removed is gone: from the tree, from the index' file, and from what was on its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.archive.archive import Said
from tests.support.archive.shelf import Shelf

WORDS = ("Geheimratsecke", "Quittungsblock")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    for number in range(30):
        shelf.file(f"plain letter {number} of somebody", title=f"plain {number}")
    return shelf


def bytes_of_index(shelf: Shelf) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(shelf.root.glob(".docvault/index.sqlite*")))


def holds(shelf: Shelf, word: str) -> bool:
    """In the words of the search, in the vocabulary of its tails."""
    data = bytes_of_index(shelf).lower()
    return any(form.encode() in data for form in (word.lower(), word.lower()[::-1]))


def test_a_removed_document_is_found_no_more(shelf: Shelf) -> None:
    filed = shelf.file(" ".join(WORDS), title="secret")

    assert shelf.archive.remove(filed.id)

    assert shelf.titles("geheimratsecke") == shelf.titles("secret") == []
    assert [name for name in shelf.files() if "secret" in name] == []
    assert not shelf.archive.remove(filed.id)


def test_not_a_word_is_left_in_the_file(shelf: Shelf) -> None:
    filed = shelf.file(" ".join(WORDS), title="secret", sender="Unaussprechlich")
    shelf.archive.change(filed.id, Said(note="Merkwürdigkeiten"))
    shelf.archive.parts.database.shrink_log()
    assert holds(shelf, "unaussprechlich")

    shelf.archive.remove(filed.id)
    assert shelf.archive.healing.purge()

    assert [
        word
        for word in (*WORDS, "unaussprechlich", "merkwurdigkeiten", "merkwürdigkeiten")
        if holds(shelf, word)
    ] == []
    assert shelf.titles("somebody")[:1] == ["plain 29"]
    assert not shelf.archive.healing.purge()


def test_an_owner_goes_with_everything(shelf: Shelf) -> None:
    shelf.file("Geheimratsecke", owner="ben", title="Bens")
    shelf.archive.pack(shelf.read("Quittungsblock", owner="ben"))

    assert shelf.archive.remove_owner("ben") == 2

    assert shelf.titles(owner="ben") == []
    assert not (shelf.root / "ben").exists()
    assert [word for word in (*WORDS, "bens") if holds(shelf, word)] == []
    assert shelf.archive.parcels.waiting() == []
    assert len(shelf.titles(limit=100)) == 30


def test_what_was_on_its_way_is_not_filed_after_its_removal(shelf: Shelf) -> None:
    read = shelf.read("Hello", title="late")
    filed = shelf.archive.take(shelf.archive.pack(read))
    assert filed is not None

    shelf.archive.remove(filed.id)

    assert shelf.archive.take(shelf.archive.pack(read)) is None
    assert shelf.titles("late") == []


def test_the_same_paper_may_come_again_later(shelf: Shelf) -> None:
    filed = shelf.file("Hello", title="late")
    shelf.archive.remove(filed.id)

    later = {"created_at": "2999-01-01T00:00:00.000+00:00"}
    assert shelf.file("Hello", title="late", task_changes=later).id == filed.id
    assert shelf.titles("late") == ["late"]


def test_what_had_its_time_goes_unless_it_shall_stay(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    old = {"created_at": "2020-01-01T00:00:00.000+00:00"}
    shelf.file("one", title="old letter", task_changes=old)
    shelf.file("two", title="old invoice", category="invoice", task_changes=old)
    shelf.file("three", title="old receipt", category="receipt", task_changes=old)
    kept = shelf.file("four", title="kept", task_changes=old)
    shelf.archive.change(kept.id, Said(keeps=True))
    shelf.file("five", title="new", task_changes={"created_at": "2999-01-01T00:00:00.000+00:00"})

    removed = shelf.archive.expire(365, {"invoice": 36_500, "receipt": 0})

    assert removed == 1
    assert sorted(shelf.titles()) == ["kept", "new", "old invoice", "old receipt"]


def test_nothing_goes_without_a_time(shelf: Shelf) -> None:
    assert shelf.archive.expire(0, {"letter": 0}) == 0


def test_what_was_changed_leaves_the_file_once_a_day(tmp_path: Path) -> None:
    clock = Clock()
    shelf = Shelf(tmp_path, clock)
    filed = shelf.file("plain", title="plain")
    shelf.archive.change(filed.id, Said(note="Merkwürdigkeiten"))
    shelf.archive.change(filed.id, Said(note=""))
    assert shelf.archive.healing.purge()

    shelf.archive.change(filed.id, Said(note="Merkwürdigkeiten"))
    shelf.archive.change(filed.id, Said(note=""))
    assert not shelf.archive.healing.purge()
    shelf.archive.parts.database.shrink_log()
    assert holds(shelf, "merkwurdigkeiten")

    clock.ms += 25 * 3_600_000
    assert shelf.archive.healing.purge()
    assert not holds(shelf, "merkwurdigkeiten")


class Clock:
    ms = 1_800_000_000_000

    def now_ms(self) -> int:
        return self.ms

    def monotonic_s(self) -> float:
        return 0.0
