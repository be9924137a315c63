"""Whatever a document calls in capitals, between backticks, exists: a variable, an error, a status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ocr_service import errors
from ocr_service.domain.status import Mode, Output, Priority, Profile, TaskStatus
from ocr_service.environment import FILE_SUFFIX
from ocr_service.settings import Settings
from ocr_service.variables import variables_of

PROJECT = Path(__file__).resolve().parents[3]
DOCUMENTS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]
# A name of two words and more that stands alone between backticks, with or without a value.
NAME = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`")
COMPOSE = {"API_BIND", "OCR_MEMORY", "REDIS_MAXMEMORY", "REDIS_MEMORY", "REDIS_PASSWORD", "STOP_GRACE_PERIOD"}
OF_OTHERS = {"RLIMIT_AS", "RLIMIT_DATA", "HTTPS_PROXY", "NO_PROXY", "ORT_DISABLE_TELEMETRY"}


def codes(kind: type[errors.OcrServiceError] = errors.OcrServiceError) -> set[str]:
    return {kind.code}.union(*(codes(inner) for inner in kind.__subclasses__()))


def variables() -> set[str]:
    """Each variable, its other name, and for a secret the variables that name its file."""
    known = set()
    for each in variables_of(Settings):
        known |= set(each.names)
        known |= {name + FILE_SUFFIX for name in each.names} if each.rule.is_secret else set()
    return known


def test_every_secret_may_lie_in_a_file_and_the_page_says_so():
    page = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
    files = {each.name + FILE_SUFFIX for each in variables_of(Settings) if each.rule.is_secret}

    assert {name for name in files if f"`{name}`" not in page} == set()


def constants() -> set[str]:
    """Names that modules of ours give to values."""
    modules = (path.read_text(encoding="utf-8") for path in (PROJECT / "ocr_service").rglob("*.py"))
    return {name for text in modules for name in re.findall(r"^([A-Z][A-Z0-9_]+)\b.* = ", text, re.M)}


def test_a_variable_of_the_compose_files_is_one_of_theirs():
    files = "".join(path.read_text(encoding="utf-8") for path in PROJECT.glob("docker-compose*.yml"))

    assert {name for name in COMPOSE if f"${{{name}" not in files} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_each_name_in_a_document_exists(document):
    statuses = {str(each) for kind in (TaskStatus, Mode, Output, Priority, Profile) for each in kind}
    known = variables() | codes() | statuses | COMPOSE | OF_OTHERS | constants()

    named = set(NAME.findall(document.read_text(encoding="utf-8")))

    assert sorted(named - known) == []
