"""Look into the index: search, list, look up, count."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from ocr_service.archive.document import ArchivedDocument
from ocr_service.archive.index.database import IndexDatabase
from ocr_service.archive.index.folding import folded, tokens
from ocr_service.archive.index.found import Count, Found, Hit, Shelved, Wanted
from ocr_service.archive.index.page_words import PageWords
from ocr_service.archive.index.query import Term, match_of, parsed
from ocr_service.archive.index.schema import PAGES_A_DAY
from ocr_service.archive.index.snippets import Snippet, snippet_of
from ocr_service.archive.index.writer import day_number, mark_of

_MOST_TAILS = 60
_MOST_PAGES_NAMED = 50
_LAST_ROW = 1 << 62
_DOCUMENT = "base, rows, owner, folder, record, amount, bytes"


@dataclass(frozen=True, slots=True)
class _Row:
    base: int
    rows: int
    owner: str
    folder: str
    record: str
    amount: float | None
    bytes: int

    @property
    def shelved(self) -> Shelved:
        document = ArchivedDocument.from_json(json.loads(self.record))
        return Shelved(document=document, folder=self.folder, bytes=self.bytes)


class IndexReader:
    """All methods block. Raise ``ArchiveUnavailable``."""

    def __init__(self, database: IndexDatabase) -> None:
        self._database = database

    def search(self, wanted: Wanted) -> Found:
        """What fits, page by page. Raises ``SearchInvalid``."""
        with self._database.look() as base:
            terms = parsed(wanted.text, lambda word: _tails(base, word))
            rows = list(islice(_found(base, wanted, terms), wanted.limit + 1))
            if not rows and _no_page_has_all(base, wanted, terms):
                rows = list(islice(_across_pages(base, wanted, terms), wanted.limit + 1))
            shown = rows[: wanted.limit]
            hits = tuple(_hit(base, row, fitting, terms) for row, fitting in shown)
        return Found(hits=hits, next=shown[-1][0].base if len(rows) > wanted.limit else 0)

    def document(self, document_id: str) -> Shelved | None:
        """One document, whoever owns it."""
        with self._database.look() as base:
            row = base.execute(f"SELECT {_DOCUMENT} FROM documents WHERE id = ?", (document_id,)).fetchone()  # noqa: S608
        return _Row(*row).shelved if row else None

    def places(self, document_id: str, text: str) -> list[Snippet]:
        """Where in one document it stands: a snippet for each page that has any of the words, the first pages first."""
        with self._database.look() as base:
            terms = [term for term in parsed(text, lambda word: _tails(base, word)) if not term.is_excluded]
            row = base.execute("SELECT base, rows FROM documents WHERE id = ?", (document_id,)).fetchone()
            if row is None or not terms:
                return []
            match = " OR ".join(term.match for term in terms)
            found = base.execute(
                "SELECT number, words FROM pages WHERE row IN (SELECT rowid FROM search WHERE search MATCH ?"
                " AND rowid >= ? AND rowid < ?) ORDER BY row DESC LIMIT ?",
                (match, row[0], row[0] + row[1], _MOST_PAGES_NAMED),
            ).fetchall()
        patterns = [pattern for term in terms for pattern in term.patterns]
        shown = (snippet_of(PageWords.unpacked(*page), patterns) for page in found)
        return [snippet for snippet in shown if snippet.marks]

    def documents_of(self, owner: str | None, *, added_before: str = "") -> Iterator[Shelved]:
        """All of an owner (None: everybody), or those added before a time, some at a time."""
        last = -1
        while True:
            with self._database.look() as base:
                rows = base.execute(
                    f"SELECT {_DOCUMENT} FROM documents WHERE base > ? AND (? IS NULL OR owner = ?)"  # noqa: S608
                    " AND (? = '' OR added_at < ?) ORDER BY base LIMIT 200",
                    (last, owner, owner, added_before, added_before),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from (_Row(*row).shelved for row in rows)

    def folder_is_free(self, folder: str) -> bool:
        """True when no document has this folder."""
        with self._database.look() as base:
            return not base.execute("SELECT 1 FROM documents WHERE folder = ?", (folder,)).fetchone()

    def correspondent_of(self, owner: str, sender: str) -> str:
        """What the household called this sender last; empty when it never did."""
        if not sender:
            return ""
        with self._database.look() as base:
            row = base.execute(
                "SELECT named FROM documents WHERE owner = ? AND sender_key = ? AND named != '' ORDER BY added_at DESC",
                (owner, folded(sender)),
            ).fetchone()
        return str(row[0]) if row else ""

    def tags(self, owner: str | None) -> list[Count]:
        """Tags by their number of documents."""
        return self._counted("tag FROM tags JOIN documents USING (base)", owner)

    def categories(self, owner: str | None) -> list[Count]:
        """Likewise categories."""
        return self._counted("category FROM documents", owner)

    def correspondents(self, owner: str | None) -> list[Count]:
        """Likewise correspondents: senders, as the household calls them."""
        return self._counted("who FROM documents", owner)

    def size(self, owner: str | None) -> tuple[int, int]:
        """Documents, and the bytes of their files."""
        with self._database.look() as base:
            count, size = base.execute(
                "SELECT COUNT(*), TOTAL(bytes) FROM documents WHERE ? IS NULL OR owner = ?", (owner, owner)
            ).fetchone()
        return int(count), int(size)

    def _counted(self, what: str, owner: str | None) -> list[Count]:
        sql = f"SELECT COUNT(*), {what} WHERE ? IS NULL OR owner = ? GROUP BY 2 ORDER BY 1 DESC, 2"
        with self._database.look() as base:
            rows = base.execute(sql, (owner, owner)).fetchall()
        return [Count(name=name, documents=count) for count, name in rows if name]


Fitting = tuple[_Row, list[int]]
"""A document and those of its rows that fit."""


def _found(base: sqlite3.Connection, wanted: Wanted, terms: Sequence[Term]) -> Iterator[Fitting]:
    match = " AND ".join(
        filter(None, [_match_of_filters(base, wanted), f"({match_of(terms)})" if terms else ""])
    )
    if not match:
        yield from _listed(base, wanted)
        return
    yield from ((row, rows) for row, rows in _grouped(base, match, wanted) if _fits(row, wanted))


def _grouped(base: sqlite3.Connection, match: str, wanted: Wanted) -> Iterator[Fitting]:
    """Documents with the rows that match, the newest first."""
    sql = "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC"
    held: Fitting | None = None
    for (number,) in base.execute(sql, (match, *_range(wanted))):
        if held and held[0].base <= number:
            held[1].append(number)
            continue
        if held:
            yield held
        held = (_row_at(base, number), [number])
    if held:
        yield held


def _listed(base: sqlite3.Connection, wanted: Wanted) -> Iterator[Fitting]:
    low, high = _range(wanted)
    sql = f"SELECT {_DOCUMENT} FROM documents WHERE base >= ? AND base < ?"  # noqa: S608
    values: list[Any] = [low, high]
    for name, comparison, bound in (
        ("amount", ">=", wanted.least),
        ("amount", "<=", wanted.most),
        ("owner", "=", wanted.owner),
    ):
        if bound is not None:
            sql += f" AND {name} {comparison} ?"
            values.append(bound)
    for row in base.execute(f"{sql} ORDER BY base DESC", values):
        yield _Row(*row), []


def _no_page_has_all(base: sqlite3.Connection, wanted: Wanted, terms: Sequence[Term]) -> bool:
    """True when several words stand together on no page at all, not only on none of those that are left."""
    if sum(not term.is_excluded for term in terms) < 2:
        return False
    return next(_found(base, replace(wanted, before=0), terms), None) is None


def _across_pages(base: sqlite3.Connection, wanted: Wanted, terms: Sequence[Term]) -> Iterator[Fitting]:
    """Documents that have all words, each on some page: looked for when no page has them all."""
    filters = _match_of_filters(base, wanted)
    found: dict[int, Fitting] | None = None
    for term in sorted(terms, key=lambda each: each.is_excluded):
        match = f"{filters} AND {term.match}" if filters else term.match
        here = {row.base: (row, rows) for row, rows in _grouped(base, match, wanted)}
        if found is None:
            found = here
        elif term.is_excluded:
            found = {at: fitting for at, fitting in found.items() if at not in here}
        else:
            found = {at: (row, rows + here[at][1]) for at, (row, rows) in found.items() if at in here}
    yield from (
        fitting for _, fitting in sorted((found or {}).items(), reverse=True) if _fits(fitting[0], wanted)
    )


def _match_of_filters(base: sqlite3.Connection, wanted: Wanted) -> str:
    """Filters that are words of the index; the owner is left out where there is only one."""
    marks = [mark_of("t", tag) for tag in wanted.tags]
    if wanted.category:
        marks.append(mark_of("c", wanted.category))
    if wanted.correspondent:
        marks.append(mark_of("w", folded(wanted.correspondent)))
    if wanted.owner is not None and _has_others(base, wanted.owner):
        marks.append(mark_of("o", wanted.owner))
    filters = [f'marks : "{mark}"' for mark in marks]
    filters += [f'sender : "{token}" *' for token in tokens(wanted.sender)]
    return " AND ".join(filters)


def _has_others(base: sqlite3.Connection, owner: str) -> bool:
    ends = "SELECT (SELECT MIN(owner) FROM documents), (SELECT MAX(owner) FROM documents)"
    return tuple(base.execute(ends).fetchone()) != (owner, owner)


def _fits(row: _Row, wanted: Wanted) -> bool:
    """The last word on what a caller gets: whatever the index matched, another owner's document is none."""
    if wanted.owner is not None and row.owner != wanted.owner:
        return False
    if wanted.least is None and wanted.most is None:
        return True
    if row.amount is None:
        return False
    return (wanted.least is None or row.amount >= wanted.least) and (
        wanted.most is None or row.amount <= wanted.most
    )


