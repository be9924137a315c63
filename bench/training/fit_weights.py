"""Fit the weights of ``ocr_service/extractors/evidence/weights.json`` for receipts on a labelled folder of documents.

    python -m bench.training.fit_weights CORPUS [--write] [--worn]

The features are general (where a row stands, which key words it has), never words of a document. Rankings learn
from the true text and from every reading of a picture, that of names also from receipts that are invented; confidences
from results whose rankings had left the document's own vendor out. Prints the accuracy of the extractor with its weights
fitted on all vendors, and with the document's own vendor left out of rankings and confidences. ``--worn`` scores also
the same pictures worn in four ways, from which nothing is learnt (they are read once, which takes half an hour).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.accuracy import TRUSTED, _comparison
from bench.documents.invented_receipts import invented_receipt
from bench.documents.worn_pictures import WEARS
from bench.training.accuracy_fit import INVENTED, Question, fit, fit_leaving_out
from bench.training.curves import Seen, curves
from bench.training.fit_report import FIELDS, Row, report
from bench.training.receipt_samples import INVENTED_FIRST, Sample, drawn_samples, samples_of, strangers
from ocr_service.domain.facts import Category, FieldValue
from ocr_service.extractors.amounts.find import money
from ocr_service.extractors.dates.ranking import date_candidates, dated_rows
from ocr_service.extractors.evidence import ranking
from ocr_service.extractors.evidence.calibration import Evidence, evidence_features, most_of
from ocr_service.extractors.evidence.ranking import Candidate
from ocr_service.extractors.receipt import extractor as receipt
from ocr_service.extractors.receipt.extractor import ReceiptExtractor, receipt_fields
from ocr_service.extractors.receipt.letterhead import address_candidates, name_candidates
from ocr_service.extractors.receipt.reading import ReceiptReading
from ocr_service.extractors.receipt.token_vote import folded
from ocr_service.extractors.receipt.total import total_candidates

WEIGHTS = Path(__file__).resolve().parents[2] / "ocr_service" / "extractors" / "evidence" / "weights.json"
PULL = 0.01
TEXT_WEIGHT, PICTURE_WEIGHT = 1.5, 2.0
# Invented receipts teach where names stand; for addresses and sums they were no help (docs/accuracy.md).
INVENTED_COUNT, INVENTED_WEIGHT = 300, 0.6
# A printed receipt beside a real one: their layouts are few, their wear is of all kinds.
PRINTED_WEIGHT = 0.3
FROM_INVENTED = {"receipt_company"}
FROM_STRANGERS = {"receipt_company", "receipt_address"}
STRANGER_COUNT = 200
STRANGER_WEIGHT = {"receipt_company": 0.3, "receipt_address": 0.12}
# A span in a misread picture still teaches where a name stands, if it is this like the label.
LIKE_ENOUGH = 0.75
DRAWN = ("printed", "stranger", "slip")
FITTED = ("text", "picture", *DRAWN)
RECEIPT = Category(name="receipt", confidence=1.0)
Weights = Mapping[str, Mapping[str, float]]


@dataclass
class Fitter:
    """Fits on the samples; ``same`` compares a label's value with one that was found."""

    samples: Sequence[Sample]
    same: Any
    _seen_values: dict[str, list[Seen]] = field(default_factory=dict)

    @property
    def teachers(self) -> list[Sample]:
        """The samples that weights are fitted on."""
        return [one for one in self.samples if one.form in ("text", "picture")]

    @property
    def judged(self) -> list[Sample]:
        """The samples that confidences are fitted on: the drawn ones too, which rankings never saw."""
        return [one for one in self.samples if one.form in FITTED]

    def rankings(self) -> tuple[Weights, Mapping[str, Weights]]:
        """Weights by question, fitted on all; and by vendor, fitted on others."""
        known: dict[str, Mapping[str, float]] = {}
        left_out: dict[str, dict[str, Mapping[str, float]]] = {one.vendor: {} for one in self.teachers}
        for question in FIELDS:
            with using(known):
                asked = [one for sample in self.teachers for one in self._asked(question, sample)]
                asked += self._invented(question)
            known[question] = fit(asked, pull=PULL)
            for vendor, weights in fit_leaving_out(asked, pull=PULL).items():
                left_out[vendor][question] = weights
        return known, {**{one.vendor: known for one in self.samples}, **left_out}

    def _asked(self, question: str, sample: Sample) -> Iterator[Question]:
        want = sample.label["fields"][FIELDS[question][0]]
        weight = TEXT_WEIGHT if sample.is_text else PICTURE_WEIGHT / len(sample.readings)
        for reading in sample.readings:
            yield self._question(question, reading, want, sample.vendor, weight)

    def _invented(self, question: str) -> Iterator[Question]:
        for one in strangers(STRANGER_COUNT) if question in FROM_STRANGERS else ():
            want = one.fields[FIELDS[question][0]]
            yield self._question(
                question, ReceiptReading(one.page, True), want, INVENTED, STRANGER_WEIGHT[question]
            )
        if question not in FROM_INVENTED:
            return
        for seed in range(INVENTED_FIRST, INVENTED_FIRST + INVENTED_COUNT):
            one = invented_receipt(seed, is_misread=seed % 2 == 1)
            want = one.fields[FIELDS[question][0]]
            yield self._question(question, ReceiptReading(one.page, True), want, INVENTED, INVENTED_WEIGHT)

    def _question(
        self, question: str, reading: ReceiptReading, want: str, vendor: str, weight: float
    ) -> Question:
        candidates = candidates_of(reading, question)
        texts = [_text(question, one.value) for one in candidates]
        right = [self.same(FIELDS[question][0], want, text) for text in texts]
        teaches = right if any(right) else _near(question, texts, want)
        return Question([one.features for one in candidates], teaches, vendor, weight)

    def confidences(
        self, rankings: Mapping[str, Weights], sources: Collection[str] = FITTED
    ) -> tuple[Weights, Mapping[str, Weights]]:
        """Weights of the confidences by question, fitted on the documents of these forms; and by vendor, fitted on others."""
        known: dict[str, Mapping[str, float]] = {}
        left_out: dict[str, dict[str, Mapping[str, float]]] = {one.vendor: {} for one in self.samples}
        for question, values in self.seen(rankings).items():
            name = f"confidence_{question}"
            fitted = curves(question, [one for one in values if one.form in sources])
            known[name] = fitted.of_all
            print(f"{question} lowered by {fitted.lowered:.2f} ({', '.join(sources)})")
            for vendor, curve in fitted.of_others.items():
                left_out[vendor][name] = curve
        return known, {vendor: {**known, **weights} for vendor, weights in left_out.items()}

    def seen(self, rankings: Mapping[str, Weights]) -> Mapping[str, Sequence[Seen]]:
        """The values of each question that the extractor gave while each pass came in, by rankings that their vendors had no part in."""
        if not self._seen_values:
            found: dict[str, list[Seen]] = {question: [] for question in FIELDS}
            for sample in self.judged:
                with using(rankings[sample.vendor]):
                    for count, readings in enumerate(sample.shown, start=1):
                        for question, one in self._seen(sample, readings, count == len(sample.shown)):
                            found[question].append(one)
            self._seen_values.update(found)
        return self._seen_values

    def _seen(
        self, sample: Sample, readings: list[ReceiptReading], is_last: bool
    ) -> Iterator[tuple[str, Seen]]:
        evidence: dict[str, Evidence] = {}

        def note(question: str, of_value: Evidence) -> float:
            evidence[question] = of_value
            return most_of(question, of_value)

        with patch.object(receipt, "calibrated", note):
            fields = receipt_fields(readings)
        for question, of_value in evidence.items():
            name, ours = FIELDS[question]
            value = fields.get(ours)
            is_right = self._is_right(sample, name, value)
            weight = PRINTED_WEIGHT if sample.is_drawn else 1.0
            features = [evidence_features(question, of_value)]
            can_be_trusted = isinstance(value, FieldValue) and value.confidence >= TRUSTED
            asked = Question(features, [is_right], sample.vendor, weight)
            yield question, Seen(asked, sample.form, can_be_trusted, is_last and sample.form != "text")

    def _is_right(self, sample: Sample, name: str, value: object) -> bool:
        return isinstance(value, FieldValue) and self.same(name, sample.label["fields"][name], value.value)

    def rows(self, title: str, weights: Mapping[str, Weights], forms: Collection[str]) -> list[Row]:
        """What the extractor says of the documents of these forms with their vendors' weights, and whether it is right."""
        found = []
        for sample in self.samples:
            if sample.form not in forms:
                continue
            with using(weights[sample.vendor]):
                fields = ReceiptExtractor().extract(sample.document, RECEIPT, sample.document).fields
            for name, ours in FIELDS.values():
                value = fields.get(ours)
                sure = value.confidence if isinstance(value, FieldValue) else 0.0
                is_right = self._is_right(sample, name, value)
                found.append(Row(title, sample.form, name, sure, is_right))
                if sure >= TRUSTED and not is_right and isinstance(value, FieldValue):
                    wanted = sample.label["fields"][name]
                    print(
                        f"wrong, {title}, {sample.form} {name} {sure:.2f}: {value.value!r} for {wanted!r}, {value.rule}"
                    )
        return found


