"""The port in front of the door: rows are claimed, their files fetched, and their ends written back."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ocr_service.sources.row import ROW_WITHOUT_FILE, Claim, Failure, Read, Row, RowState


class SourceAway(Exception):
    """A table or its files cannot be used now; the message is one sentence that says what to do. It is tried again by itself."""


class FileUnusable(Exception):
    """A row's file is not there, or is not what a row may name; ``code`` and message are written to the row."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class FileTrouble(Exception):
    """A row's file could not be fetched this time. Other files may be well; it is tried again."""


def require_path(row: Row) -> None:
    """Raise ``FileUnusable`` for a row that names no file."""
    if not row.path.strip("/ "):
        raise FileUnusable(ROW_WITHOUT_FILE, "The row names no file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """What a look at a table found: the columns that are used, those that could be and are not there, and what is missing."""

    used: Mapping[str, str]
    absent: tuple[str, ...] = ()


class Table(Protocol):
    """The rows of one environment. Every method raises ``SourceAway``, and ends within the source's limit of time.

    A row is changed only while it is busy and its worker is the one that is named: who comes late changes nothing.
    """

    async def check(self) -> Fitness:
        """Whether the table fits. Raises ``SourceAway`` when it does not."""
        ...

    async def claim(self, claim: Claim) -> Row | None:
        """Make the oldest ready row busy for this claim, in one step that two can never both take; None without a row."""
        ...

    async def settle(self, row_id: str, worker: str, outcome: Read | Failure) -> bool:
        """Write back how it ended, all or nothing; False when the row is no longer this worker's, or ended before."""
        ...

    async def give_back(self, row_id: str, worker: str) -> bool:
        """Make it ready again, for anybody."""
        ...

    async def held_by(self, holder: str) -> Sequence[Row]:
        """Busy rows of this holder."""
        ...

    async def keep(self, rows: Collection[Row]) -> None:
        """Say of busy rows that their worker lives."""
        ...

    async def stale(self, lease_s: float) -> Sequence[Row]:
        """Busy rows of whose worker nothing was heard for so long; none where the table has no column for that."""
        ...

    async def counts(self) -> Mapping[RowState, int]:
        """How many rows there are of each state."""
        ...

    async def oldest_s(self) -> float | None:
        """How long the oldest ready row waits; 0 without any, None where the table does not tell when a row came."""
        ...

    async def failed(self, limit: int) -> Sequence[tuple[Row, Failure]]:
        """The last rows that could not be read, and why."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


class Files(Protocol):
    """The documents that rows name."""

    def fetch(self, row: Row) -> AsyncGenerator[bytes, None]:
        """A document piece by piece. Raises ``FileUnusable``, ``FileTrouble``, ``SourceAway``."""
        ...

    async def check(self) -> str:
        """Where they lie, in words. Raises ``SourceAway``."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One environment: its table and its files."""

    name: str
    table: Table
    files: Files

    async def close(self) -> None:
        """Let go of both."""
        await self.files.close()
        await self.table.close()
