"""Measure how a document is built: rows with labels, amounts, short and long rows, the page's shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ocr_service.layout.layout import Layout
from ocr_service.layout.letters.plain_digits import plain_digits
from ocr_service.layout.rows import Row

# With cents, or whole beside the sign of a currency.
_AMOUNT = re.compile(
    r"\d[.,]\d{2}\b(?![.,\d])|\d[.,]\d{3}\b(?![.,\d])|[€$£₹¥₩₺]\s?\d|\b(?:[Kk]r|NOK|SEK|DKK|EUR|CHF|Rp)\.?\s?\d|\d\s?(?:[€£₹₺]|kr\b|zł|Kč|Ft\b|EUR\b|USD\b|CHF\b)"
)
# What forms ask for, whatever they are about; upper case, an engine's text of an old scan has few marks to go by.
_ASKED = re.compile(
    r"\b(?:NAME|ADDRESS|CITY|STATE|ZIP|DATE|DEPT|DEPARTMENT|TITLE|(?:TELE)?PHONE|FAX|BRAND|PRODUCT|QTY|QUANTIT(?:Y|IES)|BY|COMMENTS?|REMARKS?|NOTES?"
    r"|PROJECT|BUDGET|ACCOUNT|TO|FROM|CC|SUBJECT|RE|CODE|COMPANY|CONTACT|LOCATION|REGION|DIVISION|AREA|DESCRIPTION|PURPOSE|OBJECTIVES?|REASON|TYPE|SIZE|COLOU?R"
    r"|METHOD|SUPPLIER|VENDOR|COST|BALANCE|TERMS|INITIATOR|SUPERVISOR|MANAGER|COORDINATOR|EMPLOYEE|BIRTH|SEX|AGE|POSITION|HOURS|PAGES?|TIME|ATT(?:N|ENTION)"
    r"|REFERENCE|JOB|ORDER|SERIAL|MODEL|ROOM|STUDY|SAMPLE|LOT|PROTOCOL|STORAGE|CONDITION|RESULTS?|ACTION|STATUS|PRIORITY|MARKET|MEDIA|CIRCULATION|ISSUE|RATE|PERIOD"
    r"|FREQUENCY|DISTRIBUTION|COPIES|SIGNATURES?|SIGNED|APPROV(?:AL|ALS|ED)|REQUESTED|SUBMITTED|PREPARED|COMPLETED|REQUIRED|RECEIVED|MATERIALS?|EXPLAIN|YES|NO"
    r"|VORNAME|NACHNAME|ANSCHRIFT|STRASSE|PLZ|TELEFON|ABTEILUNG|BEMERKUNG(?:EN)?|GEBURTSDATUM|UNTERSCHRIFT|NOM|PR[EÉ]NOM|ADRESSE|VILLE|OBJET|NOMBRE|APELLIDOS"
    r"|DOMICILIO|FECHA|FIRMA|NOME|COGNOME|INDIRIZZO|COMUNE)\b\W*(?:[:_?]|$|\s[A-Z0-9_]|\d)"
)
_WORD = re.compile(r"[^\W\d_]{3}")
_CHOICE = re.compile(
    r"\[\s?[xX]?\s?\]|☐|□|\(\s?\)|_+\s?[xX]\s?_*|\b[xX]_|\bYES\b.{0,12}\bNO\b|\bX\s?$", re.IGNORECASE
)
# Room to write in, whatever the language asks for: lines, dots, `__.__.____`; dots that lead to a number are those of a table or a menu.
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|(?:\.\s){4,})\s?\S{0,3}\d[\d.,]*\W{0,3}$")
_BLANK = re.compile(r"_{3,}|\.{4,}|…{2,}|(?:[._]{2,4}\s?[/.]\s?){2}")
_LABEL = re.compile(r"[^\W\d_]{2,}\s?:(?:\s|$)")
_LABEL_ALONE = re.compile(r":\s*[_.]*$")
_RULE = re.compile(r"[-_=*.]{5,}")
_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
NARROW = 1.9
MUCH_ASKED = 6
MANY_BLANKS = 10


def structure_of(layout: Layout) -> Mapping[str, float]:
    """Shares of rows, 0-1, and a few numbers scaled to about that range."""
    rows = [row for row in layout.rows_on(1) if row.text.strip()]
    count = max(len(rows), 1)
    text = "\n".join(row.text for row in rows)
    letters = sum(c.isalpha() for c in text)
    asked = sum(bool(_ASKED.search(row.text.upper())) for row in rows)
    page = layout.pages[0] if layout.pages else None
    to_fill = [0 if _LEADER.search(row.text) else len(_BLANK.findall(row.text)) for row in rows]

    def share(holds: Callable[[Row], object]) -> float:
        return sum(bool(holds(row)) for row in rows) / count

    return {
        "labelled_rows": share(lambda row: _LABEL.search(row.text)),
        "empty_labels": share(lambda row: _LABEL_ALONE.search(row.text)),
        "rows_with_amount": share(lambda row: _AMOUNT.search(plain_digits(row.text))),
        "rows_ending_with_amount": share(lambda row: re.search(r"\d[.,]\d{2}\W*[A-Z]{0,3}\d?$", row.text)),
        "short_rows": share(lambda row: len(row.text.split()) <= 3),
        "long_rows": share(lambda row: len(row.text.split()) >= 10),
        "rows_with_date": share(lambda row: _DATE.search(row.text)),
        "asked_rows": asked / count,
        "rows_with_choice": share(lambda row: _CHOICE.search(row.text)),
        "blank_rows": sum(blanks > 0 for blanks in to_fill) / count,
        "blanks": min(sum(to_fill), MANY_BLANKS) / MANY_BLANKS,
        "leader_rows": share(lambda row: _LEADER.search(row.text)),
        "rows_without_word": share(lambda row: not _WORD.search(row.text)),
        "colons": min(text.count(":") / count, 1.5),
        "capital_rows": share(lambda row: row.text.isupper() and len(row.text) > 4),
        "asks_much": float(asked >= MUCH_ASKED),
        "prose": share(lambda row: len(row.text) > 60 and row.text[:1].isalpha() and ":" not in row.text),
        "ruled_rows": share(lambda row: _RULE.search(row.text)),
        "split_rows": share(lambda row: len(row.segments) >= 2),
        "capitals": sum(c.isupper() for c in text) / max(letters, 1),
        "digits": sum(c.isdigit() for c in text) / max(len(text), 1),
        "few_rows": float(len(rows) < 12),
        "many_rows": float(len(rows) > 70),
        "has_no_amount": float(not _AMOUNT.search(plain_digits(text))),
        "narrow": float(page is not None and page.width > 0 and page.height / page.width > NARROW),
        "pages": min(len(layout.pages), 5) / 5,
    }
