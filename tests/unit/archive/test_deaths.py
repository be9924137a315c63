"""Whatever the archive does may be killed at any line: looked after, files and index say the same, and nothing is lost or there twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_service.archive.archive import Archive, Said
from tests.support.archive.shelf import Shelf, snapshot
from tests.support.folders.filed import killed_at

STEP = 83
"""Every so many lines; prime, so that loops are met at all of theirs."""
LATER = {"finished_at": "2026-11-30T00:00:00.000+00:00"}


def looked_after(shelf: Shelf) -> None:
    """What the archivist does after a start, and the sink perhaps before it; then the index must say what the files say."""
    shelf.archive = shelf.opened()
    for identity in shelf.archive.parcels.waiting():
        shelf.archive.take(identity)
    shelf.archive.healing.heal()
    shelf.archive.healing.purge()
    said = snapshot(shelf.archive)
    assert shelf.archive.healing.rebuild()[1] == 0
    assert snapshot(shelf.archive) == said
    assert list(shelf.archive.parts.intents.left()) == []
    assert [path.name for path in shelf.root.rglob(".docvault-*")] == []
    assert list((shelf.root / ".docvault/laying").iterdir()) == []


def killed_everywhere(top: Path, work: Callable[[Archive], object], check: Callable[[Shelf], None]) -> None:
    """``work`` upon copies of the archive at ``top``, each killed somewhat later than the one before."""
    for line in range(1, 20_000, STEP):
        copy = top.with_name(f"killed-{line}")
        shutil.copytree(top, copy)
        shelf = Shelf(copy)

        was_killed = killed_at(line, lambda shelf=shelf: work(shelf.opened()), "archive")
        looked_after(shelf)
        check(shelf)

        shelf.archive.close()
        shutil.rmtree(copy)
        if not was_killed:
            return
    pytest.fail("it never came to its end")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    top = tmp_path / "top"
    top.mkdir()
    shelf = Shelf(top)
    filed = shelf.file("Hello there", title="First", sender="Somebody", date="2026-01-02")
    shelf.archive.change(filed.id, Said(tags=("tax",)))
    return shelf


def test_a_document_is_filed_once(shelf: Shelf) -> None:
    identity = shelf.archive.pack(shelf.read("Other words", title="Second"))
    shelf.archive.close()

    def check(copy: Shelf) -> None:
        assert sorted(copy.titles()) == ["First", "Second"]
        assert len(copy.files()) == 8

    killed_everywhere(shelf.top, lambda archive: archive.take(identity), check)


def test_a_document_that_is_read_anew_keeps_what_was_said(shelf: Shelf) -> None:
    read = shelf.read("Hello there", title="Better", sender="Somebody", task_changes=LATER)
    identity = shelf.archive.pack(read)
    shelf.archive.close()

    def check(copy: Shelf) -> None:
        assert copy.titles(tags=("tax",)) == copy.titles() == ["Better"]
        assert len(copy.files()) == 4

    killed_everywhere(shelf.top, lambda archive: archive.take(identity), check)


def test_a_change_is_made_or_not(shelf: Shelf) -> None:
    (hit,) = shelf.find()
    identity = hit.shelved.document.id
    shelf.archive.close()

    def check(copy: Shelf) -> None:
        assert copy.titles() == ["First"]
        assert copy.titles("remark") in ([], ["First"])

    killed_everywhere(shelf.top, lambda archive: archive.change(identity, Said(note="remark")), check)


def test_a_removal_is_made_or_not(shelf: Shelf) -> None:
    (hit,) = shelf.find()
    identity = hit.shelved.document.id
    shelf.archive.close()

    def check(copy: Shelf) -> None:
        assert len(copy.files()) == 4 * len(copy.titles())

    killed_everywhere(shelf.top, lambda archive: archive.remove(identity), check)


def test_what_was_filed_by_halves_can_be_removed(shelf: Shelf) -> None:
    identity = shelf.archive.pack(shelf.read("Other words", title="Second"))
    shelf.archive.close()

    for line in range(1, 20_000, 7 * STEP):
        copy = shelf.top.with_name(f"halves-{line}")
        shutil.copytree(shelf.top, copy)
        half = Shelf(copy)
        was_killed = killed_at(line, lambda half=half: half.opened().take(identity), "archive")
        half.archive = half.opened()
        half.archive.remove(identity)
        looked_after(half)
        assert (half.titles(), len(half.files())) == (["First"], 4)
        half.archive.close()
        if not was_killed:
            return
    pytest.fail("it never came to its end")
