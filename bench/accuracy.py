"""Score the facts found in a labelled folder of documents: per field, with and without its own vendors' fit.

    python -m bench.accuracy CORPUS [--kind receipt] [--engine auto --neural-model small] [--true-text] [--output predictions.jsonl] [--wrong]

CORPUS holds ``labels/*.json`` (``id``, ``kind``, ``document``, ``fields``, ``not_shown``, ``text``), ``documents/``,
``texts/`` and ``score_fields.py``, whose comparison of two values is used. Pages are read once and
kept in ``--cache``, those of each engine apart; after a change of rules the same pages are scored again in seconds.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.support.accuracy_pages import CachedDocument, read_document, text_document
from bench.support.word_shares import recall_and_precision
from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.registry import build_extractors
from ocr_service.pipeline.understanding.first_paper import understand_a_first_paper

KINDS = ("receipt", "invoice", "class")
NAMES = {
    "receipt": {"company": "vendor", "date": "date", "address": "address", "total": "total"},
    "invoice": {
        "issuer": "issuer",
        "invoice_number": "invoice_number",
        "date": "date",
        "amount": "amount",
        "currency": "currency",
    },
    "class": {},
}
LANGUAGES = {"eng": "eng", "deu": "deu", "fra": "fra", "spa": "spa", "ita": "ita"}
TRUSTED = 0.9
NOT_COUNTED = {"currency", "category"}


@dataclass(frozen=True)
class Prediction:
    """What was found in one document: value and confidence by the scorer's field names."""

    label: Mapping[str, Any]
    text: str
    fields: Mapping[str, tuple[Any, float]]
    seconds: float
    pages: int


