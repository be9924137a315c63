"""Turn what speaks for a value into a confidence that is right as often as it says.

A logistic curve per question over the candidate's share, the engine's own confidence, the agreement
of the passes and what else on the page supports the value; fitted by ``bench/training/fit_weights.py`` on
results with the document's own vendor left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ocr_service.extractors.evidence.ranking import weights_of

NEVER_CERTAIN = 1e-3
# Features of a candidate that others than its ranking vouch for: sums that come out, a labelled date,
# a name that ends in its legal form, an address that ends in postcode and town.
SUPPORT: Mapping[str, tuple[str, ...]] = {
    "receipt_total": (
        "is_paid_less_change",
        "is_sum_with_tax",
        "is_summary_sum",
        "is_item_sum",
        "is_gross",
        "total_rows",
        "is_payment",
        "is_whole",
    ),
    "receipt_date": ("repeats", "label_issue", "label_dated", "has_time", "is_repaired", "behind_words"),
    "receipt_company": (
        "ends_with_form",
        "business",
        "joins",
        "few_letters",
        "starts_with_form",
        "breaks_open",
        "closes_bracket",
        "first",
        "two_rows",
        "before_address",
        "before_other",
        "short",
    ),
    "receipt_address": (
        "has_postcode",
        "place_in_last",
        "opens",
        "opens_with_number",
        "below_number",
        "rows_1",
        "after_is_phone",
        "weak_rows",
    ),
    "invoice_issuer": (
        "by_seller",
        "by_form",
        "by_head",
        "by_two_rows",
        "by_holder",
        "is_first_row",
        "repeats",
        "like_site",
        "top",
    ),
    "invoice_number": (
        "label",
        "heading",
        "headed",
        "document",
        "hash",
        "bare",
        "behind",
        "only_below",
        "repeats",
        "short",
    ),
    "invoice_date": (
        "label_issue",
        "label_dated",
        "unlabelled",
        "after_place",
        "is_first",
        "repeats",
        "is_only_after_number",
    ),
    "invoice_amount": (
        "gross",
        "payable",
        "total",
        "is_sum",
        "is_largest",
        "repeats",
        "has_currency",
        "unlabelled",
        "only_net",
    ),
}


# Something on the paper speaks against the value, however well it was read: a total that is rounded below, to which
# tax, service or something else is added further down, that is not what was paid, that has only the last digits of another sum, or cents that its
# currency has not; a date behind unknown words beside another day, of years before tills, or whose year may be cut off, written with two
# kinds of marks, that has lost a digit or has a guessed one, or the end of a period; an address below a row that is a house number, that begins with a street and no number,
# or a town alone; a name whose legal form stands in the row below, that may begin in the row above or go on below, or that is a street; a firm by the
# one word of its logo. Such are too rare in sixty receipts to fit a weight to.
_DATE_DOUBTS = ("cut_year", "mixed_marks", "in_range", "guessed_year")
DOUBTS: Mapping[str, tuple[str, ...]] = {
    "receipt_total": (
        "is_before_rounding",
        "is_cut",
        "is_net",
        "is_not_what_was_paid",
        "has_no_cents",
        "has_odd_cents",
        "is_part",
        "is_tender",
        "is_unnamed",
    ),
    "receipt_date": (*_DATE_DOUBTS, "bare_short", "among_others", "is_before_tills"),
    "receipt_company": ("before_form", "torn", "before_and", "starts_with_and", "ends_as_street"),
    "receipt_address": ("below_number", "only_town", "opens_with_street"),
    "invoice_date": _DATE_DOUBTS,
    "invoice_issuer": ("is_logo",),
}
# What an engine does to a figure; a text layer says what was printed.
_MISREAD: Mapping[str, tuple[str, ...]] = {"receipt_date": ("uneven",), "invoice_date": ("uneven",)}
MOST_DOUBTED = 0.85
# Most invoices have a text layer; receipts with one are too few to fit more than a share to.
_SUPPORTED_TEXTS = frozenset({"invoice_issuer", "invoice_number", "invoice_date", "invoice_amount"})


# The most that a value may be sure of whose least sure word is read with no support at all; one fully read may be sure.
_FROM_NO_WORD = 0.65


def as_its_worst_word(support: float) -> float:
    """The most confidence a name or an address can have: below .9 where all passes together support a word by less than .71."""
    return _FROM_NO_WORD + (1 - _FROM_NO_WORD) * min(support, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of a chosen value.

    ``share`` is its part in the softmax, ``reading`` the engine's confidence in its least sure word, ``joint`` in all of its words
    together and ``page`` in those of the page (0-1), ``agreement`` the part of the other passes that read the same, ``passes``
    how many there were, ``support`` how well all of them together read it, ``features`` those of its candidate.
    """

    share: float
    reading: float
    joint: float = 1.0
    page: float = 1.0
    agreement: float = 0.0
    is_exact_text: bool = False
    passes: int = 1
    support: float = 0.0
    rival: float = 0.0
    has_near_figure: bool = False
    features: Mapping[str, float] = field(default_factory=dict)


def calibrated(question: str, evidence: Evidence) -> float:
    """Confidence 0-1 of the value that ``question`` chose. Without fitted weights: share times reading."""
    return min(_curve(question, evidence), most_of(question, evidence))


def most_of(question: str, evidence: Evidence) -> float:
    """The most confidence the value can have: .85 where something on the paper speaks against it."""
    return MOST_DOUBTED if _is_doubted(question, evidence) else 1.0


def _curve(question: str, evidence: Evidence) -> float:
    weights = weights_of(f"confidence_{question}")
    if not weights:
        return evidence.share * evidence.reading
    features = evidence_features(question, evidence)
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * x for name, x in features.items())))


def _is_doubted(question: str, evidence: Evidence) -> bool:
    """True where the candidate itself or a date that differs in one digit speaks against the value."""
    if question == "receipt_date" and evidence.has_near_figure:
        return True
    doubts = DOUBTS.get(question, ()) + (() if evidence.is_exact_text else _MISREAD.get(question, ()))
    return any(evidence.features.get(name) for name in doubts)


def evidence_features(question: str, evidence: Evidence) -> dict[str, float]:
    """The features of the logistic curve; those of a text layer and of a picture are apart."""
    sure = min(max(evidence.share, NEVER_CERTAIN), 1 - NEVER_CERTAIN)
    odds = math.log(sure / (1 - sure)) / 4
    support = {f"has_{name}": evidence.features.get(name, 0.0) for name in SUPPORT.get(question, ())}
    if evidence.is_exact_text:
        supported = support if question in _SUPPORTED_TEXTS else {}
        return supported | {"exact": 1.0, "exact_share": odds, "exact_rival": evidence.rival}
    return support | {
        "picture": 1.0,
        "share": odds,
        "reading": evidence.reading,
        "joint": evidence.joint,
        "read_badly": float(evidence.reading < 0.6),
        "page": evidence.page,
        "agreement": evidence.agreement,
        "agreed_and_read": evidence.agreement * evidence.reading,
        "support": evidence.support,
        "one_pass": float(evidence.passes == 1),
        "rival": evidence.rival,
        "near_figure": float(evidence.has_near_figure),
    }
