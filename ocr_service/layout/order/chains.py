"""Join pieces of text to chains that are surely read on, and put the chains in the likeliest order.

The likelihood of an order is that of each step from one chain to the next, times (weighted) that of each pair's being
in this order: "is read right after" sees a column's end go on in the next one, "is read before" keeps the page whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_service.layout.order.pieces import Piece
from ocr_service.layout.order.short_blocks import steps_within_blocks
from ocr_service.layout.order.succession import Questions
from ocr_service.layout.order.trees import Trees
from ocr_service.layout.order.value_rows import cells_in_rows, value_rows

# From this likelihood on a piece is joined to the next; a page of more chains is joined further, down to the lesser one.
_SURE, _VERY_SURE, _LIKELY, _MANY_CHAINS = 0.5, 0.65, 0.1, 60
# How much a pair's order counts beside a step, and how many unfinished orders are followed at once.
_PAIR_WEIGHT, _WIDTH = 0.3, 6
# Steps to so many of the nearest chains are judged; a step further away has this logarithm of likelihood.
_NEAREST, _UNLIKELY = 10, math.log(1e-3)
_LEAST_ODDS = math.log(99)
_LONG = 4


def likeliest_order(questions: Questions, is_next: Trees, comes_first: Trees) -> list[int]:
    """The places of all pieces, as they are read."""
    chains = _Chains(questions, is_next).joined()
    return [
        place
        for number in _Order(questions, is_next, comes_first, chains).found()
        for place in chains[number]
    ]


class _Chains:
    """Joins the surest pairs first; no piece is followed by two or follows two."""

    def __init__(self, questions: Questions, is_next: Trees) -> None:
        count = len(questions.pieces)
        self._questions = questions
        self._next: list[int | None] = [None] * count
        self._is_taken = [False] * count
        self._head, self._tail = list(range(count)), list(range(count))
        judged = (
            (is_next.likelihood(questions.is_next(place, then)), place, then)
            for place in range(count)
            for then in questions.candidates(place)
        )
        rows = value_rows(questions.near)
        known = (*cells_in_rows(questions.near, rows), *steps_within_blocks(questions.near, rows))
        surely = ((1.0, place, then) for place, then in known)
        self._pairs = sorted([*surely, *judged], key=lambda pair: (-pair[0], pair[1], pair[2]))

    def joined(self) -> list[list[int]]:
        """The chains in the order of their first pieces."""
        count = len(self._next)
        for likelihood, place, then in self._pairs:
            if likelihood < (_LIKELY if count > _MANY_CHAINS else _SURE):
                break
            if self._is_sure(likelihood, place, then):
                count -= self._join(place, then)
        heads = (place for place, is_taken in enumerate(self._is_taken) if not is_taken)
        return [self._from(head) for head in heads]

    def _is_sure(self, likelihood: float, place: int, then: int) -> bool:
        """A jump has to be surer; none leads past a line that runs across both columns."""
        if not self._questions.is_jump(place, then):
            return True
        return likelihood >= _VERY_SURE and not self._questions.are_parted(place, then)

    def _join(self, place: int, then: int) -> bool:
        if self._next[place] is not None or self._is_taken[then] or self._head[place] == then:
            return False
        self._next[place], self._is_taken[then] = then, True
        head, tail = self._head[place], self._tail[then]
        self._tail[head], self._head[tail] = tail, head
        return True

    def _from(self, place: int) -> list[int]:
        chain = [place]
        while (following := self._next[chain[-1]]) is not None:
            chain.append(following)
        return chain


@dataclass(frozen=True, slots=True)
class _Path:
    """An unfinished order; ``net`` is what choosing each chain next is worth against all that are left."""

    worth: float
    chosen: tuple[int, ...]
    net: list[float]
    left: frozenset[int]


class _Order:
    """A beam search over the chains."""

    def __init__(
        self, questions: Questions, is_next: Trees, comes_first: Trees, chains: Sequence[Sequence[int]]
    ) -> None:
        self._count = len(chains)
        self._steps = [_steps(number, chains, questions, is_next) for number in range(self._count)]
        self._pairs = _pairs(chains, questions, comes_first)

    def found(self) -> Sequence[int]:
        """The numbers of the chains in the likeliest order that was found."""
        paths = [_Path(0.0, (), [sum(row) for row in self._pairs], frozenset(range(self._count)))]
        for _ in range(self._count):
            paths = self._longer(paths)
        return paths[0].chosen

    def _longer(self, paths: Sequence[_Path]) -> list[_Path]:
        choices = sorted(
            (
                (self._worth(path, number), place, number)
                for place, path in enumerate(paths)
                for number in path.left
            ),
            key=lambda choice: (-choice[0], choice[1], choice[2]),
        )
        longer: dict[tuple[frozenset[int], int], _Path] = {}
        for worth, place, number in choices:
            path = paths[place]
            left = path.left - {number}
            if (left, number) not in longer:
                net = [value - row[number] for value, row in zip(path.net, self._pairs, strict=True)]
                longer[left, number] = _Path(worth, (*path.chosen, number), net, left)
                if len(longer) == _WIDTH:
                    break
        return list(longer.values())

    def _worth(self, path: _Path, number: int) -> float:
        step = self._steps[path.chosen[-1]].get(number, _UNLIKELY) if path.chosen else 0.0
        return path.worth + step + path.net[number]


def _steps(
    number: int, chains: Sequence[Sequence[int]], questions: Questions, is_next: Trees
) -> dict[int, float]:
    """The logarithm of likelihood of going on from the end of one chain to the beginning of each near one."""
    end = chains[number][-1]
    others = [other for other in range(len(chains)) if other != number]
    if len(others) > _NEAREST:
        last = questions.pieces[end]
        others.sort(key=lambda other: _distance(last, questions.pieces[chains[other][0]]))
        others = [*others[:_NEAREST], *(other for other in others[_NEAREST:] if chains[other][0] == end + 1)]
    return {
        other: max(math.log(is_next.likelihood(questions.is_next(end, chains[other][0]))), _UNLIKELY)
        for other in others
    }


def _distance(one: Piece, other: Piece) -> float:
    return abs(one.baseline - other.baseline) + abs(one.left - other.left) / 2


def _pairs(chains: Sequence[Sequence[int]], questions: Questions, comes_first: Trees) -> list[list[float]]:
    """What each chain's being read before each other one is worth; the opposite for the other way round."""
    shown = [_shown(chain) for chain in chains]
    worth = [[0.0] * len(chains) for _ in chains]
    for one in range(len(chains)):
        for other in range(one + 1, len(chains)):
            odds = (comes_first.odds(questions.comes_first(a, b)) for a in shown[one] for b in shown[other])
            value = _PAIR_WEIGHT * sum(min(max(each, -_LEAST_ODDS), _LEAST_ODDS) for each in odds)
            worth[one][other], worth[other][one] = value, -value
    return worth


def _shown(chain: Sequence[int]) -> tuple[int, ...]:
    """What of a chain is compared with others: two pieces of a long one, so that long ones count for more."""
    count = len(chain)
    return (chain[count // 4], chain[3 * count // 4]) if count >= _LONG else (chain[count // 2],)
