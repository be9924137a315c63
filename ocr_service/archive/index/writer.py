"""Put documents into the index and take them out, until not a word of them is left in its file."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from ocr_service.archive.document import ArchivedDocument
from ocr_service.archive.index.database import IndexDatabase
from ocr_service.archive.index.folding import folded, tokens
from ocr_service.archive.index.page_words import PageWords
from ocr_service.archive.index.schema import FIRST_DAY, PAGES_A_DAY
from ocr_service.errors import ArchiveUnavailable

_LEAST_COMPOUND_CHARS, _MOST_COMPOUND_CHARS = 8, 40
_MOST_DAYS_ON = 1_000
_MERGE_PAGES = 500
_LEFT, _PURGED_AT = "left in file", "purged at"
_INSERT = "INSERT INTO search (rowid, sender, about, words, marks) VALUES (?, ?, ?, ?, ?)"
_DELETE = "INSERT INTO search (search, rowid, sender, about, words, marks) VALUES ('delete', ?, ?, ?, ?, ?)"
_COLUMNS = "base, id, rows, owner, folder, record, sender, about, marks, amount, category, who, sender_key, named, added_at, bytes"


def mark_of(kind: str, text: str) -> str:
    """One token for an owner, a category, a tag or a correspondent, which no word of a page can be mistaken for."""
    return f"{kind}{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def day_number(day: str) -> int:
    """Days since the first that can be filed."""
    return max(0, (date.fromisoformat(day) - date.fromisoformat(FIRST_DAY)).days)


class Left(StrEnum):
    """What the file holds of words that no search finds: nothing, those of earlier readings and notes, those of removed documents."""

    NOTHING = ""
    CHANGED = "changed"
    REMOVED = "removed"


class IndexWriter:
    """Every method is a part of the change that its caller began (``IndexDatabase.change``)."""

    def __init__(self, database: IndexDatabase) -> None:
        self._database = database

    def put(
        self, document: ArchivedDocument, folder: str, pages: Iterable[PageWords], *, size_bytes: int
    ) -> None:
        """Index a document in place of what the index has of it; ``pages`` are as many as it says."""
        with self._database.change() as base:
            self._drop(base, document.id, Left.CHANGED)
            _insert(base, document, folder, pages, size_bytes)

    def change(self, document: ArchivedDocument, *, size_bytes: int) -> None:
        """Index anew what people said of a document; its pages are those that the index has. Does nothing for one that it has not."""
        with self._database.change() as base:
            row = base.execute(
                "SELECT base, rows, folder FROM documents WHERE id = ?", (document.id,)
            ).fetchone()
            if row is not None:
                first, rows, folder = row
                pages = list(_pages(base, first, rows))
                self.put(document, folder, pages, size_bytes=size_bytes)

    def drop(self, document_id: str) -> bool:
        """Take a document out; its words are gone from the file with the next ``purge``. False when it was not there."""
        with self._database.change() as base:
            return self._drop(base, document_id, Left.REMOVED)

    def clear(self) -> None:
        """Take everything out."""
        with self._database.change() as base:
            for table in ("documents", "tags", "pages", "tails"):
                base.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
            base.execute("INSERT INTO search (search) VALUES ('delete-all')")

    def left_in_file(self) -> Left:
        """What of documents may still be in the file that is in no answer."""
        with self._database.look() as base:
            found = base.execute("SELECT value FROM facts WHERE name = ?", (_LEFT,)).fetchone()
        return Left(found[0]) if found else Left.NOTHING

    def purged_at(self) -> str:
        """When the file was rewritten last; empty when it never was."""
        with self._database.look() as base:
            found = base.execute("SELECT value FROM facts WHERE name = ?", (_PURGED_AT,)).fetchone()
        return str(found[0]) if found else ""

    def purge(self, now: str) -> None:
        """Rewrite the index in small steps until nothing of removed documents is left in its file. Takes minutes of a large one."""
        command = "INSERT INTO search (search, rank) VALUES ('merge', ?)"
        pages = -_MERGE_PAGES  # below zero: all levels, whether they are due or not
        while True:
            with self._database.change() as base:
                before = base.total_changes
                base.execute(command, (pages,))
                if base.total_changes - before < 2:
                    break
            pages = _MERGE_PAGES
        with self._database.change() as base:
            base.create_function("backwards", 1, _backwards, deterministic=True)
            base.execute("DELETE FROM tails WHERE word NOT IN (SELECT backwards(term) FROM vocabulary)")
        if self._database.shrink_log():
            with self._database.change() as base:
                base.execute("DELETE FROM facts WHERE name = ?", (_LEFT,))
                base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_PURGED_AT, now))

    @staticmethod
    def _drop(base: sqlite3.Connection, document_id: str, left: Left) -> bool:
        row = base.execute(
            "SELECT base, rows, sender, about, marks FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        if row is None:
            return False
        first, rows, sender, about, marks = row
        texts = (page.text() for page in _pages(base, first, rows))
        for number in range(first + rows - 1, first - 1, -1):
            base.execute(_DELETE, (number, sender, about, next(texts, ""), marks))
        base.execute("DELETE FROM pages WHERE row BETWEEN ? AND ?", (first, first + rows - 1))
        base.execute("DELETE FROM tags WHERE base = ?", (first,))
        base.execute("DELETE FROM documents WHERE base = ?", (first,))
        # What was removed goes before what was changed.
        base.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (_LEFT, left))
        if left is Left.REMOVED:
            base.execute("UPDATE facts SET value = ? WHERE name = ?", (left, _LEFT))
        return True


def _pages(base: sqlite3.Connection, first: int, rows: int) -> Iterator[PageWords]:
    for row in range(first + rows - 1, first - 1, -1):
        found = base.execute("SELECT number, words FROM pages WHERE row = ?", (row,)).fetchone()
        if found:
            yield PageWords.unpacked(*found)


def _insert(
    base: sqlite3.Connection,
    document: ArchivedDocument,
    folder: str,
    pages: Iterable[PageWords],
    size_bytes: int,
) -> None:
    rows = max(1, document.pages)
    first = _free_rows(base, day_number(document.day), rows)
    sender, about, marks = _sender_text(document), _about(document), _marks(document)
    values = (
        first,
        document.id,
        rows,
        document.owner,
        folder,
        json.dumps(document.to_json(), ensure_ascii=False, separators=(",", ":")),
        sender,
        about,
        marks,
        document.amount,
        document.value("category"),
        document.who,
        folded(document.value("sender")),
        document.correspondent,
        document.added_at,
        size_bytes,
    )
    base.execute(f"INSERT INTO documents ({_COLUMNS}) VALUES ({','.join('?' * len(values))})", values)  # noqa: S608
    base.executemany("INSERT INTO tags VALUES (?, ?)", [(tag, first) for tag in document.tags])
    # The first page has the highest number: going down, the newest document's first page comes first.
    numbers = iter(range(first + rows - 1, first - 1, -1))
    for row, page in zip(numbers, pages, strict=False):
        text = page.text()
        base.execute("INSERT INTO pages VALUES (?, ?, ?)", (row, page.number, page.packed()))
        base.execute(_INSERT, (row, sender, about, text, marks))
        _learn(base, text)
    for row in numbers:  # of a document without pages: what is known of it is found all the same
        base.execute(_INSERT, (row, sender, about, "", marks))
    _learn(base, f"{sender} {about}")


def _learn(base: sqlite3.Connection, text: str) -> None:
    words = [(_backwards(word),) for word in _compounds(text)]
    base.executemany("INSERT OR IGNORE INTO tails VALUES (?)", words)


def _free_rows(base: sqlite3.Connection, day: int, rows: int) -> int:
    """Where the rows of a document of this day begin: behind those that are there; of a day that is full, on the next."""
    for on in range(day, day + _MOST_DAYS_ON):
        start, end = on * PAGES_A_DAY, (on + 1) * PAGES_A_DAY
        last = base.execute(
            "SELECT base + rows FROM documents WHERE base >= ? AND base < ? ORDER BY base DESC LIMIT 1",
            (start, end),
        ).fetchone()
        free = last[0] if last else start + 1
        if free + rows <= end:
            return int(free)
    raise ArchiveUnavailable("There are too many pages of one day.")


def _backwards(word: str) -> str:
    return word[::-1]


def _sender_text(document: ArchivedDocument) -> str:
    return " ".join(
        token for text in (document.value("sender"), document.correspondent) for token in tokens(text)
    )


def _about(document: ArchivedDocument) -> str:
    """What stands on no page, or on another one: found with every page of the document."""
    said = (document.title, document.filename, document.note, *document.tags, *document.corrected.values())
    return " ".join(token for text in said for token in tokens(text))


def _marks(document: ArchivedDocument) -> str:
    marks = [mark_of("o", document.owner), mark_of("c", document.value("category"))]
    marks += [mark_of("t", tag) for tag in document.tags]
    return " ".join([*marks, mark_of("w", folded(document.who))])


def _compounds(text: str) -> Iterator[str]:
    """Words that are long enough to have parts."""
    return (
        word
        for word in set(text.split())
        if _LEAST_COMPOUND_CHARS <= len(word) <= _MOST_COMPOUND_CHARS and word.isalpha()
    )
