"""Train the categorizer's linear model on documents it draws up, and on labelled folders it is pointed at.

    python bench/train_categories.py [--corpus CORPUS] [--check]

Of a corpus only general numbers are used (which rules were met, how a page is built), never words.
``--check`` trains without every fifth document and reports on those, and writes nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from accuracy_pages import read_document, text_document
from category_documents import CATEGORIES, draw_document

from ocr_service.categorizers.keywords import load_rules
from ocr_service.categorizers.linear import MODEL_FILE, LinearModel, features_of
from ocr_service.layout.layout import document_layout, layout_of
from ocr_service.layout.plain_text import page_from_text

MODEL = Path(__file__).resolve().parents[1] / "ocr_service" / "categorizers" / MODEL_FILE
DRAWN = 40
PULL = 0.0004
Example = tuple[dict[str, float], str, float]


def drawn_examples(count: int = DRAWN) -> Iterator[Example]:
    rules = load_rules()
    for category in CATEGORIES:
        for seed in range(count):
            text = draw_document(category, seed, noise=(0.0, 0.01, 0.04)[seed % 3])
            yield features_of(layout_of((page_from_text(text),)), rules), category, 1.0


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
        yield features_of(document_layout(document), rules), category, 2.0
        if label["kind"] == "receipt":
            yield features_of(document_layout(text_document(corpus / label["text"])), rules), category, 1.0


def train(examples: Sequence[Example], *, steps: int = 260, rate: float = 0.1) -> LinearModel:
    """Softmax regression with a pull towards zero, by Adam; every category weighs the same."""
    counts: Counter[str] = Counter()
    for _, category, weight in examples:
        counts[category] += weight
    weights: dict[str, dict[str, float]] = {category: defaultdict(float) for category in CATEGORIES}
    mean: dict[tuple[str, str], float] = defaultdict(float)
    square: dict[tuple[str, str], float] = defaultdict(float)
    for step in range(1, steps + 1):
        model = LinearModel(weights)
        slope: dict[tuple[str, str], float] = defaultdict(float)
        for features, category, weight in examples:
            for name, share in model.shares(features).items():
                error = ((name == category) - share) * weight / counts[category] / len(counts)
                for feature, x in features.items():
                    slope[name, feature] += error * x
        for key, value in slope.items():
            name, feature = key
            pulled = value - PULL * weights[name][feature]
            mean[key] = 0.9 * mean[key] + 0.1 * pulled
            square[key] = 0.999 * square[key] + 0.001 * pulled * pulled
            size = math.sqrt(square[key] / (1 - 0.999**step)) + 1e-8
            weights[name][feature] += rate * (mean[key] / (1 - 0.9**step)) / size
    return LinearModel(
        {
            name: {f: round(w, 3) for f, w in sorted(of.items()) if abs(w) >= 0.01}
            for name, of in weights.items()
        }
    )


def check(model: LinearModel, examples: Sequence[Example]) -> None:
    right: Mapping[str, Counter[bool]] = defaultdict(Counter)
    for features, category, _ in examples:
        shares = model.shares(features)
        right[category][max(shares, key=lambda name: shares[name]) == category] += 1
    for category, counts in sorted(right.items()):
        print(f"{category:<20}{counts[True]:>5} of {counts.total()}")


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--corpus", type=Path)
    options.add_argument("--cache", type=Path, default=Path("var/bench/accuracy"))
    options.add_argument("--check", action="store_true")
    args = options.parse_args()
    examples = list(drawn_examples())
    if args.corpus:
        examples += corpus_examples(args.corpus, args.cache)
    if args.check:
        check(train([one for number, one in enumerate(examples) if number % 5]), examples[::5])
        return 0
    model = train(examples)
    check(model, examples)
    packed = json.dumps({"weights": model.weights}, sort_keys=True, separators=(",", ":"))
    MODEL.write_bytes(gzip.compress(packed.encode(), mtime=0))
    print(f"{MODEL.name}: {MODEL.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