@contextmanager
def using(weights: Weights) -> Iterator[None]:
    """Let the extractors use these weights in the place of those that come with the service."""
    merged = {**ranking.all_weights(), **weights}
    with patch.object(ranking, "all_weights", lambda: merged):
        yield


def candidates_of(reading: ReceiptReading, question: str) -> Sequence[Candidate[Any]]:
    if question == "receipt_total":
        return total_candidates(reading.rows)
    if question == "receipt_date":
        dates = dated_rows(reading.plain_rows, day_first=reading.day_first)
        return date_candidates(dates, len(reading.plain_rows))
    if question == "receipt_company":
        return name_candidates(reading.head)
    return address_candidates(reading.head, reading.names[0].value.end if reading.names else 1)


def _text(question: str, value: Any) -> str:
    if question == "receipt_total":
        return money(abs(value[1].value))
    return value.found.day.isoformat() if question == "receipt_date" else value.text


def _near(question: str, texts: Sequence[str], want: str) -> list[bool]:
    if question not in {"receipt_company", "receipt_address"} or not texts:
        return [False] * len(texts)
    likeness = [SequenceMatcher(None, folded(text), folded(want), autojunk=False).ratio() for text in texts]
    return [value == max(likeness) >= LIKE_ENOUGH for value in likeness]


