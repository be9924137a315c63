"""Page ranges as people write them."""

from __future__ import annotations

import pytest

from ocr_service.errors import NoPages
from ocr_service.pipeline.identify.page_range import last_wanted, wanted_pages


@pytest.mark.parametrize(
    ("pages", "wanted"),
    [
        ("", (1, 2, 3, 4, 5)),
        ("2", (2,)),
        ("1-3,5", (1, 2, 3, 5)),
        ("4-", (4, 5)),
        ("-2", (1, 2)),
        ("3-99", (3, 4, 5)),
        ("2, 2 ,1-2", (1, 2)),
    ],
)
def test_a_range_becomes_its_pages_in_order(pages, wanted):
    assert wanted_pages(pages, 5) == wanted


@pytest.mark.parametrize("pages", ["6", "9-12", "0", "x", "-", "1;2", "3-1"])
def test_a_range_without_a_page_of_the_document_is_an_error(pages):
    with pytest.raises(NoPages):
        wanted_pages(pages, 5)


def test_a_huge_range_costs_nothing():
    assert wanted_pages("1-999999999", 3) == (1, 2, 3)


@pytest.mark.parametrize(
    ("pages", "last"),
    [
        ("", 2000),
        ("3", 3),
        ("1-3,7", 7),
        ("5-", 2005),
        ("-4", 4),
        ("9-,20", 2009),
        ("1-999999999", 1_000_000),
        ("x", 2000),
        ("-", 2000),
    ],
)
def test_a_look_ahead_reaches_every_wanted_page(pages, last):
    assert last_wanted(pages, 2000) == last
