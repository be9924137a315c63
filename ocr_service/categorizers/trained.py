"""Categorize a document by rules, structure and what feedback taught; abstain to ``other`` and say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocr_service.categorizers.keywords import Rules, load_rules
from ocr_service.categorizers.linear import OTHER, LinearModel, features_of, load_model
from ocr_service.domain.facts import Category, Method
from ocr_service.domain.ports import Document
from ocr_service.feedback.category_counts import LearnedCounts, words_of
from ocr_service.feedback.owners import owner_folder
from ocr_service.layout.layout import Layout, document_layout

# Below this share a guess is worth less than none (docs/accuracy.md).
LEAST_SHARE = 0.4
LEAST_WORDS = 5
# The rules by which a paper calls itself so; one of them and rows of sums are enough where no rule of another category is met.
BILLS = {
    "invoice": ("invoice heading", "called an invoice"),
    "receipt": ("payment and change", "till words"),
}
LEAST_SUMS = 0.15


@dataclass(slots=True)
class TrainedCategorizer:
    """The linear model over rules and structure, moved by its owner's own feedback."""

    rules: Rules = field(default_factory=load_rules)
    model: LinearModel = field(default_factory=load_model)
    feedback_folder: Path | None = None
    name: str = "trained"

    def categorize(self, document: Document) -> Category:
        """The category with the reasons that spoke for it; ``other`` when nothing is sure enough."""
        layout = document_layout(document)
        if sum(len(row.words) for row in layout.rows) < LEAST_WORDS:
            return Category(reasons=("too few words",))
        features = features_of(layout, self.rules)
        shares = self.model.shares(features)
        learned = self._learned(layout, shares, document.owner)
        name = max(learned, key=lambda category: learned[category])
        if name == OTHER or learned[name] < LEAST_SHARE:
            if bill := _small_bill(learned, features):
                return Category(
                    name=bill,
                    confidence=max(learned[bill], LEAST_SHARE),
                    reasons=self._reasons(bill, features),
                    method=Method.MODEL,
                )
            return Category(
                confidence=learned.get(OTHER, 0.0),
                reasons=_reasons_of_none(name, features),
                method=Method.MODEL,
            )
        method = Method.MEMORY if learned[name] > shares.get(name, 0.0) + 0.2 else Method.MODEL
        return Category(
            name=name, confidence=learned[name], reasons=self._reasons(name, features), method=method
        )

    def _learned(self, layout: Layout, shares: Mapping[str, float], owner: str) -> Mapping[str, float]:
        if self.feedback_folder is None:
            return shares
        return LearnedCounts.load(owner_folder(self.feedback_folder, owner)).moved(
            shares, words_of(layout.text)
        )

    def _reasons(self, name: str, features: Mapping[str, float]) -> tuple[str, ...]:
        """The features that spoke most for the category, strongest first."""
        weights = self.model.weights.get(name, {})
        spoke = {
            feature: weights.get(feature, 0.0) * x
            for feature, x in features.items()
            if _says_something(feature)
        }
        strongest = sorted(spoke, key=lambda feature: -spoke[feature])[:4]
        return tuple(
            feature.removeprefix(f"{name}: ").replace("_", " ")
            for feature in strongest
            if spoke[feature] > 0.1
        )


def _small_bill(shares: Mapping[str, float], features: Mapping[str, float]) -> str:
    """``invoice`` or ``receipt`` where a paper says so, shows sums, and nothing else has a claim to it; or empty.

    A small firm's bill has a heading and three rows of sums, too little for the model to be sure.
    """
    claims = {name for name, _, rule in (feature.partition(": ") for feature in features) if rule}
    if features.get("prose") or features.get("rows_with_amount", 0.0) < LEAST_SUMS or claims - set(BILLS):
        return ""
    named = [name for name, rules in BILLS.items() if any(f"{name}: {rule}" in features for rule in rules)]
    return max(named, key=lambda name: shares.get(name, 0.0), default="")


def _reasons_of_none(name: str, features: Mapping[str, float]) -> tuple[str, ...]:
    """What paper it is that belongs to no category (a quote, a payslip), or why there is none."""
    known = tuple(one.removeprefix(f"{OTHER}: ") for one in features if one.startswith(f"{OTHER}: "))
    return known or ("nothing is sure enough" if name != OTHER else "no rule of a category is met",)


def _says_something(feature: str) -> bool:
    """The constant and the sums of points are no reasons; the rules behind them are."""
    return feature != "one" and not feature.startswith("points ")
