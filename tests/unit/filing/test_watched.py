"""The journal tells how the watched folder stands, and forgets an owner."""

from __future__ import annotations

import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.bootstrap.folders.watched import WatchedFolder
from ocr_service.filing.away import WATCHED_AWAY
from ocr_service.filing.entry import EntryState
from ocr_service.filing.journal import Journal
from ocr_service.filing.watched import WatchedNumbers
from ocr_service.settings import Settings
from ocr_service.storage_settings import StorageSettings
from ocr_service.watch_settings import WatchSettings
from tests.support.folders.filed import Filed


def watched(filed: Filed) -> WatchedFolder:
    watch = WatchSettings(dir=filed.scans, output_dir=filed.documents, levels=("owner",), owner="home")
    folder = WatchedFolder(Settings(watch=watch, storage=StorageSettings(upload_dir=filed.top / "uploads")))
    weakref.finalize(filed, folder.close)
    return folder


def test_files_are_counted_by_how_they_stand(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    assert watched(filed).numbers() == WatchedNumbers(in_hand=0, failed=0)
    filer = filed.filer()
    filed.scan("anna/one.pdf", filer=filer)
    filer.journal.remember(replace(filed.scan("anna/two.pdf", filer=filer), state=EntryState.FAILED))
    filer.journal.set_fact(WATCHED_AWAY, "It is not mounted.")

    assert watched(filed).numbers() == WatchedNumbers(in_hand=1, failed=1, away="It is not mounted.")


def test_the_journal_is_opened_once_however_often_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    filed = Filed(tmp_path)
    filed.filer()
    monkeypatch.setattr(
        "ocr_service.filing.watched.Journal", lambda path: opened.append(path) or Journal(path)
    )
    folder = watched(filed)

    numbers = [folder.numbers() for _ in range(3)]

    assert (len(opened), set(numbers)) == (1, {WatchedNumbers(in_hand=0, failed=0)})


def test_a_journal_that_took_the_place_of_another_is_read(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    folder = watched(filed)
    filed.scan("anna/one.pdf", filer=filed.filer())
    first = folder.numbers()
    for path in (tmp_path / "uploads/.watch").glob("journal.sqlite*"):
        path.unlink()
    filed.filer()

    assert (first, folder.numbers()) == (
        WatchedNumbers(in_hand=1, failed=0),
        WatchedNumbers(in_hand=0, failed=0),
    )


def test_where_no_folder_is_watched_there_is_nothing_to_say(tmp_path: Path) -> None:
    folder = WatchedFolder(Settings(storage=StorageSettings(upload_dir=tmp_path)))

    assert (folder.numbers(), folder.forget_owner("anna")) == (None, 0)


def test_an_owners_files_are_forgotten_to_the_last_byte(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    filer = filed.filer()
    for name in ("anna/Gehaltszettel.pdf", "ben/Zeugnis.pdf", "Zettel.pdf"):
        entry = filed.scan(name, filer=filer)
        filer.journal.remember(replace(entry, state=EntryState.DONE, names=(f"{name}.txt",)))

    assert watched(filed).forget_owner("anna") == 1

    left = {entry.path for entry in filer.journal.in_state(EntryState.DONE)}
    filer.journal.close()
    data = b"".join(path.read_bytes() for path in (tmp_path / "uploads/.watch").glob("journal.sqlite*"))
    assert left == {"ben/Zeugnis.pdf", "Zettel.pdf"}
    assert (b"Gehaltszettel" in data, b"Zeugnis" in data) == (False, True)
