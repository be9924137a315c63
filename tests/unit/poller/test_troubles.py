"""A file is given up when it is the file, not when it is the store."""

from __future__ import annotations

from ocr_service.poller.troubles import Troubles
from ocr_service.sources.row import Row

ROW = Row(id="1", worker="me:1", path="a.pdf")


def test_a_row_waits_longer_each_time():
    troubles = Troubles()
    waits = []
    for _ in range(9):
        troubles.add(ROW, 0.0)
        waits.append(troubles.wait_s(0.0))

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_it_is_tried_again_when_it_is_due():
    troubles = Troubles()
    troubles.add(ROW, 10.0)

    assert troubles.due(11.9) is None
    assert troubles.due(12.0) == ROW


def test_while_nothing_can_be_fetched_no_row_is_given_up():
    troubles = Troubles()
    for _ in range(100):
        troubles.add(ROW, 10.0)

    assert not troubles.is_hopeless(ROW)
    troubles.fetched(11.0)
    assert troubles.is_hopeless(ROW)


def test_what_came_through_is_forgotten():
    troubles = Troubles()
    troubles.add(ROW, 0.0)
    troubles.end(ROW)

    assert (len(troubles), troubles.due(99.0), troubles.wait_s(0.0)) == (0, None, float("inf"))
