"""docs/api.md names every call, field and error there is, and none that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ocr_service import errors
from ocr_service.intake.options import FIELD_NAMES

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
REQUEST, TASK = PAGE.partition("### Of a request")[2].split("### Of a task")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:([0-9]{3}) \| )?", re.MULTILINE)
RUNS = (errors.DocumentError, errors.ProcessingError)


def kinds(kind: type[errors.OcrServiceError]) -> Iterator[type[errors.OcrServiceError]]:
    yield kind
    for inner in kind.__subclasses__():
        if inner.__module__.startswith(errors.__name__):
            yield from kinds(inner)


def test_every_error_of_a_request_is_named_with_its_status():
    shown = {
        (kind.code, str(kind.http_status))
        for kind in kinds(errors.OcrServiceError)
        if kind is not errors.LeaseLost and (not issubclass(kind, RUNS) or kind is errors.StorageFailed)
    }

    assert set(ROW.findall(REQUEST)) == shown


def test_every_error_of_a_task_is_named():
    shown = {kind.code for base in RUNS for kind in kinds(base)}

    assert {code for code, _ in ROW.findall(TASK)} == shown


def test_every_field_of_an_upload_is_named():
    fields = PAGE.partition("## Fields of an upload")[2].partition("##")[0]

    assert set(re.findall(r"^\| `([a-z_]+)` \|", fields, re.MULTILINE)) == FIELD_NAMES | {"file"}


def test_what_is_refused_is_not_called_a_missing_right():
    titles = {kind.code: kind.title for kind in kinds(errors.AccessError)}

    assert len(set(titles.values())) == len(titles)
