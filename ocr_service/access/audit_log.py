"""Remember what operators did: who, when, what, and what it changed. Lines are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ocr_service.storage.append_log import append_line, lines_backwards

_FOLDER = ".audit"


class AuditLog:
    """``UPLOAD_DIR/.audit/2026-11.ndjson``: one JSON object a line, one file a month (UTC)."""

    def __init__(self, upload_dir: Path) -> None:
        self._folder = upload_dir / _FOLDER

    def add(
        self,
        *,
        who: str,
        action: str,
        target: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> None:
        """Write one line durably. ``who`` is a key's id or a user of this machine; raises ``StorageFull``, ``StorageFailed``."""
        now = at or datetime.now(UTC)
        entry = {
            "at": now.isoformat(timespec="milliseconds"),
            "who": who,
            "action": action,
            "target": target,
            "before": dict(before or {}),
            "after": dict(after or {}),
        }
        append_line(self._folder / f"{now:%Y-%m}.ndjson", json.dumps(entry, ensure_ascii=False))

    def newest(self, *, limit: int, before: str = "") -> tuple[list[dict[str, Any]], str]:
        """Entries, newest first, and the cursor of the next page (empty at the end)."""
        found: list[dict[str, Any]] = []
        last = ""
        for cursor, line in self._lines(before):
            if len(found) == limit:
                return found, last
            found.append(json.loads(line))
            last = cursor
        return found, ""

    def _lines(self, before: str) -> Iterator[tuple[str, str]]:
        month, _, offset = before.partition(":")
        files = sorted(self._folder.glob("????-??.ndjson"), reverse=True) if self._folder.is_dir() else []
        for path in files:
            if before and path.stem > month:
                continue
            end = int(offset) if before and path.stem == month else None
            for start, line in lines_backwards(path, end):
                yield f"{path.stem}:{start}", line
