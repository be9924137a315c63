"""One pass over a receipt's picture: its rows, and what each ranking makes of them."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.domain.page import Page, PageSource, Word
from ocr_service.extractors.amounts.find import FoundAmount
from ocr_service.extractors.dates.ranking import DatedRow, dated_rows, rank_dates
from ocr_service.extractors.evidence.ranking import Ranked
from ocr_service.extractors.receipt import letterhead
from ocr_service.extractors.receipt.head_rows import HeadRow, head_rows
from ocr_service.extractors.receipt.letterhead import Span
from ocr_service.extractors.receipt.rows import ReceiptRow, receipt_rows
from ocr_service.extractors.receipt.total import rank_totals
from ocr_service.layout.once import once
from ocr_service.layout.rows import Row, rows_of


@dataclass(frozen=True)
class ReceiptReading:
    """What one pass read. ``day_first`` is the order of 3/4/2024, None when unknown."""

    page: Page
    day_first: bool | None = None

    @once
    def plain_rows(self) -> tuple[Row, ...]:
        """The page's rows."""
        return rows_of(self.page)

    @once
    def rows(self) -> tuple[ReceiptRow, ...]:
        """The rows with what they are about."""
        return receipt_rows(self.plain_rows)

    @once
    def head(self) -> tuple[HeadRow, ...]:
        """The rows that may hold name and address."""
        return head_rows(self.plain_rows)

    @property
    def is_exact_text(self) -> bool:
        """True when the words come from a text layer, not from a picture."""
        return self.page.source is PageSource.TEXT_LAYER

    @once
    def names(self) -> list[Ranked[Span]]:
        """Spans that may be the vendor's name, best first."""
        return letterhead.rank_names(self.head)

    @once
    def addresses(self) -> list[Ranked[Span]]:
        """Spans that may be the vendor's address, best first."""
        return letterhead.rank_addresses(self.head, self.names[0].value.end if self.names else 1)

    @once
    def dates(self) -> list[Ranked[DatedRow]]:
        """Days that may be the receipt's, best first."""
        return rank_dates(self.dated, len(self.plain_rows), "receipt_date")

    @once
    def dated(self) -> list[DatedRow]:
        """Every date of the paper."""
        return dated_rows(self.plain_rows, day_first=self.day_first)

    @once
    def texts_of_own_dates(self) -> list[str]:
        """The rows without those dates that are of something else (`Offer ends 8/8/2019`): another day is no misreading there."""
        others = {one.row.number: one.found for one in self.dated if one.is_behind_word}
        return [
            row.text[: others[row.number].start] if row.number in others else row.text
            for row in self.plain_rows
        ]

    @once
    def totals(self) -> list[Ranked[tuple[ReceiptRow, FoundAmount]]]:
        """Amounts that may be the total, best first."""
        return rank_totals(self.rows)

    def words_of_span(self, span: Span) -> tuple[Word, ...]:
        """The words of the head's rows in a span."""
        return tuple(word for row in self.plain_rows[span.start : span.end] for word in row.words)