def _range(wanted: Wanted) -> tuple[int, int]:
    low = day_number(wanted.since) * PAGES_A_DAY if wanted.since else 0
    high = (day_number(wanted.until) + 1) * PAGES_A_DAY if wanted.until else _LAST_ROW
    return low, min(high, wanted.before) if wanted.before else high


def _row_at(base: sqlite3.Connection, number: int) -> _Row:
    sql = f"SELECT {_DOCUMENT} FROM documents WHERE base <= ? ORDER BY base DESC LIMIT 1"  # noqa: S608
    return _Row(*base.execute(sql, (number,)).fetchone())


def _hit(base: sqlite3.Connection, row: _Row, fitting: Sequence[int], terms: Sequence[Term]) -> Hit:
    numbers = sorted(fitting, reverse=True)
    patterns = [pattern for term in terms if not term.is_excluded for pattern in term.patterns]
    snippet, pages = None, list[int]()
    for number in numbers[:_MOST_PAGES_NAMED]:
        found = base.execute("SELECT number, words FROM pages WHERE row = ?", (number,)).fetchone()
        if found is None:
            continue
        pages.append(found[0])
        if snippet is None or (not snippet.marks and len(pages) <= 3):
            shown = snippet_of(PageWords.unpacked(*found), patterns)
            snippet = shown if snippet is None or shown.marks else snippet
    return Hit(shelved=row.shelved, snippet=snippet if terms else None, pages=tuple(pages) if terms else ())


def _tails(base: sqlite3.Connection, word: str) -> list[str]:
    """Longer words that end with this one."""
    start = word[::-1]
    found = base.execute(
        "SELECT word FROM tails WHERE word > ? AND word < ? LIMIT ?",
        (start, start + "\U0010ffff", _MOST_TAILS),
    )
    return [str(each)[::-1] for (each,) in found]
