from __future__ import annotations

import pytest

from ocr_service.categorizers.keywords import load_rules

CATEGORIES = {
    "receipt", "invoice", "contract", "letter", "bank_statement", "form", "report", "resume", "identity_document", "medical", "tax", "manual", "scorecard",
}  # fmt: skip


def test_every_category_has_rules_and_so_have_papers_that_belong_to_none() -> None:
    assert set(load_rules().categories) == CATEGORIES | {"other"}


def test_a_rule_counts_once_however_often_it_is_met() -> None:
    rules = load_rules()

    assert rules.points("Kontoauszug") == rules.points("Kontoauszug\nKontoauszug")


def test_rules_can_be_replaced_by_a_file(tmp_path) -> None:
    path = tmp_path / "categories.toml"
    path.write_text('least = 1.0\n[[menu]]\nname = "dishes"\nweight = 2\nany = ["SOUP"]\n')

    assert load_rules(path).points("Soup of the day") == {"menu": (2.0, ("dishes",))}


@pytest.mark.parametrize(
    "text",
    [
        "least = [",
        '[[menu]]\nany = ["("]\nname = "x"',
        "[[menu]]\nany = 3\nname = 'x'",
        '[[menu]]\nany = ["A"]',
    ],
)
def test_a_file_that_cannot_be_understood_is_said_to_be_so(tmp_path, text: str) -> None:
    path = tmp_path / "categories.toml"
    path.write_text(text)

    with pytest.raises(ValueError, match=r"categories\.toml"):
        load_rules(path)
