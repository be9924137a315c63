"""The document of a task's life has a row for each script that changes something."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "ocr_service" / "queue" / "lua"


def test_each_transition_has_a_row():
    rows = (ROOT / "docs" / "task-lifecycle.md").read_text(encoding="utf-8").splitlines()
    named = {
        name for row in rows if row.startswith("| ") for name in re.findall(r"[a-z_]+", row.split("|")[1])
    }
    writing = {
        path.stem
        for path in SCRIPTS.glob("*/*.lua")
        if path.parent.name != "parts"
        and "no-writes" not in path.read_text(encoding="utf-8").partition("\n")[0]
    }

    assert writing - named == set()
