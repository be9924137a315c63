"""The tables of the index. All of it can be made again from the files."""

from __future__ import annotations

INDEX_VERSION = 1

# A row of the search is a page. Its number holds the day of its document, so that the newest come first without being sorted and
# a range of days is a range of numbers: decision 0094.
PAGES_A_DAY = 1 << 22
FIRST_DAY = "1800-01-01"

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS documents (
      base INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL, owner TEXT NOT NULL, folder TEXT NOT NULL,
      record TEXT NOT NULL, sender TEXT NOT NULL, about TEXT NOT NULL, marks TEXT NOT NULL, amount REAL,
      category TEXT NOT NULL, who TEXT NOT NULL, sender_key TEXT NOT NULL, named TEXT NOT NULL, added_at TEXT NOT NULL, bytes INTEGER NOT NULL)""",
    "CREATE UNIQUE INDEX IF NOT EXISTS documents_by_folder ON documents (folder)",
    "CREATE INDEX IF NOT EXISTS documents_by_owner ON documents (owner, base)",
    "CREATE INDEX IF NOT EXISTS documents_by_amount ON documents (amount) WHERE amount IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS documents_by_sender ON documents (owner, sender_key, added_at) WHERE named != ''",
    "CREATE INDEX IF NOT EXISTS documents_by_added ON documents (added_at)",
    "CREATE TABLE IF NOT EXISTS tags (tag TEXT NOT NULL, base INTEGER NOT NULL, PRIMARY KEY (tag, base)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS tags_by_document ON tags (base)",
    "CREATE TABLE IF NOT EXISTS pages (row INTEGER PRIMARY KEY, number INTEGER NOT NULL, words BLOB NOT NULL)",
    # Words written backwards: those that end with `rechnung` lie side by side.
    "CREATE TABLE IF NOT EXISTS tails (word TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(sender, about, words, marks,
      content='', columnsize=0, tokenize="unicode61 remove_diacritics 0")""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(search, row)",
)
