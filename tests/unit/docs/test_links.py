"""Every relative link in the documents leads to a file, and to a heading of it where it names one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
FOLDERS = ("docs", "bench", "findings")
DOCUMENTS = [
    *sorted(PROJECT.glob("*.md")),
    *(path for folder in FOLDERS for path in sorted((PROJECT / folder).rglob("*.md"))),
]
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(document: Path) -> set[str]:
    """The headings as GitHub names them in links."""
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower() for title in titles)
    return {re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-") for title in plain}


def leads(document: Path, target: str) -> bool:
    file, _, heading = target.partition("#")
    there = document.parent / file if file else document
    return there.exists() and (not heading or there.suffix != ".md" or heading in anchors(there))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_each_link_leads_somewhere(document):
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)\s]+)\)", text)

    assert [one for one in targets if "://" not in one and not leads(document, one)] == []


def test_each_page_is_reached_from_the_index():
    """Through as many links as it takes."""
    waiting, seen = [PROJECT / "docs" / "index.md"], set[Path]()
    while waiting:
        page = waiting.pop()
        seen.add(page)
        targets = re.findall(r"\]\(([^)#\s]+\.md)", page.read_text(encoding="utf-8"))
        found = {(page.parent / target).resolve() for target in targets if "://" not in target}
        waiting += found - seen - set(waiting)

    assert set((PROJECT / "docs").rglob("*.md")) - seen == set()


def test_the_lab_book_names_every_benchmark():
    index = (PROJECT / "bench" / "lab" / "README.md").read_text(encoding="utf-8")
    programs = [*(PROJECT / "bench").glob("*.py"), *(PROJECT / "bench").glob("*/__main__.py")]
    names = {path.parent.name if path.stem == "__main__" else path.stem for path in programs}

    assert set(re.findall(r"`bench\.(\w+)`", index)) == names
