"""A claim and a callback say what they stand for."""

from __future__ import annotations

import pytest

from ocr_service.domain.notification import SOURCES, sink_of
from ocr_service.domain.task import new_task_id
from ocr_service.sources.row import Claim, Place, Row, claim_of, place_of, target_of

TASK_ID = "9b2d6a0e-58c4-4b5e-9c58-0d1f6b7c9e11"


def test_a_claim_comes_back_from_its_text():
    claim = Claim("docvault-1", new_task_id())

    assert claim_of(str(claim)) == claim


@pytest.mark.parametrize("worker", ["", "index-ocr-3", "a:b", f":{TASK_ID}"])
def test_what_others_wrote_is_no_claim(worker):
    assert claim_of(worker) is None


@pytest.mark.parametrize("row_id", ["456", "a/b?c=d&e", "ä #1"])
def test_a_callback_names_row_and_worker(row_id):
    worker = str(Claim("me", new_task_id()))
    target = target_of("prod", Row(id=row_id, worker=worker))

    assert place_of(target) == Place("prod", row_id, worker)
    assert sink_of(target) == SOURCES


@pytest.mark.parametrize(
    "target", ["https://x.example/1?worker=a", "source://prod/1", "source:///1?worker=a"]
)
def test_what_is_no_callback_of_a_row_is_refused(target):
    with pytest.raises(ValueError, match="names no row"):
        place_of(target)
