"""Results are filed under names that nobody has, and the files themselves go where the settings say."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.filing.away import FolderAway
from ocr_service.filing.entry import Entry, EntryState, Stamp, entry_of, target_of
from ocr_service.filing.folders import After, Conflict
from ocr_service.filing.journal import Journal
from ocr_service.filing.laying import Ownership
from ocr_service.storage.backup import copy_files
from tests.support.folders.filed import TEXT, Filed


def test_the_results_lie_under_one_name_and_the_scan_is_moved(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    read = filed.read()

    ended = filed.filer().file(filed.scan("post/letter.pdf"), read)

    assert ended.state is EntryState.DONE
    assert filed.files() == [
        "documents/post/letter.json",
        "documents/post/letter.txt",
        "scans/done/post/letter.pdf",
    ]
    assert (tmp_path / "documents/post/letter.txt").read_text() == TEXT
    told = json.loads((tmp_path / "documents/post/letter.json").read_text())
    assert (told["task_id"], told["text"], told["pages"]) == (read.task.id, TEXT, [{"page": 1, "text": TEXT}])


def test_a_delivery_that_comes_twice_changes_nothing(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    entry, read = filed.scan("letter.pdf"), filed.read()
    filed.filer().file(entry, read)
    before = filed.files()

    filed.filer().file(entry, read)

    assert filed.files() == before


@pytest.mark.parametrize(
    ("conflict", "names", "text"),
    [
        (Conflict.SUFFIX, {"letter.txt", "letter-2.txt", "letter-2.json"}, "a stranger's"),
        (Conflict.SKIP, {"letter.txt"}, "a stranger's"),
        (Conflict.OVERWRITE, {"letter.txt", "letter.json"}, TEXT),
    ],
)
def test_a_name_that_is_taken(tmp_path: Path, conflict: Conflict, names: set[str], text: str) -> None:
    filed = Filed(tmp_path, conflict=conflict)
    (filed.documents / "letter.txt").write_text("a stranger's")

    filed.filer().file(filed.scan("letter.pdf"), filed.read())

    assert {path.name for path in filed.documents.iterdir()} == names
    assert (filed.documents / "letter.txt").read_text() == text


def test_two_files_of_one_name_that_are_filed_at_once_share_none(tmp_path: Path) -> None:
    filed = Filed(tmp_path, template="{name}")
    filer = filed.filer()
    filer.journal.plan(filed.scan("a/Letter.pdf"), [("Letter.txt",)], lambda name: True)

    filer.file(filed.scan("b/letter.pdf"), filed.read())

    assert sorted(path.name for path in filed.documents.iterdir()) == ["letter-2.json", "letter-2.txt"]


def test_a_scan_that_was_replaced_stays_to_be_taken(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    entry = filed.scan("letter.pdf")
    (filed.scans / "letter.pdf").write_bytes(b"another scan")

    filed.filer().file(entry, filed.read())

    assert (filed.scans / "letter.pdf").read_bytes() == b"another scan"
    assert (filed.documents / "letter.txt").exists()


def test_a_password_that_does_not_open_it_lets_the_next_be_tried(tmp_path: Path) -> None:
    filed = Filed(tmp_path, passwords=("one", "two"))
    filer, entry = filed.filer(), filed.scan("bank.pdf")

    tried = [entry.password_index]
    while (entry := filer.fail(entry, "PASSWORD_WRONG", "It does not open.")).state is EntryState.TAKING:
        tried.append(entry.password_index)

    assert tried == [0, 1, 2]
    assert ".password" in (filed.scans / "failed/bank.pdf.why.txt").read_text()


def test_the_password_beside_a_file_comes_first_and_goes_with_it(tmp_path: Path) -> None:
    filed = Filed(tmp_path, passwords=("general",))
    entry = filed.scan("bank.pdf")
    (filed.scans / "bank.pdf.password").write_text("secret\n")

    assert filed.folders.passwords_of("bank.pdf") == ("secret", "general")
    filed.filer().file(entry, filed.read())
    assert "scans/done/bank.pdf.password" in filed.files()


def test_what_failed_is_read_again_when_it_is_replaced_and_its_text_goes(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    filed.filer().fail(filed.scan("letter.pdf"), "DOCUMENT_CORRUPT", "It is broken.")

    again = filed.scan("failed/letter.pdf", b"a better one")
    filed.filer().file(again, filed.read())

    assert filed.files() == ["documents/letter.json", "documents/letter.txt", "scans/done/letter.pdf"]


def test_with_keep_the_text_lies_with_the_results(tmp_path: Path) -> None:
    filed = Filed(tmp_path, after=After.KEEP)

    filed.filer().fail(filed.scan("letter.pdf"), "DOCUMENT_CORRUPT", "It is broken.")

    assert filed.files() == ["documents/failed/letter.pdf.why.txt", "scans/letter.pdf"]


def test_what_failed_and_was_taken_away_is_forgotten_with_its_text(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    filer = filed.filer()
    failed = filer.fail(filed.scan("letter.pdf"), "DOCUMENT_CORRUPT", "It is broken.")
    (filed.scans / failed.path).unlink()

    assert filer.forget_gone(failed)
    assert filed.files() == []


def test_a_duplicate_is_set_aside_with_the_name_of_the_earlier_result(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    filer = filed.filer()
    first = filer.file(replace(filed.scan("one.pdf"), sha256="ab"), filed.read())

    filer.skip(filed.scan("two.pdf"), first)

    assert "one.txt" in (filed.scans / "done/two.pdf.why.txt").read_text()


def test_the_mode_is_what_the_umask_leaves(tmp_path: Path) -> None:
    filed = Filed(tmp_path, ownership=Ownership(umask=0o007))

    filed.filer().file(filed.scan("post/letter.pdf"), filed.read())

    assert (filed.documents / "post/letter.txt").stat().st_mode & 0o777 == 0o660
    assert (filed.documents / "post").stat().st_mode & 0o777 == 0o770


def test_a_folder_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    entry, read = filed.scan("letter.pdf"), filed.read()
    filed.documents.rmdir()

    with pytest.raises(FolderAway, match="is not there"):
        filed.filer().file(entry, read)

    filed.documents.mkdir()
    assert filed.filer().file(entry, read).state is EntryState.DONE


def test_a_link_among_the_results_leads_nowhere_else(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (filed.documents / "post").symlink_to(elsewhere)

    with pytest.raises(FolderAway, match="a link leads out"):
        filed.filer().file(filed.scan("post/letter.pdf"), filed.read())

    assert not list(elsewhere.iterdir())


def test_a_folder_on_another_mount_than_before_is_not_written(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    filer = filed.filer()
    filer.journal.set_fact(f"mount of {filed.documents}", "/mnt/share")

    with pytest.raises(FolderAway, match="/mnt/share"):
        filer.file(filed.scan("letter.pdf"), filed.read())


def test_the_address_of_an_entry_holds_names_of_any_bytes() -> None:
    path = os.fsdecode(b"a&b=c/\xff %41?.pdf")
    entry = Entry(id="e1", path=path, stamp=Stamp(5, 1_700_000_000_123_456_789))

    again = entry_of(target_of(entry, "j1"))

    assert (again.id, again.path, again.stamp) == (entry.id, entry.path, entry.stamp)


def test_an_address_of_somebody_else_names_no_entry() -> None:
    with pytest.raises(ValueError, match="names no file"):
        entry_of("folder://watch/e1")


def test_a_backup_has_the_journal_as_it_is_while_it_is_written(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    filer = filed.filer()
    entry = filed.scan("letter.pdf", filer=filer)

    copy_files(tmp_path / "uploads", tmp_path / "backup")

    with closing(Journal(tmp_path / "backup/.watch/journal.sqlite")) as copy:
        assert copy.entry(entry.id) == entry
