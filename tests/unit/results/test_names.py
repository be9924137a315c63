from __future__ import annotations

import pytest

from ocr_service.results.names import known_inside, told_as, told_in


@pytest.mark.parametrize(
    ("name", "among", "inside"),
    [
        ("sender", {"issuer": 1}, "issuer"),
        ("sender", {"vendor": 1}, "vendor"),
        ("sender", {}, "vendor"),
        ("vendor", {"vendor": 1}, "vendor"),
        ("sender_address", {"address": 1}, "address"),
        ("iban", {}, "iban"),
        ("nonsense", {}, "nonsense"),
    ],
)
def test_a_field_is_found_by_its_name_of_schema_2_and_by_its_old_one(name, among, inside):
    assert known_inside(name, among) == inside


def test_what_has_one_name_keeps_it():
    assert told_as("due_date") == "due_date"


def test_only_names_in_backticks_are_told_otherwise():
    assert told_in("the net amount: `net` and `rule`") == "the net amount: `subtotal` and `rule`"
