from __future__ import annotations

import io

from ocr_service.cli.terminal import ProgressBars, printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_control_sequences_of_a_stranger_are_taken_out():
    assert printable("a\x1b[2J\u202eb\r\nc\td\0") == "a[2Jb\nc\td"


def test_elsewhere_each_change_is_one_plain_line():
    stream = io.StringIO()
    bars = ProgressBars(["a.pdf"], stream)

    bars.show("a.pdf", 10, "loaded")
    bars.show("a.pdf", 10, "loaded")
    bars.show("a.pdf", 100, "Completed")

    assert stream.getvalue() == "a.pdf:  10 % loaded\na.pdf: 100 % Completed\n"


def test_on_a_terminal_the_bars_are_redrawn_in_place():
    stream = Terminal()
    bars = ProgressBars(["a.pdf", "b.pdf"], stream)

    bars.show("a.pdf", 50, "half")
    first = stream.getvalue()
    bars.show("b.pdf", 100, "Completed")

    assert first.count("\n") == 2
    assert "█" * 12 + "░" * 12 + "  50 % half" in first
    assert stream.getvalue()[len(first) :].startswith("\x1b[2A")
