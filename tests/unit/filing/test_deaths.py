"""Filing may be killed at any line: done again, it leaves exactly what it would have left at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.filing.folders import After
from tests.support.folders.filed import Filed, killed_at

STEP = 61
"""Every so many lines; prime, so that loops are met at all of theirs."""


@pytest.mark.parametrize("after", list(After))
def test_a_result_that_was_filed_by_halves_is_filed_once(tmp_path: Path, after: After) -> None:
    read_at = range(1, 10_000, STEP)
    expected = {"documents/a/letter.json", "documents/a/letter.txt"}
    expected |= {After.MOVE: {"scans/done/a/letter.pdf"}, After.KEEP: {"scans/a/letter.pdf"}}.get(
        after, set()
    )
    for line in read_at:
        folder = tmp_path / str(line)
        folder.mkdir()
        filed = Filed(folder, after=after)
        entry, read = filed.scan("a/letter.pdf"), filed.read()

        was_killed = killed_at(
            line, lambda filed=filed, entry=entry, read=read: filed.filer().file(entry, read)
        )
        filed.filer().file(entry, read)

        assert set(filed.files()) == expected, f"killed at line {line}"
        if not was_killed:
            return
    pytest.fail("it never came to its end")


def test_a_failure_that_was_noted_by_halves_is_noted_once(tmp_path: Path) -> None:
    for line in range(1, 10_000, STEP):
        folder = tmp_path / str(line)
        folder.mkdir()
        filed = Filed(folder)
        entry = filed.scan("letter.pdf")

        def fail(filed: Filed = filed, entry: object = entry) -> None:
            filed.filer().fail(entry, "DOCUMENT_CORRUPT", "It is broken.")  # type: ignore[arg-type]

        was_killed = killed_at(line, fail)
        fail()

        assert filed.files() == ["scans/failed/letter.pdf", "scans/failed/letter.pdf.why.txt"], line
        if not was_killed:
            return
    pytest.fail("it never came to its end")
