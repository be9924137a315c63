"""Which columns of a table say what, and which values stand for the states: ours, or those of a table that is adopted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ocr_service.sources.row import RowState

REQUIRED: Mapping[str, str] = {"id": "id", "status": "status_id", "worker": "worker_id"}
OPTIONAL: Mapping[str, str] = {
    "created": "created_at",
    "path": "file_path",
    "bucket": "bucket",
    "name": "filename",
    "content": "content",
    "claimed": "claimed_at",
    "ended": "ended_at",
    "text": "extracted_text",
    "result": "result",
    "code": "error_code",
    "detail": "error_detail",
}
"""Used where they are there. One of ``path`` and ``content`` has to be, and one of ``text`` and ``result``."""
_STATES: Mapping[str, str] = {"ready": "3", "busy": "2", "done": "4", "failed": "5"}
_NAME = re.compile(r"[^\W\d][\w$]{0,62}")
_TABLE = re.compile(r"(?:[^\W\d][\w$]{0,62}\.)?[^\W\d][\w$]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The column of each meaning, '' where it is said that there is none. ``named`` were said: these have to be there."""

    by_meaning: Mapping[str, str] = field(default_factory=lambda: {**REQUIRED, **OPTIONAL})
    named: frozenset[str] = frozenset()

    def needed(self, meaning: str) -> bool:
        """True when a table without this column does not fit."""
        return meaning in REQUIRED or meaning in self.named

    def lacking(self, found: Mapping[str, str]) -> str:
        """What keeps a table with these columns from being used; '' when it fits."""
        missing = [
            name
            for meaning, name in self.by_meaning.items()
            if name and meaning not in found and self.needed(meaning)
        ]
        if missing:
            return f"lacks {', '.join(f'`{name}`' for name in missing)}"
        for one, other, what in (("path", "content", "document"), ("text", "result", "result")):
            if not {one, other} & set(found):
                return f"has no column for the {what} (`{OPTIONAL[one]}` or `{OPTIONAL[other]}`)"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """The table's name, with its schema where that was said, its columns, and the values of its states."""

    table: str = "extraction_queue"
    columns: Columns = field(default_factory=Columns)
    states: Mapping[RowState, str] = field(
        default_factory=lambda: {RowState(name): value for name, value in _STATES.items()}
    )

    @property
    def schema(self) -> str:
        """'' for the one that the connection looks in."""
        return self.table.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Without its schema."""
        return self.table.rpartition(".")[2]


def parse_shape(table: str, columns: Sequence[str], states: Sequence[str]) -> TableShape:
    """The shape that settings say. Raises ``ValueError`` with what is wrong of which."""
    if not _TABLE.fullmatch(table):
        raise ValueError(f"SOURCES_TABLE={table!r} is no name of a table (`name` or `schema.name`)")
    return TableShape(table=table, columns=_columns(columns), states=_states(states))


def _columns(said: Sequence[str]) -> Columns:
    known = {**REQUIRED, **OPTIONAL}
    named = _pairs("SOURCES_COLUMNS", said, known)
    for meaning, name in named.items():
        if name and not _NAME.fullmatch(name):
            raise ValueError(f"SOURCES_COLUMNS has {name!r}, which is no name of a column")
        if not name and meaning in REQUIRED:
            raise ValueError(f"SOURCES_COLUMNS cannot be without `{meaning}`")
    by_meaning = {meaning: named.get(meaning, name) for meaning, name in known.items()}
    used = [name for name in by_meaning.values() if name]
    doubled = {name for name in used if used.count(name) > 1}
    if doubled:
        raise ValueError(f"SOURCES_COLUMNS uses {', '.join(sorted(doubled))} twice")
    return Columns(by_meaning=by_meaning, named=frozenset(meaning for meaning, name in named.items() if name))


def _states(said: Sequence[str]) -> Mapping[RowState, str]:
    values = {**_STATES, **_pairs("SOURCES_STATES", said, _STATES)}
    if len(set(values.values())) < len(values) or not all(values.values()):
        raise ValueError("SOURCES_STATES needs a value of its own for each state")
    return {RowState(name): value for name, value in values.items()}


def _pairs(variable: str, said: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    pairs = dict[str, str]()
    for each in said:
        name, equals, value = (part.strip() for part in each.partition("="))
        if not equals or name not in known:
            raise ValueError(f"{variable} has {each!r}; write `name=value` with one of {', '.join(known)}")
        pairs[name] = value
    return pairs
