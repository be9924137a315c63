from __future__ import annotations

import pytest

from ocr_service.pipeline.identify.told_facts import facts_told


@pytest.mark.parametrize(
    "word",
    [
        "untitled",
        "Untitled-1",
        "(anonymous)",
        "unspecified",
        "Unbenannt",
        "Microsoft Word - Document1",
        "about:blank",
    ],
)
def test_what_a_program_puts_in_by_itself_is_no_fact(word: str) -> None:
    assert facts_told({"title": word, "subject": word.replace("Microsoft Word - ", "")}) == {}


def test_the_program_before_a_title_is_no_part_of_it() -> None:
    assert facts_told({"title": "Microsoft Word - Lease Mill Lane"}) == {"title": "Lease Mill Lane"}


def test_a_name_that_somebody_gave_stays() -> None:
    said = {"title": "Unknown pleasures", "author": "Anna Weber", "producer": "GPL Ghostscript 10.0"}

    assert facts_told(said) == said


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2024-03-05T10:00:00Z", "2024-03-05T10:00:00+00:00"),
        ("2024-03-05T10:00:00+01", "2024-03-05T10:00:00+01:00"),
        ("2024-03-05T10:00:00-03:30", "2024-03-05T10:00:00-03:30"),
    ],
)
def test_moments_are_iso_8601_with_their_offset(said: str, moment: str) -> None:
    assert facts_told({"created": said, "modified": said}) == {"created": moment, "modified": moment}


def test_a_moment_that_cannot_be_read_is_no_fact() -> None:
    assert facts_told({"created": "next Tuesday"}) == {}
