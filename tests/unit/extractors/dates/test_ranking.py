from __future__ import annotations

import pytest

from ocr_service.extractors.dates.ranking import date_candidates, dated_rows
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("DATE: 05/01/2018 12:30", set()),
        ("DATE: 05/01/20", {"cut_year"}),
        ("11/3-21 12:30", {"mixed_marks"}),
        ("24 NOVEMBER 2017 - 4 MARCH 2018", {"in_range"}),
        ("VALID 24/11/2017 TO 04/03/2018", {"in_range"}),
        ("25/03/2018 - 13:11", set()),
        ("TABLE 12 - 25/03/2018", set()),
        ("1.4.07", {"bare_short"}),
    ],
)
def test_a_date_that_may_be_something_else_is_marked(text: str, doubts: set[str]) -> None:
    dates = dated_rows(rows_of(page_from_text(text)), day_first=True)

    for one in date_candidates(dates, 1):
        marked = {
            name for name in ("cut_year", "mixed_marks", "in_range", "bare_short") if one.features[name]
        }
        assert marked == doubts
