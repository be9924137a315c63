"""Keep of what a document says of itself what somebody said: no words that programs put in by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

# `untitled`, `anonymous` and the like of ReportLab, Ghostscript, Word, Chrome, LibreOffice and scanners.
_DEFAULT = re.compile(
    r"\W*(?:untitled(?:[ -]?\d+)?|unbenannt|sans titre|sin t[ií]tulo|senza titolo|naamloos|anonymous|unspecified|unknown|none|null|title|author|subject|keywords?"
    r"|about:blank|noname|no title|document ?\d*|dokument ?\d*|presentation ?\d*|book ?\d*|scan(?:ned)?(?: document)?[ _-]?\d*|user|admin(?:istrator)?|root|scanner|owner)?\W*",
    re.IGNORECASE,
)
# The print dialogs of Windows write the program before the name of the file.
_PROGRAM_BEFORE = re.compile(
    r"(?:Microsoft (?:Office )?(?:Word|Excel|PowerPoint|Publisher|Visio|Outlook)|Print|Notepad\+*) ?[-–] ?",
    re.IGNORECASE,
)
_DATES = frozenset({"created", "modified"})
_PROGRAMS = frozenset({"creator", "producer"})


def facts_told(said: Mapping[str, str]) -> dict[str, str]:
    """``title``, ``author``, … without generators' defaults; ``created`` and ``modified`` in ISO 8601 with their offset."""
    kept = {name: _fact(name, value) for name, value in said.items()}
    return {name: value for name, value in kept.items() if value}


def _fact(name: str, value: str) -> str:
    if name in _DATES:
        return _moment(value)
    plain = _PROGRAM_BEFORE.sub("", value, count=1).strip() if name == "title" else value.strip()
    is_default = _DEFAULT.fullmatch(plain) and not (
        name in _PROGRAMS and plain.lower() not in ("anonymous", "unspecified")
    )
    return "" if is_default else plain


def _moment(text: str) -> str:
    """poppler's ``2024-03-05T10:00:00+01`` with minutes in its offset; empty for what is no date."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return moment.isoformat() if moment.tzinfo else ""
