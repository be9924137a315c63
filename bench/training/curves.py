"""Make curves of confidences that keep their word on strangers: monotone, and lowered until enough of the trusted values are right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bench.training.accuracy_fit import NONE, Question, fit, folds_of

_SPEAK_FOR = (
    "share exact_share reading joint agreement agreed_and_read support page has_is_paid_less_change has_is_sum_with_tax has_is_summary_sum"
    " has_is_item_sum has_is_gross has_total_rows has_is_payment has_repeats has_label_issue has_label_dated has_has_time has_ends_with_form"
    " has_business has_joins has_before_address has_has_postcode has_place_in_last has_opens has_opens_with_number has_after_is_phone"
    " has_by_seller has_by_form has_by_holder has_is_first_row has_like_site has_label has_heading has_headed has_behind has_gross has_is_sum"
)
_SPEAK_AGAINST = (
    "rival exact_rival near_figure read_badly has_few_letters has_starts_with_form has_breaks_open has_closes_bracket has_short has_below_number"
    " has_rows_1 has_weak_rows has_is_repaired has_only_below has_bare has_unlabelled has_only_net has_is_only_after_number"
)
# A feature whose meaning is known may only count in that direction, whatever a few documents say.
SIGNS: Mapping[str, int] = dict.fromkeys(_SPEAK_FOR.split(), 1) | dict.fromkeys(_SPEAK_AGAINST.split(), -1)
CONFIDENCE_PULL = 0.0015
# The pull leaves the curves too flat for vendors left out; of 1.0 to 1.5 this was likeliest over all of them.
STEEPER = 1.2
# The score of a value that a rule keeps from being trusted.
NEVER = -99.0
TRUSTED = math.log(9)
LEAST, STEPS, STEP = -0.75, 76, 0.05
# Of a field's trusted values so many must be right in all sources together, and in each one of them; counted as if there were
# PRIOR more of which so many are, as one wrong value among ten says little.
RIGHT: Mapping[str, float] = {"receipt_company": 0.97, "receipt_address": 0.97}
RIGHT_ELSE, LESS_IN_A_SOURCE, PRIOR = 0.985, 0.03, 8


class Judged(NamedTuple):
    """A value by a curve that its source had no part in: the curve's score, the document's form, and whether it is right."""

    score: float
    form: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A value as the extractor gave it; ``can_be_trusted`` unless a rule keeps it below .9, ``counts`` where all passes were shown."""

    asked: Question
    form: str
    can_be_trusted: bool
    counts: bool

    def judged(self, curve: Mapping[str, float]) -> Judged:
        """By a curve."""
        logit = score(curve, self.asked.features[0]) if self.can_be_trusted else NEVER
        return Judged(logit, self.form, self.asked.right[0])


@dataclass(frozen=True, slots=True)
class Fitted:
    """The curve of all values, how far it was lowered, and for each vendor the curve that it had no part in."""

    of_all: Mapping[str, float]
    lowered: float
    of_others: Mapping[str, Mapping[str, float]]


def curves(question: str, values: Sequence[Seen]) -> Fitted:
    """The curves of a question, lowered until they hold for a source that is left out.

    How far is chosen by values of each source under the curve of the other sources; for a vendor by those of the other folds alone.
    """
    fold_of = folds_of(one.asked.vendor for one in values)
    lowered = lowered_by(question, _by_other_sources(values))
    of_others: dict[str, Mapping[str, float]] = {}
    for fold in set(fold_of.values()):
        others = [one for one in values if fold_of[one.asked.vendor] != fold]
        curve = _curve(others, lowered_by(question, _by_other_sources(others)))
        of_others |= dict.fromkeys((vendor for vendor, number in fold_of.items() if number == fold), curve)
    return Fitted(_curve(values, lowered), lowered, of_others)


def _curve(values: Sequence[Seen], lower: float = 0.0) -> Mapping[str, float]:
    weights = fit([one.asked for one in values], pull=CONFIDENCE_PULL, signs=SIGNS)
    return as_curve(weights, steeper=STEEPER, lower=lower)


def _by_other_sources(values: Sequence[Seen]) -> list[Judged]:
    """The values that count, each by a curve that its source had no part in."""
    forms = dict.fromkeys(one.form for one in values if one.counts)
    judged = []
    for form in forms:
        curve = _curve([one for one in values if one.form != form])
        judged += [one.judged(curve) for one in values if one.counts and one.form == form]
    return judged


def as_curve(
    weights: Mapping[str, float], *, steeper: float = 1.0, lower: float = 0.0, lower_exact: float = 0.0
) -> dict[str, float]:
    """One candidate against none is the logistic curve: the constant moves into both kinds of reading.

    ``lower`` is taken from values of pictures, ``lower_exact`` from those of a text layer.
    """
    none = weights.get(NONE, 0.0)
    rest = {name: value for name, value in weights.items() if name != NONE}
    for name in ("picture", "exact"):
        rest[name] = rest.get(name, 0.0) - none
    curve = {name: steeper * value for name, value in rest.items()}
    curve["picture"] = curve.get("picture", 0.0) - lower
    curve["exact"] = curve.get("exact", 0.0) - lower_exact
    return {name: round(value, 4) for name, value in curve.items()}


def score(curve: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The logit of the confidence."""
    return sum(curve.get(name, 0.0) * x for name, x in features.items())


def lowered_by(question: str, judged: Sequence[Judged]) -> float:
    """How much a curve must be lowered (below zero: may be raised) so that what it trusts is right often enough, in every source."""
    goal = RIGHT.get(question, RIGHT_ELSE)
    forms = {one.form for one in judged}
    for step in range(STEPS):
        lower = LEAST + step * STEP
        trusted = [one for one in judged if one.score - lower >= TRUSTED]
        of_forms = [[one for one in trusted if one.form == form] for form in forms]
        if _share(trusted, goal) >= goal and all(
            _share(of_form, goal) >= goal - LESS_IN_A_SOURCE for of_form in of_forms
        ):
            return lower
    return LEAST + STEPS * STEP


def _share(trusted: Sequence[Judged], goal: float) -> float:
    return (sum(one.is_right for one in trusted) + PRIOR * goal + 1e-9) / (len(trusted) + PRIOR)
