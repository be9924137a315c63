"""Say how well the order of a folder of pages is kept: the engine's own order beside the service's, by class.

    python -m bench.reading_order FOLDER [--cache DIR] [--leave-out 3:1 | --only 3:1] [--per-page] [--predictions FILE]

FOLDER is described in ``reading_order_pages.py``. Pages are read once; after a change of the layout the same words
are put in order again in seconds. Breaks are per 100 words; order is 1 less the share of inverted pairs of words, over
pages that have one way to be read (mean, and the least). ``--predictions`` writes what ``score_order.py`` reads.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.support.reading_order_pages import is_left_out, labels_of, read_folder, scorer_of
from ocr_service.domain.page import Page, Word
from ocr_service.engines.word_table import join_words
from ocr_service.layout.blocks.page_blocks import with_blocks
from ocr_service.layout.order.reading_order import in_reading_order

Scores = dict[str, float]


def main(argv: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--cache", type=Path, default=Path("var/bench/reading-order"))
    options.add_argument("--leave-out", default="", help="modulus:rest of sources that are passed over")
    options.add_argument("--only", default="", help="modulus:rest of the only sources that are scored")
    options.add_argument("--per-page", action="store_true")
    options.add_argument("--predictions", type=Path)
    args = options.parse_args(argv)
    pages = read_folder(args.folder, args.cache / args.folder.name)
    labels = [label for label in labels_of(args.folder) if _is_wanted(label, args)]
    start = time.process_time()
    ordered = {label["id"]: in_order(pages[label["id"]]) for label in labels}
    seconds = time.process_time() - start
    scorer = scorer_of(args.folder)
    engine = [scores(scorer, args.folder, label, pages[label["id"]].words) for label in labels]
    ours = [scores(scorer, args.folder, label, ordered[label["id"]]) for label in labels]
    report(labels, engine, ours, per_page=args.per_page)
    print(f"processor time for the order: {1000 * seconds / max(len(labels), 1):.1f} ms a page")
    if args.predictions:
        rows = ({"document": name, "text": join_words(found)} for name, found in ordered.items())
        args.predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return 0


def in_order(page: Page) -> Sequence[Word]:
    """The words of a page as the service orders them: by what is read next, and tables with walls by their cells."""
    return with_blocks(replace(page, words=in_reading_order(page.words))).words


def _is_wanted(label: Mapping[str, Any], args: argparse.Namespace) -> bool:
    source = label["source"].split("#")[0]
    return not is_left_out(source, args.leave_out) and (not args.only or is_left_out(source, args.only))


def scores(scorer: Any, folder: Path, label: Mapping[str, Any], words: Sequence[Word]) -> Scores:
    """What ``score_order.py`` says of a page's words in this order."""
    truth = (folder / label["truth"]).read_text(encoding="utf-8")
    found: Scores = scorer.order_score(truth, join_words(words))
    return found


def report(
    labels: Sequence[Mapping[str, Any]], engine: Sequence[Scores], ours: Sequence[Scores], *, per_page: bool
) -> None:
    """Print a row for each class, and for each page if wanted."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        groups["all"].append(place)
        groups[label["class"]].append(place)
        if per_page:
            groups[f"  {label['id']}"].append(place)
    print(
        f"{'class':<24}{'pages':>6}{'engine: breaks':>16}{'order':>8}{'lowest':>8}{'service: breaks':>18}{'order':>8}{'lowest':>8}"
    )
    for name, places in sorted(groups.items(), key=lambda group: (group[0].startswith(" "), group[0])):
        row = f"{name:<24}{len(places):>6}"
        for width, found in ((16, engine), (18, ours)):
            one_way = [found[place]["order"] for place in places if labels[place]["flow"] == "one"]
            breaks = statistics.mean(found[place]["jumps"] for place in places)
            order = f"{statistics.mean(one_way):>8.4f}{min(one_way):>8.3f}" if one_way else " " * 16
            row += f"{breaks:>{width}.2f}{order}"
        print(row)


if __name__ == "__main__":
    sys.exit(main())
