"""The document of a task's life has a row for each script that changes something, and no others."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "ocr_service" / "queue" / "lua"
DOCUMENT = (ROOT / "docs" / "task-lifecycle.md").read_text(encoding="utf-8")


def scripts() -> dict[str, str]:
    """The text of each script by its name."""
    files = (path for path in SCRIPTS.glob("*/*.lua") if path.parent.name != "parts")
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def transitions() -> set[str]:
    """What the table of transitions names."""
    table = DOCUMENT.partition("| Transition |")[2].partition("\n\n")[0]
    return {name for row in table.splitlines()[2:] for name in re.findall(r"[a-z][a-z_]+", row.split("|")[1])}


def test_each_script_that_changes_something_has_a_row():
    writing = {name for name, text in scripts().items() if "no-writes" not in text.partition("\n")[0]}

    assert writing - transitions() == set()


def test_each_row_is_of_a_script():
    assert transitions() - set(scripts()) == set()


def test_each_room_of_scripts_is_named():
    rooms = {path.name for path in SCRIPTS.iterdir() if path.is_dir()}

    assert {room for room in rooms if f"`{room}/`" not in DOCUMENT} == set()
