"""Fit rankings and confidences of invoices on drawn ones, and judge them on layouts, printers and real papers that had no part.

    python -m bench.training.fit_invoices CORPUS [--count 1500] [--ranks] [--write] [--rows rows.json]

``invented_invoices.py`` draws layouts in eleven languages: as text layers, misread here and there as by an engine, and printed, worn and
read by the real one (``printed_invoices.py``, what is in its cache). Rankings (``--ranks``) start from the weights that were set by
hand and are pulled back to them. Judged are values by rankings and curves that their layout had no part in (``own layout left out``), and by those
that their whole source had no part in (``own source left out``: printed pages, text layers, the labelled folder). Needs
``pip install numpy faker``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.accuracy import TRUSTED
from bench.documents.invented_invoices import FAMILIES
from bench.training.accuracy_fit import Question, fit
from bench.training.curves import SIGNS, Judged, as_curve, lowered_by, score
from bench.training.fit_report import Row
from bench.training.fit_weights import WEIGHTS, Weights, using
from bench.training.invoice_papers import MISREAD, PRINTED, REAL, TEXT, Paper, invented, printed, real
from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.amounts.document_currency import document_currency
from ocr_service.extractors.dates.order import day_comes_first
from ocr_service.extractors.dates.ranking import date_candidates, dated_rows
from ocr_service.extractors.evidence.calibration import Evidence, evidence_features, most_of
from ocr_service.extractors.evidence.ranking import Candidate, weights_of
from ocr_service.extractors.invoice import extractor as invoice
from ocr_service.extractors.invoice.amount import amount_candidates, amount_places, credited
from ocr_service.extractors.invoice.number import number_candidates
from ocr_service.extractors.names.issuer import issuer_candidates

QUESTIONS = {
    "invoice_issuer": "issuer",
    "invoice_number": "invoice_number",
    "invoice_date": "date",
    "invoice_amount": "amount",
}
# Towards the weights set by hand; and of the curves towards zero.
PULL, CURVE_PULL = 0.02, 0.002
WEIGHT = {REAL: 1.0, TEXT: 0.5, MISREAD: 0.25, PRINTED: 1.0}
NEVER = -99.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A value with its evidence, whether it is right, and the most that rules of the extractor let it have."""

    paper: Paper
    question: str
    features: Mapping[str, float]
    is_right: bool
    most: float
    value: str

    @property
    def is_exact(self) -> bool:
        return "exact" in self.features


def asked(paper: Paper) -> Iterator[tuple[str, Question]]:
    """The candidates of each question, and which of them are right."""
    layout = paper.layout
    language = layout.pages[0].language if layout.pages else ""
    paid_in = document_currency(layout.rows, language)
    places = credited(layout.rows, amount_places(layout.rows, paid_in.code if paid_in else ""))
    dates = dated_rows(layout.rows, day_first=day_comes_first(layout.text, language), language=language)
    found: dict[str, tuple[Sequence[Candidate[Any]], Callable[[Any], str]]] = {
        "invoice_issuer": (issuer_candidates(layout), lambda place: place.name),
        "invoice_number": (number_candidates(layout), lambda place: place.text),
        "invoice_date": (date_candidates(dates, len(layout.rows)), lambda one: one.found.day.isoformat()),
        "invoice_amount": (amount_candidates(places, len(layout.rows)), lambda place: str(place.value)),
    }
    for question, (candidates, text) in found.items():
        right = [paper.is_right(QUESTIONS[question], text(one.value)) for one in candidates]
        if candidates:
            yield (
                question,
                Question([one.features for one in candidates], right, paper.family, WEIGHT[paper.source]),
            )


def rankings(papers: Sequence[Paper]) -> dict[str, Mapping[str, float]]:
    """Weights of each question, near those that come with the service."""
    questions: dict[str, list[Question]] = {name: [] for name in QUESTIONS}
    for paper in papers:
        for name, one in asked(paper):
            questions[name].append(one)
    return {name: fit(many, pull=PULL, towards=weights_of(name)) for name, many in questions.items() if many}


def seen_in(paper: Paper) -> Iterator[Seen]:
    """The four values of a paper."""
    evidence: dict[str, Evidence] = {}

    def note(question: str, of_value: Evidence) -> float:
        evidence[question] = of_value
        return most_of(question, of_value)

    with patch.object(invoice, "calibrated", note):
        fields = invoice.invoice_fields(paper.layout)
    for question, name in QUESTIONS.items():
        value = fields.get(name)
        if question in evidence and isinstance(value, FieldValue):
            features = evidence_features(question, evidence[question])
            yield Seen(
                paper,
                question,
                features,
                paper.is_right(name, value.value),
                value.confidence,
                str(value.value),
            )


def curves(seen: Sequence[Seen]) -> dict[str, Mapping[str, float]]:
    """A curve a question, lowered until what it trusts of layouts left out is right often enough."""
    found: dict[str, Mapping[str, float]] = {}
    for question in QUESTIONS:
        mine = [one for one in seen if one.question == question]
        judged = [pair for family in {one.paper.family for one in mine} for pair in _judged(mine, family)]
        lower, lower_exact = (
            lowered_by(question, [one for one, exact in judged if exact is is_exact])
            for is_exact in (False, True)
        )
        found[f"confidence_{question}"] = as_curve(_fitted(mine), lower=lower, lower_exact=lower_exact)
    return found


