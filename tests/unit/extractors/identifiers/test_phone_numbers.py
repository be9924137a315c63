from __future__ import annotations

import pytest

from ocr_service.extractors.identifiers.phone_numbers import international


@pytest.mark.parametrize(
    ("printed", "countries", "dialled"),
    [
        ("+49 (0) 221 / 445566", (), "+49221445566"),
        ("0221 / 445566", ("DE",), "+49221445566"),
        ("0049 221 445566", ("DE",), "+49221445566"),
        ("03-4100 2200", ("MY",), "+60341002200"),
        ("(212) 555-0123", ("US",), "+12125550123"),
        ("020 7946 0018", ("DE", "GB"), "+442079460018"),
        ("01 42 68 53 00", ("FR",), "+33142685300"),
        ("0221 / 445566", (), ""),
        ("0221 / 445566", ("EU",), ""),
        ("12-34", ("DE",), ""),
    ],
)
def test_a_number_is_told_as_it_is_dialled_from_anywhere(printed, countries, dialled):
    assert international(printed, countries) == dialled
