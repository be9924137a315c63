from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest

from ocr_service.extractors.evidence import ranking
from ocr_service.extractors.evidence.calibration import MOST_DOUBTED, Evidence, as_its_worst_word, calibrated

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


@pytest.mark.parametrize(("support", "most"), [(0.0, 0.65), (0.6, 0.86), (1.0, 1.0), (1.4, 1.0)])
def test_a_name_is_only_as_sure_as_its_worst_word(support: float, most: float) -> None:
    assert as_its_worst_word(support) == pytest.approx(most)


def test_words_that_are_read_less_surely_together_make_a_value_less_sure() -> None:
    known = {"confidence_receipt_address": {"picture": 1.0, "joint": 2.0}}
    with patch.object(ranking, "all_weights", lambda: known):
        sure, unsure = (
            calibrated("receipt_address", Evidence(share=0.9, reading=0.9, joint=joint))
            for joint in (0.9, 0.4)
        )

    assert sure > unsure