def main(argv: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpus", type=Path)
    options.add_argument("--kind", action="append", choices=KINDS)
    options.add_argument("--output", type=Path, help="write predictions as JSON lines")
    options.add_argument("--cache", type=Path, default=Path("var/bench/accuracy"))
    options.add_argument(
        "--true-text", action="store_true", help="from the labels' texts instead of the pictures"
    )
    options.add_argument(
        "--no-attachments", action="store_true", help="ignore embedded invoices; read the pages alone"
    )
    options.add_argument("--engine", default="auto")
    options.add_argument("--neural-model", default="", choices=("", "tiny", "small"), help="none by default")
    options.add_argument("--wrong", action="store_true", help="list what was wrong")
    options.add_argument("--processes", type=int, default=2)
    args = options.parse_args(argv)
    same = _comparison(args.corpus)
    labels = [one for one in _labels(args.corpus) if one["kind"] in (args.kind or KINDS)]
    if args.engine != "auto" or args.neural_model:
        args.cache /= f"{args.engine}-{args.neural_model}"
    if args.true_text:
        labels = [one for one in labels if one.get("text")]
    understand_a_first_paper(build_categorizer(), build_extractors())
    # Each document in a process of its own that is forked when all is loaded, as the service reads it.
    with get_context("fork").Pool(args.processes, maxtasksperchild=1) as pool:
        predictions = pool.starmap(_predict, [(label, args) for label in labels], chunksize=1)
    if args.output:
        args.output.write_text("".join(_line(one) for one in predictions), encoding="utf-8")
    report(predictions, same, show_wrong=args.wrong)
    _report_words(predictions, args.corpus)
    return 0


def _comparison(corpus: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_fields", corpus / "score_fields.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{corpus} holds no score_fields.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.same


def _labels(corpus: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((corpus / "labels").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _predict(label: Mapping[str, Any], args: argparse.Namespace) -> Prediction:
    document = load(
        label,
        args.corpus,
        args.cache,
        true_text=args.true_text,
        engine=args.engine,
        neural_model=args.neural_model,
    )
    if args.no_attachments:
        document = CachedDocument(**{**document.__dict__, "files": {}})
    start = time.process_time()
    category = build_categorizer().categorize(document)
    fields: dict[str, FieldValue] = {}
    for extractor in build_extractors():
        fields = {**extractor.extract(document, category, document).fields, **fields}
    seconds = time.process_time() - start
    found = {
        name: (fields[ours].value, fields[ours].confidence)
        for name, ours in NAMES[label["kind"]].items()
        if ours in fields
    }
    text = "\f".join(page.text for page in document.all_pages)
    return Prediction(
        label, text, {**found, "category": (category.name, category.confidence)}, seconds, document.page_count
    )


def load(
    label: Mapping[str, Any],
    corpus: Path,
    cache: Path,
    *,
    true_text: bool,
    engine: str = "auto",
    neural_model: str = "",
) -> CachedDocument:
    """The document of a label, from its true text or through the pipeline."""
    if true_text:
        return text_document(corpus / label["text"])
    language = LANGUAGES.get(label.get("language", ""), "eng")
    return read_document(
        corpus / "documents" / label["document"], language, cache, engine=engine, neural_model=neural_model
    )


def _line(one: Prediction) -> str:
    fields = {name: value for name, (value, _) in one.fields.items()}
    confidence = {name: round(sure, 3) for name, (_, sure) in one.fields.items()}
    row = {"document": one.label["document"], "text": one.text, "fields": fields, "confidence": confidence}
    return json.dumps(row, ensure_ascii=False) + "\n"


def report(predictions: list[Prediction], same: Any, *, show_wrong: bool) -> None:
    """Print accuracy per field, macro-F1 of categories, and how far confidences can be believed."""
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    trusted: list[bool] = []
    values = 0
    for one in predictions:
        for name, want in one.label.get("fields", {}).items():
            got, sure = one.fields.get(name, (None, 0.0))
            is_right = got is not None and same(name, want, got)
            counts[one.label["kind"], name].append(is_right)
            if name not in NOT_COUNTED:
                values += 1
                trusted += [is_right] if sure >= TRUSTED else []
            if show_wrong and (not is_right):
                print(f"{one.label['id'][:44]:<45}{name:<15} want {want!r} got {got!r} {sure:.2f}")
        for name in one.label.get("not_shown", {}):
            sure = one.fields.get(name, (None, 0.0))[1]
            trusted += [False] if sure >= TRUSTED else []
            if show_wrong and sure >= TRUSTED:
                print(f"{one.label['id'][:44]:<45}{name:<15} is said not to be shown, got {one.fields[name]}")
    for (kind, name), right in sorted(counts.items()):
        print(f"{kind:<9}{name:<16}{len(right):>4}{sum(right) / len(right):>8.3f}")
    print(f"category macro-F1 {_macro_f1(predictions):.3f}")
    if values:
        share = sum(trusted) / max(len(trusted), 1)
        print(
            f"confidence >= {TRUSTED}: right {share:.3f} ({len(trusted) - sum(trusted)} wrong), covering {len(trusted) / values:.3f} of {values}"
        )
    pages = sum(one.pages for one in predictions)
    print(
        f"processor time after OCR: {1000 * sum(one.seconds for one in predictions) / max(pages, 1):.1f} ms a page"
    )


def _report_words(predictions: list[Prediction], corpus: Path) -> None:
    for kind in KINDS:
        pairs = [
            ((corpus / one.label["text"]).read_text(encoding="utf-8").lower(), one.text.lower())
            for one in predictions
            if one.label["kind"] == kind and one.label.get("text")
        ]
        if pairs:
            recall, precision = recall_and_precision(pairs)
            print(f"{kind:<9}words, ignoring case: recall {recall:.3f}, precision {precision:.3f}")


def _macro_f1(predictions: list[Prediction]) -> float:
    wanted = {
        one.label["fields"]["category"] for one in predictions if "category" in one.label.get("fields", {})
    }
    scores = []
    for category in wanted:
        pairs = [
            (one.label["fields"].get("category") == category, one.fields["category"][0] == category)
            for one in predictions
        ]
        hits = sum(want and got for want, got in pairs)
        scores.append(2 * hits / max(sum(want for want, _ in pairs) + sum(got for _, got in pairs), 1))
    return sum(scores) / max(len(scores), 1)


if __name__ == "__main__":
    sys.exit(main())