def _fitted(seen: Sequence[Seen]) -> dict[str, float]:
    return fit(
        [
            Question([one.features], [one.is_right], one.paper.family, WEIGHT[one.paper.source])
            for one in seen
        ],
        pull=CURVE_PULL,
        signs=SIGNS,
    )


def _judged(seen: Sequence[Seen], family: str) -> Iterator[tuple[Judged, bool]]:
    """The values of a layout by the curve of the others."""
    others = [one for one in seen if one.paper.family != family]
    if not others:
        return
    curve = as_curve(_fitted(others))
    for one in seen:
        if one.paper.family == family and one.paper.source != MISREAD:
            logit = score(curve, one.features) if one.most >= TRUSTED else NEVER
            yield Judged(logit, one.paper.source, one.is_right), one.is_exact


def rows_of(papers: Sequence[Paper], weights: Weights, title: str) -> Iterator[Row]:
    """What the extractor says of these papers with these weights; a value that is missing has no confidence."""
    for paper in papers:
        with using(weights):
            fields = invoice.invoice_fields(paper.layout)
        for name in QUESTIONS.values():
            value = fields.get(name)
            is_found = isinstance(value, FieldValue)
            sure = value.confidence if is_found else 0.0
            right = is_found and paper.is_right(name, value.value)
            if sure >= TRUSTED and not right:
                print(
                    f"wrong {paper.source} {paper.family} {paper.name}: {name} {value.value!r} {sure:.2f} {value.rule}"
                )
            yield Row(title, paper.source, name, sure, right)


def learned(papers: Sequence[Paper], *, ranks: bool) -> Weights:
    """Curves of these papers; with ``ranks`` also rankings."""
    known = rankings(papers) if ranks else {}
    with using(known):
        seen = [one for paper in papers for one in seen_in(paper)]
    return {**known, **curves(seen)}


def report(title: str, rows: Sequence[Row]) -> None:
    """Print per source and field how many are right, and how many of the trusted."""
    for source in dict.fromkeys(row.form for row in rows):
        parts = []
        for name in QUESTIONS.values():
            values = [row for row in rows if row.field == name and row.form == source]
            trusted = [row for row in values if row.confidence >= TRUSTED]
            right = sum(row.is_right for row in values) / max(len(values), 1)
            parts.append(
                f"{name} {right:.3f} ({sum(row.is_right for row in trusted)} of {len(trusted)} trusted)"
            )
        print(f"{title:<24}{source:<9}{'  '.join(parts)}")
        _believed(f"{'':<24}{'':<9}", [row for row in rows if row.form == source])
    _believed(f"{title:<24}{'all':<9}", rows)


def _believed(head: str, rows: Sequence[Row]) -> None:
    believed = [row for row in rows if row.confidence >= TRUSTED]
    right = sum(row.is_right for row in believed)
    print(
        f"{head}at {TRUSTED}: {right} of {len(believed)} right ({right / max(len(believed), 1):.3f}), covering {len(believed) / max(len(rows), 1):.3f}",
        flush=True,
    )


def without(papers: Sequence[Paper], out: Callable[[Paper], bool]) -> tuple[list[Paper], list[Paper]]:
    """Those that teach, and those that are judged."""
    return [one for one in papers if not out(one)], [one for one in papers if out(one)]


def left_out(papers: Sequence[Paper], *, ranks: bool) -> Iterator[Row]:
    """Every paper by what papers of other layouts taught, then by what other sources did."""
    for family in (*FAMILIES, REAL):
        teach, judge = without(papers, lambda one, family=family: one.family == family)
        yield from rows_of(judge, learned(teach, ranks=ranks), "own layout left out")
    for sources in ((PRINTED,), (TEXT, MISREAD), (REAL,)):
        teach, judge = without(papers, lambda one, sources=sources: one.source in sources)
        if judge:
            yield from rows_of(judge, learned(teach, ranks=ranks), "own source left out")


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpus", type=Path)
    options.add_argument("--cache", type=Path, default=Path("var/bench/accuracy"))
    options.add_argument("--sheets", type=Path, default=Path("var/bench/invoices"))
    options.add_argument("--count", type=int, default=1500, help="how many are drawn as text")
    options.add_argument(
        "--printed", type=int, default=2000, help="of the printed ones those with smaller seeds"
    )
    options.add_argument("--ranks", action="store_true", help="fit rankings, too")
    options.add_argument(
        "--as-they-are", action="store_true", help="judge the weights that come with the service, and end"
    )
    options.add_argument("--write", action="store_true")
    options.add_argument(
        "--rows", type=Path, help="write every value with its confidence, for reliability.py"
    )
    args = options.parse_args()
    papers = [*real(args.corpus, args.cache), *printed(args.sheets, args.printed), *invented(args.count)]
    rows = list(rows_of(papers, {}, "as they are"))
    if not args.as_they_are:
        rows += left_out(papers, ranks=args.ranks)
    for title in dict.fromkeys(row.title for row in rows):
        report(title, [row for row in rows if row.title == title])
    if args.rows:
        args.rows.write_text(json.dumps(rows), encoding="utf-8")
    if args.write:
        kept = json.loads(WEIGHTS.read_text(encoding="utf-8")) | dict(learned(papers, ranks=args.ranks))
        WEIGHTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
