from __future__ import annotations

import pytest

from ocr_service.extractors.evidence.ranking import Candidate, rank, weights_of


def test_the_candidate_with_most_weight_comes_first() -> None:
    ranked = rank([Candidate("a", {"x": 0.0}), Candidate("b", {"x": 1.0})], {"x": 2.0})

    assert [one.value for one in ranked] == ["b", "a"]


def test_shares_leave_room_for_none_being_right() -> None:
    (only,) = rank([Candidate("a", {})], {})

    assert only.confidence == pytest.approx(0.5)


def test_no_candidates_give_no_value() -> None:
    assert rank([], {}) == []


@pytest.mark.parametrize(
    "question",
    [
        "receipt_total",
        "receipt_date",
        "receipt_company",
        "receipt_address",
        "document_date",
        "invoice_date",
        "invoice_amount",
        "invoice_number",
        "invoice_issuer",
    ],
)
def test_every_question_has_weights(question: str) -> None:
    assert weights_of(question)
