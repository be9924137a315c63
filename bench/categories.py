"""How well categories are told on pages that nothing was fitted on: texts in layouts and languages of their own.

    python -m bench.categories

The texts (``documents/pages/``, each behind ``=== CATEGORY``) were written after the model was made: ``strangers.txt``, fifty pages whose
errors were looked at since, and ``later.txt``, forms and what looks like them, written before the rules for blanks were. They are
texts, not scans: what an engine misreads is not in these figures. Prints what was told wrongly, and the F1 of each category.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from bench.support.accuracy_pages import CachedDocument
from ocr_service.categorizers.registry import build_categorizer
from ocr_service.layout.plain_text import page_from_text

_PAGES = Path(__file__).parent / "documents" / "pages"
_HEAD = re.compile(r"^=== (\w+)\n", re.M)


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    for path in (_PAGES / "strangers.txt", _PAGES / "later.txt"):
        print(path.name)
        report(path)


def report(path: Path) -> None:
    """Print what was told wrongly of a file's pages, and the F1 of each category."""
    categorizer = build_categorizer()
    pairs: list[tuple[str, str]] = []
    for right, text in pages_of(path):
        document = CachedDocument("page.png", "image/png", 1, {}, (page_from_text(text),))
        told = categorizer.categorize(document)
        pairs.append((right, told.name))
        if told.name != right:
            print(
                f"{right}, told as {told.name} at {told.confidence:.2f}: {text.splitlines()[0].strip()[:60]}"
            )
    print(f"{'':<10}{'pages':>7}{'told':>6}{'F1':>7}")
    for name in sorted({right for right, _ in pairs}):
        pages = sum(right == name for right, _ in pairs)
        hits = sum(right == told == name for right, told in pairs)
        claimed = sum(told == name for _, told in pairs)
        print(f"{name:<10}{pages:>7}{hits:>6}{2 * hits / (pages + claimed):>7.3f}")


def pages_of(path: Path) -> Iterator[tuple[str, str]]:
    """The right category and the text of each page."""
    _, *parts = _HEAD.split(path.read_text(encoding="utf-8"))
    return zip(parts[::2], parts[1::2], strict=True)


if __name__ == "__main__":
    main()
