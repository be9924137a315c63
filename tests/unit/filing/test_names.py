"""Results get names that say what they are and that every system can hold."""

from __future__ import annotations

from itertools import islice

import pytest

from ocr_service.filing.names import check_template, choices, named, safe_part

VALUES = {"name": "scan 17", "folder": "post/2026", "date": "2026-11-28", "year": "2026", "month": "11"}


@pytest.mark.parametrize(
    ("template", "values", "name"),
    [
        ("{folder}/{name}", {}, "post/2026/scan 17"),
        ("{name}", {}, "scan 17"),
        ("{year}/{month}/{name}", {}, "2026/11/scan 17"),
        (
            "{date} {sender} {title}",
            {"sender": "Keller Optik", "title": "Rechnung"},
            "2026-11-28 Keller Optik Rechnung",
        ),
        ("{date} {sender} {title}", {}, "2026-11-28"),
        ("{sender}/{name}", {}, "scan 17"),
        ("{sender}", {}, "scan 17"),
        ("{sender}", {"sender": "../../etc/passwd"}, "etc-passwd"),
        ("{folder}/{name}", {"folder": "../..", "name": ".."}, "document"),
        ("{sender}", {"sender": "A/B: C\\D?\n\x00"}, "A-B- C-D"),
        ("{name}", {"name": "con"}, "_con"),
    ],
)
def test_a_name_is_what_is_known(template, values, name):
    assert named(template, VALUES | values) == name


def test_a_part_fits_every_system():
    part = safe_part("ä" * 300)

    assert len(part.encode()) <= 180
    assert part == part.strip(". ")


@pytest.mark.parametrize("template", ["{wrong}", "{name", "/{name}", "../{name}", "{name!r}", "{name:>9}"])
def test_a_template_that_cannot_be_is_refused(template):
    with pytest.raises(ValueError):
        check_template(template)


def test_suffixes_are_those_of_all_results_together():
    found = list(islice(choices("a/b", (".pdf", ".txt"), is_suffixed=True), 2))

    assert found == [("a/b.pdf", "a/b.txt"), ("a/b-2.pdf", "a/b-2.txt")]
