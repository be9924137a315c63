"""Text as Markdown and HTML take it: what they would read as marks is escaped."""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_RULE = re.compile(r"_{4,}")
_LIST_AT_START = re.compile(r"^(?:([+-])|(\d+)([.)]))(?=\s)")


def for_html(text: str) -> str:
    """Text for HTML and XML: escaped, without the characters that they forbid."""
    return escape(_FORBIDDEN.sub("", text), quote=True)


def for_markdown(text: str) -> str:
    """Text that no reader of Markdown takes for a mark; long rules for writing on are cut to three."""
    return _SPECIAL.sub(r"\\\1", _RULE.sub("___", text))


def not_a_list(text: str) -> str:
    """Markdown's text that does not begin an entry of a list."""
    return _LIST_AT_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)
