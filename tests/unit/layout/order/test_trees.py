"""Boosted trees: a sum of leaves, as a likelihood."""

from __future__ import annotations

import pytest

from ocr_service.layout.order.neighbours import Neighbours
from ocr_service.layout.order.pieces import pieces_of
from ocr_service.layout.order.succession import Questions
from ocr_service.layout.order.trees import Tree, Trees, reading_order_trees
from tests.support.documents.set_words import set_block

MODEL = Trees.from_json({"start": 0.5, "trees": [[0, 1.0, -2.0, [1, 3.0, 0.25, 4.0]], 1.0]})


@pytest.mark.parametrize(("answers", "odds"), [((1.0, 0.0), -0.5), ((2.0, 3.0), 1.75), ((2.0, 4.0), 5.5)])
def test_each_tree_adds_the_leaf_that_the_answers_lead_to(answers: tuple[float, float], odds: float) -> None:
    assert MODEL.odds(answers) == odds


def test_even_odds_are_a_likelihood_of_one_half() -> None:
    assert Trees(0.0, ()).likelihood(()) == 0.5


def test_the_models_ask_only_what_is_answered() -> None:
    questions = Questions(Neighbours(pieces_of(set_block(1, 0, 0, "Brook and Hill", "High Street"))))

    for model, answers in zip(
        reading_order_trees(), (questions.is_next(0, 1), questions.comes_first(0, 1)), strict=True
    ):
        assert max(_asked(tree) for tree in model.trees) < len(answers)


def _asked(tree: Tree) -> int:
    return max(tree[0], _asked(tree[2]), _asked(tree[3])) if isinstance(tree, tuple) else 0
