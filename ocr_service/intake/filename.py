"""Clean a file's name into harmless display text; it never becomes a path."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME_BYTES = 255
UNNAMED = "document"

# Reserved in HTML, shells or file systems: the name is shown on pages and offered for download.
_RESERVED = re.compile(r'[<>"`|?*:]')
# Control, format (bidi marks, zero width), surrogate, private use, unassigned, line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def display_name(filename: str) -> str:
    """The last part of a path-like name in NFC, without invisible characters, at most 255 bytes of UTF-8."""
    last = re.split(r"[/\\]", filename)[-1]
    visible = "".join(
        char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char) not in _INVISIBLE
    )
    name = _RESERVED.sub("_", visible).strip()
    return _shortened(name) if name.strip(".") else UNNAMED


def _shortened(name: str) -> str:
    """``name`` cut to its limit; a short extension stays."""
    stem, dot, extension = name.rpartition(".")
    ending = f".{extension}" if stem and dot and len(extension) <= 8 else ""
    room = MAX_NAME_BYTES - len(ending.encode())
    kept = name.removesuffix(ending).encode()[:room].decode(errors="ignore")
    return kept + ending
