"""Lines of the audit log are added, never changed, and read from the newest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from ocr_service.access.audit_log import AuditLog


def test_pages_lead_through_all_months_from_the_newest(tmp_path: Path):
    log = AuditLog(tmp_path)
    for month in (1, 2, 3):
        for day in (1, 2, 3):
            log.add(who="root", action=f"{month}-{day}", at=datetime(2026, month, day, tzinfo=UTC))

    seen, cursor = [], ""
    while True:
        entries, cursor = log.newest(limit=2, before=cursor)
        seen += [entry["action"] for entry in entries]
        if not cursor:
            break

    assert seen == [f"{month}-{day}" for month in (3, 2, 1) for day in (3, 2, 1)]


def test_long_lines_are_read_across_blocks(tmp_path: Path):
    log = AuditLog(tmp_path)
    for number in range(5):
        log.add(who="root", action=str(number), target="é" * 50_000)

    entries, _ = log.newest(limit=10)

    assert [entry["action"] for entry in entries] == ["4", "3", "2", "1", "0"]
    assert all(entry["target"] == "é" * 50_000 for entry in entries)


def test_writers_at_once_lose_no_line(tmp_path: Path):
    def write(number: int) -> None:
        AuditLog(tmp_path).add(who="root", action=str(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(200)))

    entries, _ = AuditLog(tmp_path).newest(limit=500)
    assert sorted(int(entry["action"]) for entry in entries) == list(range(200))


def test_an_empty_log_has_no_entries(tmp_path: Path):
    assert AuditLog(tmp_path).newest(limit=5) == ([], "")
