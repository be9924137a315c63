"""Find the smaller fields of a receipt: time, subtotal, tax, tip, rounding, currency, payment, line items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.amounts.currencies import is_disputed
from ocr_service.extractors.amounts.document_currency import document_currency
from ocr_service.extractors.amounts.find import currencies_in, money, signs_in
from ocr_service.extractors.evidence.evidence import field_at, field_of, reading_confidence
from ocr_service.extractors.receipt.line_items import line_items
from ocr_service.extractors.receipt.reading import ReceiptReading
from ocr_service.extractors.receipt.rows import ReceiptRow
from ocr_service.extractors.receipt.sums import MOST_ROUNDING

_CLOCK = re.compile(
    r"(?<![\d:])([01]?\d|2[0-3])\s?[:.]\s?([0-5]\d)(?:\s?:\s?([0-5]\d))?\s?([AP]M)?\b", re.IGNORECASE
)
_PAYMENTS = (
    (
        "card",
        re.compile(
            r"VISA|MASTER|DEBIT|CREDIT CARD|\bCARD\b|\bEDC\b|AMEX|KARTE|GIROCARD|TERMINAL|\bCB\b|CARTE|TARJETA|CARTA"
        ),
    ),
    ("wallet", re.compile(r"E-?WALLET|APPLE PAY|GOOGLE PAY|PAYPAL|GRABPAY|TOUCH.N.GO")),
    (
        "cash",
        re.compile(
            r"\bCASH\b(?! *(?:SALE|BILL|RECEIPT))|\bBAR\b|GEGEBEN|ESP[EÈ]CES|EFECTIVO|CONTANTI|TENDER"
        ),
    ),
)
_MALAYSIA = re.compile(r"\bSDN\b|\bBHD\b|MALAYSIA|KUALA LUMPUR|SELANGOR|JOHOR|\bJALAN\b|\bJLN\b")

Fields = dict[str, "FieldValue | tuple[FieldValue, ...]"]


def part_fields(readings: Sequence[ReceiptReading], date: object, total: object) -> Fields:
    """The smaller fields, read from the pass the engine was surest of."""
    reading = max(readings, key=lambda one: one.page.confidence)
    found: Fields = {}
    checks = _Sum(reading.rows, Decimal(total.value) if isinstance(total, FieldValue) else None)
    for kind in ("subtotal", "tax", "tip", "rounding"):
        place = checks.place(kind)
        if place is not None:
            found[kind] = _amount_field(place, checks.confidence(kind), kind)
    for name, value in (
        ("time", _time(reading, date)),
        ("currency", currency(reading)),
        ("payment", _payment(reading)),
    ):
        if value is not None:
            found[name] = value
    items = line_items(reading.rows, checks.wanted_item_sum)
    return found | ({"line_items": items} if items else {})


class _Sum:
    """The parts of a total; those that add up to it are believed more."""

    def __init__(self, rows: Sequence[ReceiptRow], total: Decimal | None) -> None:
        self.total = total
        self.places = {
            kind: _last_place(rows, kind) for kind in ("subtotal", "tax", "tip", "rounding", "service")
        }
        self.adds_up = total is not None and self._adds_up(total)

    def place(self, kind: str) -> ReceiptRow | None:
        """The row of a part; a rounding of more than five cents is none, nor a tax of half the total."""
        row = self.places[kind]
        if row is None:
            return None
        most = {"rounding": MOST_ROUNDING, "tax": self.total / 2 if self.total is not None else None}.get(
            kind
        )
        return row if most is None or abs(row.amounts[-1].value) <= most else None

    def confidence(self, kind: str) -> float:
        """High where the parts add up to the total."""
        row = self.places[kind]
        sure = reading_confidence(row.row.words) if row is not None else 0.0
        return (0.9 if self.adds_up else 0.6) * (0.5 + 0.5 * sure)

    @property
    def wanted_item_sum(self) -> Decimal | None:
        """What the line items should add up to."""
        subtotal = self.place("subtotal")
        return subtotal.amounts[-1].value if subtotal is not None else self.total

    def _value(self, kind: str) -> Decimal:
        row = self.place(kind)
        return row.amounts[-1].value if row is not None else Decimal(0)

    def _adds_up(self, total: Decimal) -> bool:
        base, extra = self._value("subtotal"), self._value("tip") + self._value("service")
        sums = {base + extra, base + extra + self._value("tax")}
        return base > 0 and any(total in (s, s + self._value("rounding")) for s in sums)


def _last_place(rows: Sequence[ReceiptRow], kind: str) -> ReceiptRow | None:
    wanted = [row for row in rows if kind in row.kinds and row.amounts and not row.in_summary]
    if kind == "tax":
        wanted = [
            row for row in wanted if not row.kinds & {"subtotal"} and not re.search("INCL", row.text)
        ] or [row for row in rows if row.in_summary and len(row.amounts) >= 2]
    return wanted[-1] if wanted else None


def _amount_field(row: ReceiptRow, confidence: float, rule: str) -> FieldValue:
    amount = row.amounts[-1]
    return field_at(
        money(amount.value, row.currency), row.row, amount.start, amount.end, confidence=confidence, rule=rule
    )


def _time(reading: ReceiptReading, date: object) -> FieldValue | None:
    """The time beside the date, or else the first one of the receipt, as HH:MM[:SS]."""
    near = date.box.top if isinstance(date, FieldValue) and date.box else 0.0
    places = [
        (row, match)
        for row in reading.rows
        for match in _CLOCK.finditer(row.row.text)
        if _is_time(row, match)
    ]
    if not places:
        return None
    row, match = min(places, key=lambda place: abs(place[0].row.box.top - near))
    return field_at(
        _clock(match), row.row, match.start(), match.end(), confidence=0.8, rule="time nearest to the date"
    )


def _is_time(row: ReceiptRow, match: re.Match[str]) -> bool:
    return ":" in match.group() and not re.search(r"HOURS|OPEN|DAILY|MON|-\s*\d{1,2}[.:]\d\d\s*PM", row.text)


def _clock(match: re.Match[str]) -> str:
    hour = (
        int(match[1]) % 12 + 12 * (match[4].upper() == "PM")
        if match[4] and int(match[1]) <= 12
        else int(match[1])
    )
    return f"{hour:02}:{match[2]}" + (f":{match[3]}" if match[3] else "")


def currency(reading: ReceiptReading) -> FieldValue | None:
    """The sign or name of a currency that stands most often beside amounts; ringgit where the address is Malaysian."""
    named = Counter(amount.currency for row in reading.rows for amount in row.amounts if amount.currency)
    named += Counter(code for row in reading.rows for code in currencies_in(row.text))
    is_malaysian = bool(_MALAYSIA.search(" ".join(row.text for row in reading.rows)))
    if is_malaysian and (not named or set(named) <= {"USD", "MYR"}):
        named = Counter({"MYR": 1})
    if not named:
        return None
    signs = [sign for row in reading.rows for sign in signs_in(row.row.text)]
    if set(named) != {"MYR"} and signs and all(map(is_disputed, signs)):
        paid_in = document_currency(reading.plain_rows, reading.page.language)
        if paid_in is not None:
            return field_of(paid_in.code, [paid_in.row], confidence=paid_in.confidence, rule=paid_in.rule)
    code = named.most_common(1)[0][0]
    rows = [row.row for row in reading.rows if code in currencies_in(row.text)] or [reading.plain_rows[0]]
    return field_of(
        code, rows[:1], confidence=0.95 if len(named) == 1 else 0.75, rule="currency beside amounts"
    )


def _payment(reading: ReceiptReading) -> FieldValue | None:
    rows = [row for row in reading.rows if "payment" in row.kinds and row.amounts] or [
        row for row in reading.rows if "payment" in row.kinds
    ]
    for row in reversed(rows):
        for name, pattern in _PAYMENTS:
            if pattern.search(row.text):
                return field_of(name, [row.row], confidence=0.85, rule="words of payment")
    return None
