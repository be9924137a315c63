"""The parts of a pile are filed each by itself; the pile's own file goes when the last of them has its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_service.domain.task import Task, new_task_id, part_id
from ocr_service.filing.entry import Entry, EntryState, Stamp, entry_of, part_entry_id, target_of
from ocr_service.filing.filer import Read
from ocr_service.filing.folders import After
from ocr_service.filing.piles import PileNotKnown
from ocr_service.storage.local import FileStorageManager
from ocr_service.watcher.listing import Seen
from ocr_service.watcher.taker import is_to_be_taken
from tests.support.folders.filed import Filed, killed_at
from tests.support.records import make_record

STEP = 61
BROKEN = ("DOCUMENT_CORRUPT", "It is broken.")


class Pile:
    """A scan of ``count`` documents whose parts were read, or are to fail."""

    def __init__(self, top: Path, count: int = 3, **changes: Any) -> None:
        self.filed = Filed(top, **changes)
        self.entry = self.filed.scan("a/scan.pdf")
        self.task_id = new_task_id()
        self.count = count
        self._reads = [self._part_read(number) for number in range(1, count + 1)]

    def _part_read(self, number: int) -> Read:
        read = self.filed.read(text=f"Part {number}")
        name = "scan.pdf" if self.count == 1 else f"scan {number}.pdf"
        return replace(read, task=replace(read.task, filename=name))

    def divide(self) -> Entry:
        parts = [
            {"number": n, "task_id": part_id(self.task_id, n), "first_page": n, "last_page": n}
            for n in range(1, self.count + 1)
        ]
        read = self.filed.read()
        return self.filed.filer().file(self.entry, replace(read, told=read.told | {"parts": parts}))

    def part(self, number: int) -> Entry:
        return entry_of(f"{target_of(self.entry, 'j')}&part={number}")

    def read(self, number: int) -> Entry:
        return self.filed.filer().file(self.part(number), self._reads[number - 1])

    def fail(self, number: int, task: Task | None) -> Entry:
        return self.filed.filer().fail(self.part(number), *BROKEN, task)

    def failing_task(self, number: int) -> Task:
        """A part's task, whose document the store has still."""
        store = FileStorageManager(self.filed.top / "uploads")
        record = make_record(filename=f"scan {number}.pdf")
        incoming = store.receive(record.id)
        incoming.write(b"%PDF-1.4 pages of the part")
        return replace(
            self.filed.task(), file_path=incoming.commit(record).file_path, filename=record.filename
        )

    def state(self) -> EntryState:
        entry = self.filed.filer().journal.entry(self.entry.id)
        assert entry is not None
        return entry.state


@pytest.fixture
def pile(tmp_path: Path) -> Pile:
    return Pile(tmp_path)


def results(*names: str) -> set[str]:
    return {f"documents/a/{name}.{extension}" for name in names for extension in ("txt", "json")}


def test_each_part_has_results_of_its_own_and_the_scan_is_done_with_the_last(pile: Pile) -> None:
    pile.divide()
    for number in (2, 1):
        pile.read(number)
    before = pile.filed.files()
    pile.read(3)

    assert set(before) == {"scans/a/scan.pdf"} | results("scan 1", "scan 2")
    assert set(pile.filed.files()) == {"scans/done/a/scan.pdf"} | results("scan 1", "scan 2", "scan 3")
    assert pile.state() is EntryState.DONE


def test_a_pile_with_one_document_is_called_as_its_scan(tmp_path: Path) -> None:
    pile = Pile(tmp_path, count=1)
    pile.divide()
    pile.read(1)

    assert set(pile.filed.files()) == {"scans/done/a/scan.pdf"} | results("scan")


def test_a_part_that_is_told_before_its_pile_waits_for_it(pile: Pile) -> None:
    with pytest.raises(PileNotKnown):
        pile.read(1)

    assert pile.filed.files() == ["scans/a/scan.pdf"]


def test_parts_of_a_scan_that_was_taken_anew_are_filed_no_more(pile: Pile) -> None:
    pile.divide()
    filer = pile.filed.filer()
    filer.again(pile.entry)

    assert pile.read(1).state is not EntryState.DONE
    assert pile.filed.files() == ["scans/a/scan.pdf"]


def test_pages_of_a_part_that_failed_lie_among_what_failed_and_the_rest_is_done(pile: Pile) -> None:
    pile.divide()
    pile.read(1)
    pile.fail(2, pile.failing_task(2))
    pile.read(3)

    assert set(pile.filed.files()) == {
        "scans/done/a/scan.pdf",
        "scans/failed/a/scan 2.pdf",
        "scans/failed/a/scan 2.pdf.why.txt",
    } | results("scan 1", "scan 3")
    note = (pile.filed.scans / "failed/a/scan 2.pdf.why.txt").read_text()
    assert "It is broken." in note


