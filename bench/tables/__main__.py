"""Draw the thirty styles and pages of prose, have the installed service read them, and score the tables of its answers.

    python -m bench.tables FOLDER [--scans]

Other programs are measured on the same files by ``bench/tables/peers.py`` with a Python that has them; what they found
lies in FOLDER, too, and is scored in the same table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.tables.draw import draw, draw_prose
from bench.tables.scans import scan
from bench.tables.score import page_scores
from bench.tables.styles import FIT, STYLES

_PROSE_PAGES = 9
Tables = Mapping[str, list[dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Score tables on drawn pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scans", action="store_true", help="the pages as scans")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    truth, files = _drawn(wanted.folder, is_scan=wanted.scans)
    kind = "scans" if wanted.scans else "pages"
    found = {"service": read(files, wanted.folder / f"read-{kind}")} | found_by_peers(wanted.folder, kind)
    for name, tables in found.items():
        _show(name, tables, truth, is_scan=wanted.scans)


def _drawn(folder: Path, *, is_scan: bool) -> tuple[Tables, list[Path]]:
    truth: dict[str, list[dict[str, Any]]] = {}
    files = []
    for number, style in enumerate(STYLES):
        pdf = folder / f"{style.name}.pdf"
        truth[style.name] = draw(style, pdf, 0)
        files.append(_as_scan(pdf, number) if is_scan else pdf)
    for number in range(_PROSE_PAGES):
        pdf = folder / f"prose-{number}.pdf"
        draw_prose(pdf, number)
        truth[pdf.stem] = []
        files.append(_as_scan(pdf, number) if is_scan else pdf)
    return truth, files


def _as_scan(pdf: Path, seed: int) -> Path:
    path = pdf.with_suffix(".png")
    if not path.exists():
        scan(pdf, path, seed)
    return path


def read(files: Sequence[Path], out: Path) -> dict[str, list[dict[str, Any]]]:
    """The tables that the installed service finds, by the names of the files."""
    program = str(Path(sys.executable).parent / "ocr-service")
    subprocess.run(
        [program, "process", "--schema", "2", *map(str, files), "-o", str(out), "--outputs", "json"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    tables = {}
    for file in files:
        result = json.loads((out / f"{file.stem}.json").read_text(encoding="utf-8"))
        tables[file.stem] = [
            block["table"] for page in result["pages"] for block in page["blocks"] if block["kind"] == "table"
        ]
    return tables


def found_by_peers(folder: Path, kind: str) -> dict[str, Tables]:
    """What other programs found in the drawn files, by their names."""
    return {path.stem: json.loads(path.read_text()) for path in folder.glob(f"*-{kind}.peer.json")}


def _show(name: str, found: Tables, truth: Tables, *, is_scan: bool) -> None:
    rows = {page: page_scores(found.get(page, []), tables, is_scan=is_scan) for page, tables in truth.items()}
    print(f"\n{name}\n{'style':34}{'F1':>7}{'TEDS':>7}{'false':>7}")
    for page, (f1, tree, false) in rows.items():
        if truth[page]:
            print(f"{page:34}{f1:7.3f}{tree:7.3f}{false:7d}{'' if page in FIT else '  judged'}")
    for title, chosen in (("looked at", FIT), ("judged", {style.name for style in STYLES} - FIT)):
        scores = [rows[page] for page in sorted(chosen)]
        f1, tree = (sum(score[at] for score in scores) / len(scores) for at in (0, 1))
        print(f"{'mean of ' + title:34}{f1:7.3f}{tree:7.3f}{sum(score[2] for score in scores):7d}")
    false = sum(len(found.get(page, [])) for page, tables in truth.items() if not tables)
    print(f"tables found on {_PROSE_PAGES} pages of prose: {false}")


if __name__ == "__main__":
    main()
