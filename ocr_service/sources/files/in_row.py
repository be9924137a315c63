"""Documents that lie in the rows themselves."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from ocr_service.sources.row import ROW_WITHOUT_FILE, Row
from ocr_service.sources.source import FileUnusable, SourceAway
from ocr_service.sources.tables.postgres import PostgresTable


class RowFiles:
    """The column ``content`` of the table."""

    def __init__(self, table: PostgresTable, *, variable: str) -> None:
        self._table = table
        self._variable = variable

    async def fetch(self, row: Row) -> AsyncGenerator[bytes, None]:
        """See ``Files.fetch``."""
        content = await self._table.content(row)
        if not content:
            raise FileUnusable(ROW_WITHOUT_FILE, "The row has no document.")
        yield bytes(content)

    async def check(self) -> str:
        """See ``Files.check``."""
        fitness = await self._table.check()
        if "content" not in fitness.used:
            raise SourceAway(
                f"Nothing says where documents lie: set {self._variable}, or name the table's column `content`."
            )
        return f"column {fitness.used['content']}"

    async def close(self) -> None:
        """The connection is the table's."""
