"""docs/architecture.md has the folders that there are, and the layers that the import contracts keep."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PACKAGE = PROJECT / "ocr_service"
PAGE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")


def contracts() -> dict[str, list[str]]:
    """The layers of each contract that has some, by its name."""
    read = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        one["name"]: one["layers"] for one in read["tool"]["importlinter"]["contracts"] if "layers" in one
    }


def test_the_page_has_the_layers_of_the_contract():
    layers = contracts()["Layers, downwards only"]

    assert f"`{' > '.join(layers).replace('ocr_service.', '')}`" in PAGE


def test_the_page_has_the_rooms_of_the_pipeline_in_their_order():
    rooms = contracts()["A document walks one way through its rooms"]

    assert " ◀── ".join([*reversed(rooms[1:]), "run.py"]) in PAGE


def test_each_folder_stands_in_the_table():
    table = PAGE.partition("| Folder | Answers |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([a-z_]+)/`", table))

    assert {path.name for path in PACKAGE.glob("*/") if (path / "__init__.py").exists()} - named == set()
    assert [name for name in named if not next(PACKAGE.rglob(name), None)] == []