def _merged(rankings: Mapping[str, Weights], curves: Mapping[str, Weights]) -> Mapping[str, Weights]:
    return {vendor: {**rankings[vendor], **curves[vendor]} for vendor in rankings}


def _keep(rows: Sequence[Row], path: Path | None) -> None:
    if path:
        path.write_text(json.dumps(rows), encoding="utf-8")


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpus", type=Path)
    options.add_argument("--cache", type=Path, default=Path("var/bench/accuracy"))
    options.add_argument("--write", action="store_true")
    options.add_argument(
        "--as-they-are", action="store_true", help="judge the weights that come with the service, and end"
    )
    options.add_argument("--drawn", type=Path, default=Path("var/bench"), help="where read_receipts.py read")
    options.add_argument(
        "--rows", type=Path, help="write every value with its confidence, for reliability.py"
    )
    options.add_argument(
        "--kept", action="store_true", help="judge also the source that is kept aside, at the end"
    )
    options.add_argument("--worn", action="store_true", help="score also pictures that were made worse")
    args = options.parse_args()
    wears = WEARS if args.worn else ()
    samples = samples_of(args.corpus, args.cache, wears=wears)
    samples += [one for source in DRAWN for one in drawn_samples(source, args.drawn)]
    if args.as_they_are and args.kept:
        samples += drawn_samples("kept", args.drawn)
    fitter = Fitter(samples, _comparison(args.corpus))
    if args.as_they_are:
        rows = fitter.rows("as they are", {one.vendor: {} for one in samples}, (*FITTED, "worn", "kept"))
        report(rows)
        _keep(rows, args.rows)
        return 0
    known, left_out = fitter.rankings()
    sure, sure_left_out = fitter.confidences(left_out)
    rows = fitter.rows("own vendor left out", _merged(left_out, sure_left_out), (*FITTED, "worn"))
    for source in FITTED[1:]:
        of_others, _ = fitter.confidences(left_out, [form for form in FITTED[1:] if form != source])
        rows += fitter.rows(
            "own source left out", _merged(left_out, dict.fromkeys(left_out, of_others)), (source,)
        )
    if args.kept:
        judged = Fitter(drawn_samples("kept", args.drawn), fitter.same)
        rows += judged.rows(
            "kept aside", dict.fromkeys((one.vendor for one in judged.samples), known | sure), ("kept",)
        )
    report(rows)
    _keep(rows, args.rows)
    if args.write:
        kept = json.loads(WEIGHTS.read_text(encoding="utf-8")) | known | sure
        WEIGHTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
