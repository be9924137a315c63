"""Sub-folders say priority, language, profile and owner, level by level."""

from __future__ import annotations

import pytest

from ocr_service.watcher.levels import Level, Said, said_by

LANGUAGES = ("deu", "eng")


@pytest.mark.parametrize(
    ("path", "levels", "said"),
    [
        ("a.pdf", (Level.OWNER,), Said()),
        ("anna/deu/a.pdf", (Level.OWNER, Level.LANGUAGE), Said({"language": "deu"}, "anna")),
        ("failed/anna/DEU+eng/a.pdf", (Level.OWNER, Level.LANGUAGE), Said({"language": "deu+eng"}, "anna")),
        (
            "high/receipt/x/a.pdf",
            (Level.PRIORITY, Level.PROFILE),
            Said({"priority": "high", "profile": "receipt"}),
        ),
        ("letters/xyz/a.pdf", (Level.PRIORITY, Level.LANGUAGE), Said()),
    ],
)
def test_a_path_says_what_its_levels_mean(path, levels, said):
    assert said_by(path, levels, LANGUAGES) == said
