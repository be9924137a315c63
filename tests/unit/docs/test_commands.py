"""The documents name the commands and flags that exist, and all of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from ocr_service.cli.main import COMMANDS, build_parser

PROJECT = Path(__file__).resolve().parents[3]
DOCUMENTS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]
CALL = re.compile(r"(?<![\w./-])(?:\.venv/bin/)?ocr-service ([a-z][a-z|-]*)((?: +[^\s`|,;()#]+)*)")
# Words behind the product's name in a sentence.
PROSE = {"belongs"}


def calls(document: Path) -> Iterator[tuple[str, list[str]]]:
    """Each call in a document: the command, and the words behind it."""
    for command, rest in CALL.findall(document.read_text(encoding="utf-8")):
        yield from ((each, rest.split()) for each in command.split("|") if each not in PROSE)


def flags_of(*words: str) -> set[str]:
    """All flags of a command, or of a command's own command, as its help shows them."""
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(io.StringIO()), suppress(SystemExit):
        build_parser().parse_args([*words, "--help"])
    return set(re.findall(r"--[a-z][a-z-]*", told.getvalue()))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_each_command_and_flag_in_a_document_exists(document):
    unknown = []
    for command, words in calls(document):
        if command not in COMMANDS and not command.startswith("COMMAND"):
            unknown.append(command)
            continue
        known = flags_of(command) | flags_of(command, *words[:1])
        unknown += [f"{command} {word}" for word in words if word.startswith("--") and word not in known]

    assert not unknown


def test_each_command_stands_in_the_index():
    index = (PROJECT / "docs" / "index.md").read_text(encoding="utf-8")

    assert [command for command in COMMANDS if f"`{command}`" not in index] == []
