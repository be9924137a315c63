from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_service.extractors.evidence.calibration import MOST_DOUBTED, Evidence, calibrated

SURE = Evidence(share=0.99, reading=0.99, page=0.97, agreement=1.0, passes=2, support=0.99)


def test_a_date_that_stands_elsewhere_with_one_other_digit_is_not_believed() -> None:
    assert calibrated("receipt_date", SURE) > MOST_DOUBTED
    assert calibrated("receipt_date", replace(SURE, has_near_figure=True)) <= MOST_DOUBTED


@pytest.mark.parametrize("doubt", ["cut_year", "mixed_marks", "in_range", "bare_short"])
def test_a_date_that_is_written_like_part_of_something_else_is_not_believed(doubt: str) -> None:
    assert calibrated("receipt_date", replace(SURE, features={doubt: 1.0})) <= MOST_DOUBTED


@pytest.mark.parametrize("doubt", ["is_before_rounding", "is_cut", "is_net", "is_not_what_was_paid"])
def test_a_total_that_something_on_the_paper_speaks_against_is_not_believed(doubt: str) -> None:
    supported = {"is_paid_less_change": 1.0, "is_item_sum": 1.0, "total_rows": 1.0}

    assert calibrated("receipt_total", replace(SURE, features=supported)) > MOST_DOUBTED
    assert calibrated("receipt_total", replace(SURE, features={**supported, doubt: 1.0})) <= MOST_DOUBTED


def test_without_fitted_weights_a_confidence_is_share_times_reading() -> None:
    assert calibrated("unknown", Evidence(share=0.5, reading=0.8)) == pytest.approx(0.4)
