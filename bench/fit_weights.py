"""Fit the weights of ``ocr_service/extractors/weights.json`` for receipts on a labelled folder of documents.

    python bench/fit_weights.py CORPUS [--write]

The features are general (where a row stands, which key words it has), never words of a document.
Prints for each question the accuracy when fitted on all vendors and when the document's own vendor
was left out, from the true text and from pictures; then fits confidences on the left-out results.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from accuracy import load
from accuracy_fit import Question, fit, fit_leaving_out

from ocr_service.extractors.amounts import money
from ocr_service.extractors.calibration import evidence_features
from ocr_service.extractors.date_ranking import date_candidates, dated_rows
from ocr_service.extractors.evidence import words_between
from ocr_service.extractors.fusion import choose
from ocr_service.extractors.letterhead import address_candidates, name_candidates
from ocr_service.extractors.ranking import Candidate, rank
from ocr_service.extractors.receipt import evidence_of, folded
from ocr_service.extractors.receipt_reading import ReceiptReading
from ocr_service.extractors.receipt_total import total_candidates

WEIGHTS = Path(__file__).resolve().parents[1] / "ocr_service" / "extractors" / "weights.json"
FIELDS = {
    "receipt_total": "total",
    "receipt_date": "date",
    "receipt_company": "company",
    "receipt_address": "address",
}
SECOND_PASS = "receipt-soft"
FOLDS = 6
PULL = 0.01
CONFIDENCE_PULL = 0.003
# A span in a misread picture still teaches where a name stands, if it is this like the label.
LIKE_ENOUGH = 0.75


@dataclass(frozen=True)
class Pass:
    """One reading of one document, with the candidates of one question and which are right."""

    reading: ReceiptReading
    candidates: Sequence[Candidate[Any]]
    right: Sequence[bool]
    teaches: Sequence[bool]


@dataclass(frozen=True)
class Sample:
    vendor: str
    is_text: bool
    passes: Sequence[Pass]


def samples(corpus: Path, cache: Path, question: str) -> list[Sample]:
    same = _same(corpus)
    out = []
    for path in sorted((corpus / "labels").glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        if label["kind"] != "receipt":
            continue
        want = label["fields"][FIELDS[question]]
        for true_text in (True, False):
            document = load(label, corpus, cache, true_text=true_text)
            pages = [document.page(1), *([] if true_text else [document.second[SECOND_PASS]])]
            passes = [_pass(ReceiptReading(page, True), question, want, same) for page in pages]
            out.append(Sample(label["fields"]["company"], true_text, passes))
    return out


def _same(corpus: Path) -> Any:
    from accuracy import _comparison

    return _comparison(corpus)


def _pass(reading: ReceiptReading, question: str, want: str, same: Any) -> Pass:
    candidates = _candidates(reading, question)
    right = [same(FIELDS[question], want, _text(question, one.value)) for one in candidates]
    return Pass(reading, candidates, right, right if any(right) else _near(question, candidates, want))


def _near(question: str, candidates: Sequence[Candidate[Any]], want: str) -> list[bool]:
    if question not in {"receipt_company", "receipt_address"} or not candidates:
        return [False] * len(candidates)
    likeness = [
        SequenceMatcher(None, folded(one.value.text), folded(want), autojunk=False).ratio()
        for one in candidates
    ]
    return [value == max(likeness) >= LIKE_ENOUGH for value in likeness]


def _candidates(reading: ReceiptReading, question: str) -> Sequence[Candidate[Any]]:
    if question == "receipt_total":
        return total_candidates(reading.rows)
    if question == "receipt_date":
        return date_candidates(dated_rows(reading.plain_rows, day_first=True), len(reading.plain_rows))
    if question == "receipt_company":
        return name_candidates(reading.head)
    return address_candidates(reading.head, reading.names[0].value.end if reading.names else 1)


def _text(question: str, value: Any) -> str:
    if question == "receipt_total":
        return money(abs(value[1].value))
    return value.found.day.isoformat() if question == "receipt_date" else value.text


def _words(question: str, reading: ReceiptReading, value: Any) -> Sequence[Any]:
    if question == "receipt_total":
        return words_between(value[0].row, value[1].start, value[1].end)
    if question == "receipt_date":
        return words_between(value.row, value.found.start, value.found.end)
    return reading.words_of_span(value)


def fit_question(
    question: str, *, corpus: Path, cache: Path
) -> tuple[str, dict[str, Mapping[str, float]], str]:
    known = samples(corpus, cache, question)
    asked = [
        Question(
            [one.features for one in each.candidates],
            each.teaches,
            sample.vendor,
            1.5 if sample.is_text else 1.0,
        )
        for sample in known
        for each in sample.passes
    ]
    weights = fit(asked, pull=PULL)
    left_out = fit_leaving_out(asked, folds=FOLDS, pull=PULL)
    lines, results = [], []
    for name, use in (
        ("own vendor known", lambda sample: weights),
        ("own vendor left out", lambda sample: left_out[sample.vendor]),
    ):
        chosen = [
            (sample, passes, _choice(question, sample, use(sample), passes))
            for sample in known
            for passes in ((1, 2) if not sample.is_text else (1,))
        ]
        for is_text, passes in ((True, 1), (False, 1), (False, 2)):
            right = [one[1] for sample, count, one in chosen if sample.is_text == is_text and count == passes]
            lines.append(
                f"{question:<16}{name:<20}{'text' if is_text else f'{passes} pass':<8}{sum(right) / len(right):.3f}"
            )
        results = chosen
    evidence = [Question([features], [right], sample.vendor) for sample, _, (features, right) in results]
    confidence = _with_sign(fit(evidence, pull=CONFIDENCE_PULL))
    lines.append(_believed(question, evidence))
    return question, {question: weights, f"confidence_{question}": confidence}, "\n".join(lines)


def _believed(question: str, evidence: Sequence[Question]) -> str:
    """How far confidences of pictures can be believed when fitted on other vendors."""
    fitted = fit_leaving_out(evidence, folds=FOLDS, pull=CONFIDENCE_PULL)
    sure = []
    pictures = [one for one in evidence if one.features[0].get("picture")]
    for one in pictures:
        weights = _with_sign(fitted[one.vendor])
        score = sum(weights.get(name, 0.0) * x for name, x in one.features[0].items())
        sure += [one.right[0]] if 1 / (1 + math.exp(-score)) >= 0.9 else []
    return f"{question:<16}confidence >= .9 in pictures, own vendor left out: right {sum(sure)} of {len(sure)}, of {len(pictures)}"


def _with_sign(weights: Mapping[str, float]) -> Mapping[str, float]:
    """One candidate against none is the logistic curve: the constant moves into both kinds of reading."""
    none = weights.get("none", 0.0)
    rest = {name: value for name, value in weights.items() if name != "none"}
    for name in ("picture", "exact"):
        rest[name] = round(rest.get(name, 0.0) - none, 4)
    return rest


def _choice(
    question: str, sample: Sample, weights: Mapping[str, float], passes: int
) -> tuple[dict[str, float], bool]:
    used = sample.passes[:passes]
    ranked = {id(each.reading): rank(each.candidates, weights) for each in used}
    right = {
        id(one.value): is_right
        for each in used
        for one, is_right in zip(each.candidates, each.right, strict=True)
    }
    key: Callable[[Any], str] = lambda value: folded(_text(question, value))  # noqa: E731
    choice = choose(
        [each.reading for each in used], lambda reading: ranked[id(reading)], key, partial(_words, question)
    )
    if choice is None:
        return {}, False
    features = evidence_features(question, evidence_of(choice))
    return features, right[id(choice.best.value)]


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpus", type=Path)
    options.add_argument("--cache", type=Path, default=Path("var/bench/accuracy"))
    options.add_argument("--write", action="store_true")
    args = options.parse_args()
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    with ProcessPoolExecutor(2) as pool:
        for _, weights, lines in pool.map(
            partial(fit_question, corpus=args.corpus, cache=args.cache), FIELDS
        ):
            print(lines, flush=True)
            kept |= weights
    if args.write:
        WEIGHTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
