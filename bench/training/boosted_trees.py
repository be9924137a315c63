"""Fit boosted trees for a yes or no: least logistic loss, the most useful split first, on binned answers.

J. H. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine" (2001), with second-order leaves. Needs numpy.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Split = tuple[float, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How trees grow: how many, how large, how far each is trusted, and how few examples a leaf may stand on."""

    trees: int
    leaves: int = 10
    rate: float = 0.15
    pull: float = 1.0
    least: int = 30
    bins: int = 64

    def of(
        self, answers: Sequence[Sequence[float]], truths: Sequence[bool], weights: Sequence[float]
    ) -> dict[str, Any]:
        """``start`` and ``trees`` as ``ocr_service.layout.order.trees`` reads them, numbers to four digits."""
        matrix, is_so = np.asarray(answers, dtype=np.float32), np.asarray(truths, dtype=np.float64)
        counts = np.asarray(weights)
        limits = [_limits(column, self.bins) for column in matrix.T]
        binned = np.stack(
            [
                np.searchsorted(edges, column, side="left")
                for edges, column in zip(limits, matrix.T, strict=True)
            ]
        ).astype(np.uint8)
        share = np.average(is_so, weights=counts)
        odds = np.full(len(is_so), np.log(share / (1 - share)))
        start, trees = round(float(odds[0]), 4), []
        for _ in range(self.trees):
            likely = 1 / (1 + np.exp(-odds))
            grown = _Growth(self, binned, limits, counts * (is_so - likely), counts * likely * (1 - likely))
            trees.append(grown.tree())
            odds += grown.values
        return {"start": start, "trees": trees}


class _Growth:
    """One tree; ``values`` is what it adds to each example."""

    def __init__(self, fit: Fit, binned: Any, limits: Sequence[Any], slope: Any, weight: Any) -> None:
        self._fit, self._binned, self._limits, self._slope, self._weight = fit, binned, limits, slope, weight
        self.values = np.zeros(len(slope))
        self._branches: dict[int, tuple[int, float, int, int]] = {}
        self._members = {0: np.arange(len(slope))}
        self._grow()

    def _grow(self) -> None:
        waiting = [(self._best(self._members[0]), 0)]
        while waiting and len(self._branches) < self._fit.leaves - 1:
            (loss, question, limit), node = heapq.heappop(waiting)
            if loss >= 0:
                break
            members = self._members[node]
            is_low = self._binned[question, members] <= limit
            low = len(self._members)
            self._members[low], self._members[low + 1] = members[is_low], members[~is_low]
            self._branches[node] = (question, float(self._limits[question][limit]), low, low + 1)
            for child in (low, low + 1):
                heapq.heappush(waiting, (self._best(self._members[child]), child))

    def _best(self, members: Any) -> Split:
        """The split that helps most, its gain below zero; 0 where none does."""
        slope, weight, fit = self._slope[members], self._weight[members], self._fit
        whole = slope.sum() ** 2 / (weight.sum() + fit.pull)
        best: Split = (0.0, 0, 0)
        for question, bins in enumerate(self._binned[:, members]):
            size = len(self._limits[question]) + 1
            count = np.bincount(bins, minlength=size).cumsum()[:-1]
            up, curve = (
                np.bincount(bins, weights=values, minlength=size).cumsum()[:-1] for values in (slope, weight)
            )
            gain = (
                up**2 / (curve + fit.pull)
                + (slope.sum() - up) ** 2 / (weight.sum() - curve + fit.pull)
                - whole
            )
            gain[(count < fit.least) | (len(members) - count < fit.least)] = 0
            if gain.size and gain.max() > -best[0]:
                best = (-float(gain.max()), question, int(gain.argmax()))
        return best

    def tree(self, node: int = 0) -> Any:
        """Lists in lists; fills ``values``."""
        if node in self._branches:
            question, limit, low, high = self._branches[node]
            return [question, round(limit, 4), self.tree(low), self.tree(high)]
        members = self._members[node]
        value = self._fit.rate * self._slope[members].sum() / (self._weight[members].sum() + self._fit.pull)
        self.values[members] = value
        return round(float(value), 4)


def _limits(column: Any, bins: int) -> Any:
    """Values between which examples lie in equal parts, to four digits."""
    edges = np.unique(np.quantile(column, np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    return np.round(edges, 4).astype(np.float32)
