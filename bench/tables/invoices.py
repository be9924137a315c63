"""Draw whole invoices, a layout of its own each, have the installed service read them, and score their tables.

python -m bench.tables.invoices FOLDER [--first 0] [--count 40] [--scans]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.tables.__main__ import read
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
    found = read(files, wanted.folder / "read")
    scores = [page_scores(found[name], tables, is_scan=wanted.scans) for name, tables in truth.items()]
    for name, (f1, tree, false) in zip(truth, scores, strict=True):
        print(f"{name:16}{f1:7.3f}{tree:7.3f}{false:4d}")
    means = [sum(score[place] for score in scores) / len(scores) for place in (0, 1)]
    print(
        f"{len(scores)} invoices: F1 {means[0]:.3f}, tree {means[1]:.3f}, {sum(score[2] for score in scores)} tables that are none"
    )


if __name__ == "__main__":
    main()
