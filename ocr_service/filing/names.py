"""What the results of a document are called: a template of facts, in names that every system can hold."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import chain, count
from pathlib import PurePosixPath

FIELDS = ("name", "folder", "date", "year", "month", "day", "sender", "title", "category", "total", "owner")
"""What may stand in braces."""

_LONGEST_PART_BYTES = 180
"""Some systems hold 255 bytes, encrypted ones 143 characters; suffix and extension come behind it."""
_LONGEST_VALUE_CHARS = 80
# Reserved on Windows, in shells, or separators of paths.
_RESERVED = re.compile(r'[<>:"/\\|?*]')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_EDGES = " .-_,;–"
_UNNAMED = "document"


def check_template(template: str) -> None:
    """Raise ``ValueError`` with a sentence for a template that names what there is not."""
    try:
        fields = [(name, spec, kind) for _, name, spec, kind in string.Formatter().parse(template)]
    except ValueError as error:
        raise ValueError(f"its braces do not fit together ({error})") from error
    for name, spec, kind in fields:
        if name is not None and (name not in FIELDS or spec or kind):
            raise ValueError(f"{{{name}}} is unknown; there are {', '.join(FIELDS)}")
    if template.startswith("/") or ".." in template.split("/"):
        raise ValueError("it must stay within the folder: no / in front, no ..")


def named(template: str, values: Mapping[str, str]) -> str:
    """The path below the folder of results, without an extension. What is not known of a document is left out of its name.

    ``values`` has what is known by the names of ``FIELDS``; ``folder`` may have several parts.
    """
    parts = [part for part in template.split("/") if part]
    folders = list(chain.from_iterable(_folders(part, values) for part in parts[:-1]))
    name = _filled(parts[-1] if parts else "", values) or safe_part(values.get("name", "")) or _UNNAMED
    return "/".join([*folders, name])


def _folders(part: str, values: Mapping[str, str]) -> Iterator[str]:
    if part == "{folder}":
        yield from filter(None, map(safe_part, values.get("folder", "").split("/")))
    elif filled := _filled(part, values):
        yield filled


def _filled(part: str, values: Mapping[str, str]) -> str:
    text = "".join(
        literal + (safe_part(values.get(name, ""))[:_LONGEST_VALUE_CHARS] if name else "")
        for literal, name, _, _ in string.Formatter().parse(part)
    )
    has_value = any(values.get(name or "") for _, name, _, _ in string.Formatter().parse(part))
    is_plain = "{" not in part
    return safe_part(text) if has_value or is_plain else ""


def safe_part(text: str) -> str:
    """One part of a path that Linux, Windows and macOS take as it is; empty when nothing of it is left."""
    visible = "".join(
        char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) not in _INVISIBLE
    )
    part = " ".join(_RESERVED.sub("-", visible).split()).strip(_EDGES)
    part = part.encode()[:_LONGEST_PART_BYTES].decode(errors="ignore").strip(_EDGES)
    return f"_{part}" if _DEVICES.fullmatch(part) else part


def choices(base: str, extensions: tuple[str, ...], *, is_suffixed: bool) -> Iterator[tuple[str, ...]]:
    """Names for all results together: the plain ones, then with -2, -3, … until somebody is content."""
    yield tuple(base + extension for extension in extensions)
    if is_suffixed:
        for number in count(2):
            yield tuple(f"{base}-{number}{extension}" for extension in extensions)


def stem(path: str) -> str:
    """A file's name without folder and extension."""
    return PurePosixPath(path).stem
