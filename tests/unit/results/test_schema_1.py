"""Callers of 0.1 go on getting what they got, member for member and digit by digit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_service.results.schema_1 import head_1, page_1

ANSWERS = sorted((Path(__file__).parent / "answers_of_0_1").glob("*.json"))
LATER_OF_HEAD = {"found_language": "deu", "properties": {"title": "of the file"}}
LATER_OF_PAGE = {"found_language": "deu", "blocks": [{"kind": "paragraph"}]}


def _split(answer: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Head and pages as 0.1 stored them: as it answered them."""
    head = json.loads(answer.read_text(encoding="utf-8"))
    pages = head.pop("pages")
    del head["text"], head["task_id"]
    return head, pages


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_a_result_of_0_1_is_answered_as_0_1_answered_it(answer):
    head, pages = _split(answer)

    assert json.dumps(head_1(head), sort_keys=True) == json.dumps(head, sort_keys=True)
    assert [json.dumps(page_1(page)) for page in pages] == [json.dumps(page) for page in pages]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_what_came_later_is_left_out(answer):
    head, pages = _split(answer)

    assert head_1({**head, **LATER_OF_HEAD}) == head
    assert [page_1({**page, **LATER_OF_PAGE}) for page in pages] == pages


def test_a_telephone_number_has_the_digits_that_are_printed():
    head, _ = _split(ANSWERS[1])
    stored = {**head, "metadata": {"phones": [{"value": "+60341002200", "text": "03-4100 2200"}]}}

    assert head_1(stored)["metadata"]["phones"][0]["value"] == "0341002200"
