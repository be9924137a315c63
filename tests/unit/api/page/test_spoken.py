"""Numbers, sizes, times and names as each language says them."""

from __future__ import annotations

import pytest

from ocr_service.api.page.words.spoken import words_in


@pytest.mark.parametrize(
    ("language", "size_bytes", "told"),
    [
        ("en", 0, "0 MB"),
        ("en", 999_000_000, "999 MB"),
        ("en", 77_850_000_000, "77.8 GB"),
        ("de", 77_850_000_000, "77,8 GB"),
        ("fr", 77_850_000_000, "77,8 Go"),
    ],
)
def test_a_size_is_told_in_its_largest_unit(language: str, size_bytes: int, told: str) -> None:
    assert words_in(language).size(size_bytes) == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (59.4, "59 s"), (60, "1 min"), (3_599, "59 min"), (90_000, "25 h")]
)
def test_a_time_is_told_in_its_largest_unit(seconds: float, told: str) -> None:
    assert words_in("en").span(seconds) == told


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Rechnung", "invoice"),
        (" kassenzettel ", "receipt"),
        ("Steuer 2026", "steuer_2026"),
        ("invoice", "invoice"),
        ("", ""),
    ],
)
def test_a_category_is_known_by_its_word_and_may_be_ones_own(typed: str, name: str) -> None:
    assert words_in("de").name_of("category", typed) == name
