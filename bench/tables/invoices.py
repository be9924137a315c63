"""Draw whole invoices, a layout of its own each, have the installed service read them, and score their tables.

python -m bench.tables.invoices FOLDER [--first 0] [--count 40] [--scans]

What ``bench/tables/peers.py`` found in FOLDER is scored, too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.tables.__main__ import Tables, found_by_peers, read
from bench.tables.draw_invoice import draw_invoice
from bench.tables.scans import scan
from bench.tables.score import page_scores


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0, help="seed of the first invoice")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--scans", action="store_true", help="the pages as scans")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    truth, files = {}, []
    for seed in range(wanted.first, wanted.first + wanted.count):
        pdf = wanted.folder / f"invoice-{seed}.pdf"
        truth[pdf.stem] = draw_invoice(pdf, seed)
        files.append(pdf.with_suffix(".png") if wanted.scans else pdf)
        if wanted.scans:
            scan(pdf, files[-1], seed)
    kind = "scans" if wanted.scans else "pages"
    found = {"service": read(files, wanted.folder / f"read-{kind}")} | found_by_peers(wanted.folder, kind)
    for name, tables in found.items():
        _show(name, tables, truth, is_scan=wanted.scans)


def _show(name: str, found: Tables, truth: Tables, *, is_scan: bool) -> None:
    scores = [page_scores(found.get(page, []), tables, is_scan=is_scan) for page, tables in truth.items()]
    print(f"\n{name}")
    for page, (f1, tree, false) in zip(truth, scores, strict=True):
        print(f"{page:16}{f1:7.3f}{tree:7.3f}{false:4d}")
    means = [sum(score[place] for score in scores) / len(scores) for place in (0, 1)]
    print(
        f"{len(scores)} invoices: F1 {means[0]:.3f}, tree {means[1]:.3f}, {sum(score[2] for score in scores)} tables that are none"
    )


if __name__ == "__main__":
    main()
