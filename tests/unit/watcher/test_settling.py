"""A file is at rest when nothing of it changed for long enough."""

from __future__ import annotations

from ocr_service.filing.entry import Stamp
from ocr_service.watcher.listing import Seen
from ocr_service.watcher.settling import Settling


def seen(size: int, mtime_ns: int = 1, inode: int = 1) -> Seen:
    return Seen(Stamp(size, mtime_ns), inode)


def settling() -> Settling:
    return Settling(settle_s=3, patience_s=60)


def test_a_file_that_stood_still_is_ready():
    settles = settling()

    assert settles.look({"a": seen(5)}, 0) == []
    assert settles.wait_s(1) == 2
    assert settles.look({"a": seen(5)}, 3) == ["a"]


def test_growing_replacing_and_touching_begin_anew():
    for changed in (seen(6), seen(5, 2), seen(5, 1, 2)):
        settles = settling()
        settles.look({"a": seen(5)}, 0)

        assert settles.look({"a": changed}, 3) == []
        assert settles.look({"a": changed}, 6) == ["a"]


def test_an_empty_file_is_given_more_time():
    settles = settling()
    settles.look({"a": seen(0)}, 0)

    assert settles.look({"a": seen(0)}, 59) == []
    assert settles.look({"a": seen(0)}, 60) == ["a"]


def test_one_that_does_not_look_whole_is_given_more_time_once():
    settles = settling()
    settles.look({"a": seen(5)}, 0)
    settles.look({"a": seen(5)}, 3)

    assert not settles.be_patient("a")
    assert settles.look({"a": seen(5)}, 4) == []
    assert settles.look({"a": seen(5)}, 60) == ["a"]
    assert settles.be_patient("a")


def test_the_oldest_come_first():
    settles = settling()
    files = {"new": seen(5, 9), "old": seen(5, 1)}
    settles.look(files, 0)

    assert settles.look(files, 3) == ["old", "new"]
