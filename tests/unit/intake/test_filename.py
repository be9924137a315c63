from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.intake.filename import MAX_NAME_BYTES, UNNAMED, display_name

NAMES = {
    "plain": ("invoice.pdf", "invoice.pdf"),
    "traversal": ("../../../../etc/cron.d/x.png", "x.png"),
    "backslashes": ("..\\..\\windows\\x.png", "x.png"),
    "absolute": ("/etc/passwd.png", "passwd.png"),
    "encoded stays encoded": ("%2e%2e%2fx.png", "%2e%2e%2fx.png"),
    "nul": ("x\0.png", "x.png"),
    "header injection": ("a\r\nX-Injected: 1.png", "aX-Injected_ 1.png"),
    "quotes": ('a";filename="b.pdf', "a_;filename=_b.pdf"),
    "right-to-left override": ("gnp.\u202efdp.exe.png", "gnp.fdp.exe.png"),
    "html": ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
    "terminal escape": ("\x1b[2Jx.png", "[2Jx.png"),
    "emoji and accents": ("😀é中.png", "😀é中.png"),
    "decomposed accent": ("e\u0301.png", "é.png"),
    "empty": ("", UNNAMED),
    "dot": (".", UNNAMED),
    "dot dot": ("..", UNNAMED),
    "zero width only": ("\u200b\ufeff", UNNAMED),
    "lone surrogate": ("a\ud800.png", "a.png"),
}


@pytest.mark.parametrize(("sent", "shown"), NAMES.values(), ids=NAMES)
def test_a_name_is_cleaned_for_display(sent, shown):
    assert display_name(sent) == shown


def test_a_long_name_keeps_its_extension():
    name = display_name("x" * 5_000 + ".pdf")

    assert len(name.encode()) == MAX_NAME_BYTES
    assert name.endswith(".pdf")


@given(st.text(max_size=400))
def test_any_text_becomes_a_short_visible_name(text):
    name = display_name(text)

    assert 0 < len(name.encode()) <= MAX_NAME_BYTES
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name)
    assert not set(name) & set('/\\<>"')
