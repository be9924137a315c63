"""Train the categorizer's linear model on documents it draws up, and on labelled folders it is pointed at.

    python -m bench.training.train_categories [--corpus CORPUS] [--check] [--leave-out] [--only FEATURE …]

Of a corpus only general numbers are used (which rules were met, how a page is built), never words.
``--check`` trains without every fifth document and reports on those, and writes nothing.
``--leave-out`` trains without each source of the corpus (receipts, invoices, forms, other pages) and reports on that
source, and writes nothing: so strangers are told. ``--only`` fits the weights of these features beside those that come
with the service, which stay as they are: a new feature costs no reading of the corpus anew. Needs ``pip install numpy``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.documents.category_documents import CATEGORIES, draw_document
from bench.support.accuracy_pages import read_document, text_document
from ocr_service.categorizers.keywords import load_rules
from ocr_service.categorizers.linear import MODEL_FILE, OTHER, LinearModel, features_of, load_model
from ocr_service.categorizers.trained import LEAST_SHARE
from ocr_service.layout.layout import document_layout, layout_of
from ocr_service.layout.plain_text import page_from_text

MODEL = Path(__file__).resolve().parents[2] / "ocr_service" / "categorizers" / MODEL_FILE
DRAWN = 120
KINDS_OF_OTHER = 3
PULL = 0.0004
STEPS = 260
DRAWN_BY_US = "drawn"
# A real document counts as much as several drawn ones.
REAL = 2.5


@dataclass(frozen=True)
class Example:
    """A document's features, its category, how much it counts, and where it comes from."""

    features: Mapping[str, float]
    category: str
    weight: float
    source: str


def drawn_examples(count: int = DRAWN) -> Iterator[Example]:
    rules = load_rules()
    for category in CATEGORIES:
        for seed in range(count * (KINDS_OF_OTHER if category == OTHER else 1)):
            text = draw_document(category, seed, noise=(0.0, 0.01, 0.04)[seed % 3])
            yield Example(features_of(layout_of((page_from_text(text),)), rules), category, 1.0, DRAWN_BY_US)


def corpus_examples(corpus: Path, cache: Path) -> Iterator[Example]:
    rules = load_rules()
    for path in sorted((corpus / "labels").glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        category = label.get("fields", {}).get("category") or (
            "other"
            if label["kind"] == "ocr" and "deu" not in label["id"] and "fra-" not in label["id"]
            else None
        )
        if category is None:
            continue
        document = read_document(
            corpus / "documents" / label["document"], label.get("language", "eng"), cache
        )
        yield Example(features_of(document_layout(document), rules), category, 2 * REAL, label["kind"])
        if label["kind"] == "receipt":
            text = text_document(corpus / label["text"])
            yield Example(features_of(document_layout(text), rules), category, REAL, label["kind"])


def train(
    examples: Sequence[Example], *, steps: int = STEPS, rate: float = 0.1, only: Sequence[str] = ()
) -> LinearModel:
    """Softmax regression with a pull towards zero, by Adam; every category weighs the same.

    With ``only`` the other weights are those that come with the service.
    """
    known = load_model().weights if only else {}
    names = sorted(
        {name for one in examples for name in one.features}.union(*(row.keys() for row in known.values()))
    )
    place = {name: number for number, name in enumerate(names)}
    rows = np.zeros((len(examples), len(names)))
    for number, one in enumerate(examples):
        for name, x in one.features.items():
            rows[number, place[name]] = x
    right = np.array([[one.category == name for name in CATEGORIES] for one in examples], float)
    worth = np.array([one.weight for one in examples])
    worth /= (right * worth[:, None]).sum(axis=0)[right.argmax(axis=1)] * len(CATEGORIES)
    start, mean, square = (np.zeros((len(names), len(CATEGORIES))) for _ in range(3))
    for number, category in enumerate(CATEGORIES):
        for name, value in known.get(category, {}).items():
            start[place[name], number] = 0.0 if name in only else value
    is_fitted = np.array([[not only or name in only] for name in names], float)
    weights = start.copy()
    for step in range(1, steps + 1):
        sums = rows @ weights
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        error = (right - powers / powers.sum(axis=1, keepdims=True)) * worth[:, None]
        slope = rows.T @ error - PULL * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        size = np.sqrt(square / (1 - 0.999**step)) + 1e-8
        weights += is_fitted * rate * (mean / (1 - 0.9**step)) / size
    return LinearModel(
        {
            category: {
                name: round(float(value), 3)
                for name, value in zip(names, weights[:, number], strict=True)
                if abs(value) >= 0.01
            }
            for number, category in enumerate(CATEGORIES)
        }
    )


def check(model: LinearModel, examples: Sequence[Example]) -> None:
    right: Mapping[str, Counter[bool]] = defaultdict(Counter)
    for one in examples:
        shares = model.shares(one.features)
        best = max(shares, key=lambda name: shares[name])
        right[one.category][(best if shares[best] >= LEAST_SHARE else OTHER) == one.category] += 1
    for category, counts in sorted(right.items()):
        print(f"{category:<20}{counts[True]:>5} of {counts.total()}")


def leave_out(examples: Sequence[Example]) -> None:
    """Report on each source of the corpus with a model that never saw it."""
    for source in sorted({one.source for one in examples} - {DRAWN_BY_US}):
        print(f"without {source}:")
        check(
            train([one for one in examples if one.source != source]),
            [one for one in examples if one.source == source],
        )


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--corpus", type=Path)
    options.add_argument("--cache", type=Path, default=Path("var/bench/accuracy"))
    options.add_argument("--check", action="store_true")
    options.add_argument("--leave-out", action="store_true")
    options.add_argument("--only", nargs="+", default=(), metavar="FEATURE")
    args = options.parse_args()
    examples = list(drawn_examples())
    if args.corpus:
        examples += corpus_examples(args.corpus, args.cache)
    if args.leave_out:
        leave_out(examples)
        return 0
    if args.check:
        check(
            train([one for number, one in enumerate(examples) if number % 5], only=args.only), examples[::5]
        )
        return 0
    model = train(examples, only=args.only)
    check(model, examples)
    packed = json.dumps({"weights": model.weights}, sort_keys=True, separators=(",", ":"))
    MODEL.write_bytes(gzip.compress(packed.encode(), mtime=0))
    print(f"{MODEL.name}: {MODEL.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
