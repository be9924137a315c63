"""Every decision has its number, and stands in the list once, by its title."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "decisions"


def test_each_decision_is_listed_once_by_its_title():
    listed = re.findall(
        r"^\| \[(\d{4})\]\((.+?)\) \| (.+) \|$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.M
    )
    first_lines = {
        path.name: path.read_text(encoding="utf-8").partition("\n")[0] for path in FOLDER.glob("0*.md")
    }

    assert Counter((name, f"# {number} {title}") for number, name, title in listed) == Counter(
        first_lines.items()
    )


def test_no_number_is_given_twice():
    numbers = Counter(path.name[:4] for path in FOLDER.glob("0*.md"))

    assert [number for number, count in numbers.items() if count > 1] == []
