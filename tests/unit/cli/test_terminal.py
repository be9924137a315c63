from __future__ import annotations

import io
import os
import sys

from ocr_service.cli.terminal import ProgressBars, printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_control_sequences_of_a_stranger_are_taken_out():
    assert printable("a\x1b[2J\u202eb\r\nc\td\0") == "a[2Jb\nc\td"


def test_elsewhere_each_change_of_one_file_is_a_plain_line():
    stream = io.StringIO()
    bars = ProgressBars(["a.pdf"], stream)

    bars.show("a.pdf", 10, "loaded")
    bars.show("a.pdf", 10, "loaded")
    bars.finish("a.pdf", "Completed")

    assert stream.getvalue() == "a.pdf:  10 % loaded\na.pdf: Completed\n"


def test_the_end_of_one_file_is_not_told_twice_where_both_outputs_are_read(monkeypatch, tmp_path):
    with (tmp_path / "both").open("w+") as both, (tmp_path / "other").open("w") as other:
        monkeypatch.setattr(sys, "stdout", both)
        for standard_error in (both, other):
            monkeypatch.setattr(sys, "stderr", standard_error)
            stream = io.StringIO()
            ProgressBars(["a.pdf"], stream, is_told_again=True).finish("a.pdf", "Completed")
            assert stream.getvalue() == ("" if standard_error is both else "a.pdf: Completed\n")


def test_elsewhere_several_files_tell_how_they_ended():
    stream = io.StringIO()
    bars = ProgressBars(["a.pdf", "b.pdf"], stream)

    bars.show("a.pdf", 10, "loaded")
    bars.finish("a.pdf", "Completed")
    bars.finish("b.pdf", "no document")

    assert stream.getvalue() == "[1/2] a.pdf: Completed\n[2/2] b.pdf: no document\n"


def test_elsewhere_several_files_are_not_silent_for_more_than_ten_seconds():
    stream, times = io.StringIO(), iter([0.0, 4.0, 11.0, 11.0, 12.0])
    bars = ProgressBars(["a.pdf", "b.pdf"], stream, monotonic=lambda: next(times))

    bars.show("a.pdf", 10, "loaded")
    bars.show("b.pdf", 20, "Page 3 of 120")
    bars.show("a.pdf", 30, "Page 1 of 2")

    assert stream.getvalue() == "b.pdf:  20 % Page 3 of 120\n"


def test_of_a_long_name_the_end_is_shown():
    stream = Terminal()
    name = "a/folder/of/many/folders/in/folders/letter.pdf"

    ProgressBars([name], stream).show(name, 50, "half")

    assert f"{name[-32:]} █" in stream.getvalue()


def test_on_a_terminal_the_bars_are_redrawn_in_place():
    stream = Terminal()
    bars = ProgressBars(["a.pdf", "b.pdf"], stream)

    bars.show("a.pdf", 50, "half")
    first = stream.getvalue()
    bars.show("b.pdf", 10, "loaded")

    assert first.endswith(f"a.pdf {'█' * 12}{'░' * 12}  50 % half\n1 more waiting\n")
    assert stream.getvalue()[len(first) :].startswith("\x1b[2A")


def test_on_a_terminal_what_ended_stays_above_the_bars():
    stream = Terminal()
    bars = ProgressBars(["a.pdf", "b.pdf"], stream)
    bars.show("a.pdf", 50, "half")
    before = len(stream.getvalue())

    bars.finish("a.pdf", "Completed")

    assert stream.getvalue()[before:] == "\x1b[2A\r\x1b[Ja.pdf: Completed\n1 more waiting\n"


def test_bars_that_do_not_fit_on_the_terminal_are_counted(monkeypatch):
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((30, 8)))
    stream = Terminal()
    names = [f"file-{number}" for number in range(12)]
    bars = ProgressBars(names, stream)

    for name in names:
        bars.show(name, 50, "a message that is longer than the line")

    last = stream.getvalue().rpartition("\x1b[J")[2].splitlines()
    assert last[-1] == "7 more waiting"
    assert len(last) == 6
    assert all(len(line) < 40 for line in last)