def test_a_file_that_has_the_name_already_stays(pile: Pile) -> None:
    pile.divide()
    other = pile.filed.scans / "failed/a/scan 2.pdf"
    other.parent.mkdir(parents=True)
    task = pile.failing_task(2)
    filer = pile.filed.filer()
    part = filer.journal.entry(part_entry_id(pile.entry.id, 2))
    assert part is not None
    # The name was chosen before a kill -9, and somebody else took it since.
    filer.journal.plan_move(part, iter(["failed/a/scan 2.pdf"]), lambda _: True)
    other.write_bytes(b"of somebody else")

    pile.fail(2, task)

    assert other.read_bytes() == b"of somebody else"
    assert (pile.filed.scans / "failed/a/scan 2-2.pdf").read_bytes().startswith(b"%PDF")


def test_what_was_set_apart_is_not_taken_before_somebody_touches_it(pile: Pile) -> None:
    pile.divide()
    pile.fail(2, pile.failing_task(2))
    path = "failed/a/scan 2.pdf"
    status = (pile.filed.scans / path).stat()
    seen = Seen(Stamp.of(status), status.st_ino)
    known = pile.filed.filer().journal.known(with_done=False)

    assert not is_to_be_taken(known.get(path), seen, keeps=False)
    touched = replace(seen, stamp=replace(seen.stamp, mtime_ns=seen.stamp.mtime_ns + 1))
    assert is_to_be_taken(known.get(path), touched, keeps=False)
    assert not is_to_be_taken(known.get("a/scan.pdf"), Seen(pile.entry.stamp, 0), keeps=False)


def test_a_scan_of_which_a_part_is_lost_altogether_is_set_apart_itself(pile: Pile) -> None:
    pile.divide()
    for number in (1, 3):
        pile.read(number)
    pile.fail(2, None)

    assert set(pile.filed.files()) == {
        "scans/failed/a/scan.pdf",
        "scans/failed/a/scan.pdf.why.txt",
    } | results("scan 1", "scan 3")
    note = (pile.filed.scans / "failed/a/scan.pdf.why.txt").read_text()
    assert "Part 2 could not be read: It is broken." in note
    assert "a/scan 1.txt" in note


def test_a_scan_that_is_kept_stays_with_a_text_that_names_the_part(tmp_path: Path) -> None:
    pile = Pile(tmp_path, count=2, after=After.KEEP)
    pile.divide()
    pile.read(1)
    pile.fail(2, pile.failing_task(2))

    assert set(pile.filed.files()) == {
        "scans/a/scan.pdf",
        "documents/failed/a/scan.pdf.why.txt",
    } | results("scan 1")


def test_a_pile_whose_last_part_was_told_to_nobody_is_ended_by_the_next_look(pile: Pile) -> None:
    """The notifier was killed between the part's end and the pile's, and Redis forgot that it was to be told again."""
    pile.divide()
    for number in (1, 2):
        pile.read(number)
    filer = pile.filed.filer()
    third = filer.journal.entry(part_entry_id(pile.entry.id, 3))
    assert third is not None
    filer.journal.remember(replace(third, state=EntryState.DONE))

    filer.close_pile(pile.entry)

    assert pile.state() is EntryState.DONE


def killed_anywhere(tmp_path: Path, work: Callable[[Pile], object]) -> set[str]:
    """Do it, killed at every n-th line and done again; what lies in the folders is the same each time."""
    outcomes = set[frozenset[str]]()
    for line in range(1, 10_000, STEP):
        folder = tmp_path / str(line)
        folder.mkdir()
        pile = Pile(folder)
        task = pile.failing_task(3)

        def run(pile: Pile = pile, task: Task = task) -> None:
            pile.divide()
            pile.read(1)
            pile.read(2)
            work(pile) if work is not _fail_third else pile.fail(3, task)

        was_killed = killed_at(line, run)
        run()

        outcomes.add(frozenset(pile.filed.files()))
        assert pile.state() is EntryState.DONE, f"killed at line {line}"
        if not was_killed:
            assert len(outcomes) == 1
            return set(outcomes.pop())
    pytest.fail("it never came to its end")


def _fail_third(pile: Pile) -> None:
    pile.fail(3, None)


def test_a_pile_may_be_filed_by_halves_at_any_line(tmp_path: Path) -> None:
    left = killed_anywhere(tmp_path, lambda pile: pile.read(3))

    assert left == {"scans/done/a/scan.pdf"} | results("scan 1", "scan 2", "scan 3")


def test_a_part_may_be_set_apart_by_halves_at_any_line(tmp_path: Path) -> None:
    left = killed_anywhere(tmp_path, _fail_third)

    assert left == {
        "scans/done/a/scan.pdf",
        "scans/failed/a/scan 3.pdf",
        "scans/failed/a/scan 3.pdf.why.txt",
    } | results("scan 1", "scan 2")


def test_a_scan_that_is_not_wanted_goes_with_its_last_part(tmp_path: Path) -> None:
    pile = Pile(tmp_path, count=2, after=After.DELETE)
    pile.divide()
    pile.read(1)
    before = set(pile.filed.files())
    pile.fail(2, pile.failing_task(2))

    assert before == {"scans/a/scan.pdf"} | results("scan 1")
    assert set(pile.filed.files()) == {
        "scans/failed/a/scan 2.pdf",
        "scans/failed/a/scan 2.pdf.why.txt",
    } | results("scan 1")
