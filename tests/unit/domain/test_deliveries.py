from __future__ import annotations

from ocr_service.domain.document import deliveries_in


def test_the_deliveries_of_a_scorecard_are_counted_by_its_head() -> None:
    head = {"category": "scorecard", "fields": {"deliveries": {"value": {"found": 14, "missing": 1}}}}

    assert deliveries_in(head) == 14


def test_a_scorecard_without_single_balls_counts_as_one_without_deliveries() -> None:
    assert deliveries_in({"category": "scorecard", "fields": {}}) == 0


def test_another_document_has_no_deliveries() -> None:
    assert deliveries_in({"category": "invoice", "fields": {}}) is None
