"""A table of somebody else's is described in settings, and what is wrong of them is said."""

from __future__ import annotations

import pytest

from ocr_service.sources.columns import parse_shape
from ocr_service.sources.row import RowState


def test_what_is_not_named_stays_as_it_is():
    shape = parse_shape("intake.docs", ["path=storage_path", "text=ocr"], ["done=read"])

    assert (shape.schema, shape.name) == ("intake", "docs")
    assert shape.columns.by_meaning["path"] == "storage_path"
    assert shape.columns.by_meaning["id"] == "id"
    assert shape.states[RowState.DONE] == "read"
    assert shape.states[RowState.READY] == "3"


@pytest.mark.parametrize(
    ("table", "columns", "states", "said"),
    [
        ('docs"; DROP TABLE x', [], [], "SOURCES_TABLE"),
        ("docs", ["text"], [], "write `name=value`"),
        ("docs", ["colour=blue"], [], "'colour=blue'"),
        ("docs", ["text=a b"], [], "no name of a column"),
        ("docs", ["worker="], [], "cannot be without `worker`"),
        ("docs", ["text=result"], [], "uses result twice"),
        ("docs", [], ["ready=4"], "value of its own"),
        ("docs", [], ["failed="], "value of its own"),
    ],
)
def test_what_is_wrong_is_named(table, columns, states, said):
    with pytest.raises(ValueError, match=said):
        parse_shape(table, columns, states)


def test_a_column_that_was_named_has_to_be_there():
    columns = parse_shape("docs", ["bucket=shelf"], []).columns
    found = {name: name for name in ("id", "status", "worker", "path", "text")}

    assert columns.lacking(found) == "lacks `shelf`"
    assert columns.lacking({**found, "bucket": "shelf"}) == ""
