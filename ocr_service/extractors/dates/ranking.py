"""Choose the date that a document is of, and tell due, delivery, birth and validity dates apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from ocr_service.domain.page import Box
from ocr_service.extractors.dates.find import (
    IMPLAUSIBLE_YEAR,
    FoundDate,
    find_dates,
    find_misread_dates,
)
from ocr_service.extractors.dates.labels import INVOICE, KINDS, label_of
from ocr_service.extractors.dates.own_column import PLACE_BEFORE, heading_over, words_before
from ocr_service.extractors.dates.vouching import is_behind_word
from ocr_service.extractors.evidence.evidence import words_between
from ocr_service.extractors.evidence.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.evidence.spelling import SURE
from ocr_service.layout.quick_pattern import quick_pattern
from ocr_service.layout.rows import Row, covering

_NUMBER_BEFORE = re.compile(
    r"(?:\bNR\b|\bN[°ºO]|\bNO\b|NUMBER|#).{0,40}(?:\bVOM\b|\bDU\b|\bDATED\b|\bDEL\b|\bOF\b)\W*$"
)
# A credit note tells the number and date of the invoice that it takes back.
_OF_ANOTHER = re.compile(
    r"\bZUR? (?:\w+ )?RECHNUNG|\b(?:TO|FOR|AGAINST) INVOICE|URSPR[UÜ]NG|ORIGINAL|SUR (?:LA )?FACTURE"
)
# A paper that asks to pay an older invoice: that invoice's date is not its own, whoever's it is called.
_REMINDER = quick_pattern(
    r"^\W*(?:\d\. ?|LETZTE |ERSTE |ZWEITE )?MAHNUNG\b|ZAHLUNGSERINNERUNG|\b(?:PAYMENT|FIRST|SECOND|FINAL|FRIENDLY) REMINDER|\b(?:OVER|PAST )DUE\b|FINAL NOTICE|^\W*RYKKER|PRZYPOMNIENIE O|EMLÉKEZTET[ŐO]|^\W*HERINNERING\b|FALTA DE PAGAMENTO|\bIMPAGO\b|INKASSOKRAV|НАПОМИНАНИЕ|НАГАДУВАННЯ|ПРЕТЕНЗИЯ|SOMA[ȚŢT]IE DE PLAT|ÖDEME HATIRLAT|\bRELANCE\b|MISE EN DEMEURE"
    r"|RECORDATORIO DE PAGO|SOLLECITO|PÅMINNELSE|PÅMINDELSE|\bPURRING|BETALINGSHERINNERING|AANMANING|WEZWANIE DO ZAPŁATY|UPOMÍNKA|FIZETÉSI FELSZÓLÍTÁS|AVISO DE PAGAMENTO|^\W*(?:\d\S{0,3} |PREMIER |DERNIER |SECOND )?RAPPEL\b|\b(?:LETTRE|AVIS) DE RAPPEL|\bERINNERUNG\W*$|RECLAMACIÓN DE PAGO|MAKSUMUISTUTUS|BETALNINGSPÅMINNELSE|OPOMENA|OPOMIN"
)
_INVOICE_BEFORE = re.compile(rf"{INVOICE}(?:S-?\s?DATUM)?\b[^:]{{0,40}}$")
# What orders something, or confirms an order: the day of the order is its own.
_ORDER = quick_pattern(
    r"^\W*(?:PURCHASE ORDER|ORDER CONFIRMATION|SALES ORDER|(?:KAUF)?BESTELLUNG|AUFTRAGSBEST[ÄA]TIGUNG|BON DE COMMANDE|(?:CONFIRMATION DE )?COMMANDE|ORDEN DE COMPRA"
    r"|PEDIDO|ORDINE|(?:CONFERMA )?ORDINE D|NOTA DE ENCOMENDA|ENCOMENDA|INKOOPORDER|ORDERBEVESTIGING|BESTÄLLNING|ORDERBEKRÄFTELSE|BESTILLING|ORDREBEKRÆFTELSE|TILAUS\w*|ZAMÓWIENIE|OBJEDNÁVKA)\b"
)
_TIME = re.compile(r"\b[0-2]?\d\s?[:.]\s?[0-5]\d(?:\s?:\s?[0-5]\d)?\b|\b\d{1,2}\s?[AP]M\b", re.IGNORECASE)
# What comes with goods, where it names no other day of its own.
_DELIVERY_NOTE = quick_pattern(
    r"^\W*(?:LIEFERSCHEIN|DELIVERY (?:NOTE|DOCKET|ORDER)|PACKING (?:SLIP|LIST)|DISPATCH NOTE|(?:BON|BORDEREAU) DE LIVRAISON|ALBAR[ÁA]N|NOTA DE ENTREGA|GUIA DE (?:REMESSA|TRANSPORTE)"
    r"|DOCUMENTO DI TRASPORTO|BOLLA DI|PAKBON|LEVER(?:INGS)?BON|FØLGESEDDEL|FÖLJESEDEL|PAKKSEDDEL|LÄHETYSLISTA|DODAC[ÍI] LIST|SZÁLLÍTÓLEVÉL|DOWÓD DOSTAWY|(?:ТОВАРНАЯ )?НАКЛАДНАЯ)\b"
)
_MARKS = re.compile(r"[./\-–]")
_SHORT_YEAR = re.compile(r"(?<!\d)\d\d$")
# One of `9/05/2017` was printed with a nought before it, the other without: it has lost a digit (`29/05/2017`).
_UNEVEN = re.compile(
    r"^\d\s?[./\-–]\s?0\d\s?[./\-–]|^0\d\s?[./\-–]\s?\d\s?[./\-–]|[./\-–]\s?0\d\s?[./\-–]\s?\d$"
)
# What is left of `05/01/2018` when the paper or the reading ends early.
_CUT_YEAR = re.compile(r"[./\-–]\s?20$")
_TIME_BEHIND = re.compile(r"\W{0,4}[0-2]?\d\s?[:.]\s?[0-5]\d")
_UNTIL = r"\s*(?:-|–|TO|TILL|UNTIL|BIS|AU|AL)\s*"
_RANGE_AFTER = re.compile(
    rf"^{_UNTIL}\d{{1,4}}(?:[./\-–]\d{{1,2}}[./\-–]\d|\.?\s[^\W\d]{{3,9}}\.?,?\s\d\d)", re.IGNORECASE
)
_RANGE_BEFORE = re.compile(
    rf"(?:\d[./\-–]\d{{2,4}}|[^\W\d]{{3}}\.?,?\s(?:19|20)\d\d){_UNTIL}$", re.IGNORECASE
)
# German and Dutch say behind the day what lasts until then: `bis zum 31.12.2025 läuft`, `bis zum 31.12.2025 gültig`.
_LASTS = re.compile(
    r"\W{0,2}(?:LÄUFT|GILT|GELTEN|GÜLTIG|BESTEHT|BEFRISTET|VERLÄNGERT|BEURLAUBT|GEÖFFNET|GESCHLOSSEN|GELDIG|LOOPT)\b",
    re.IGNORECASE,
)
_AMOUNT_AT_END = re.compile(r"(?:^|\s)\D{0,3}\d+[.,]\d{2}\D{0,4}$")
FIRST_USUAL_YEAR, LATEST_USUAL_YEAR = 1995, 2035
# What these labels name is the date of this document only where no other date is.
OF_SOMETHING_ELSE = frozenset({"due", "delivery", "birth", "validity", "another"})
_COLON_AT_END = re.compile(r":\s*$")
# Labels that belong to the next date alone.
_OF_ONE_DATE = frozenset({"dated", "another"})
ROWS_OF_HEAD = 20
LABEL_REACH = 48
_FEW_WORDS = 4
_BEHIND_FIGURES = re.compile(r"\d")
# The first and the last day of a period are no farther apart, whatever the engine made of the mark between.
MARK_BETWEEN = 5


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A date and the row it stands in; ``label`` tells what kind of date the words before it name."""

    found: FoundDate
    row: Row
    label: str
    before: str = ""
    is_beside_another: bool = False
    """True where nothing but a mark parts it from another day: `24 November 2017 ~ 4 March 2018`."""

    @property
    def is_behind_word(self) -> bool:
        """True where an unknown word or a label of something else stands right before it."""
        return is_behind_word(self.label, words_before(self.row, self.found.start))


def dated_rows(rows: Sequence[Row], *, day_first: bool | None, language: str = "") -> list[DatedRow]:
    """Every date of the rows, with its label from the same row or, failing that, from the row above."""
    out = []
    heads = [row.text.upper() for row in rows[:ROWS_OF_HEAD]]
    is_reminder, is_order = any(map(_REMINDER.search, heads)), any(map(_ORDER.search, heads))
    for index, (row, below) in enumerate(zip_longest(rows, rows[1:])):
        of_row = _dates_in(row, day_first, language)
        for index_of_row, found in enumerate(of_row):
            before = row.text[max(0, found.start - LABEL_REACH) : found.start]
            if (
                index
                and not _is_title(rows[index - 1].text.upper(), is_reminder=is_reminder)
                and not re.search(r"[^\W\d]{3}", before)
            ):
                before = f"{_above(rows[index - 1], row, found)} {before}"
            elif (
                index and not label_of(before) and (head := heading_over(rows[index - 1], row, found, below))
            ):
                before = head
            elif index and _goes_on(rows[index - 1], row, before):
                before = f"{_BEHIND_FIGURES.split(rows[index - 1].text)[-1][-LABEL_REACH:]} {before}"
            is_of_invoice = is_reminder and _INVOICE_BEFORE.search(before.upper())
            label = "another" if is_of_invoice else label_of(before)
            if label == "order" and is_order and ":" in before[-3:]:
                label = "issue"
            if label in _OF_ONE_DATE and index_of_row > 0:
                label = _label_behind(row, of_row[index_of_row - 1], found, label)
            if label == "due" and _LASTS.match(row.text, found.end):
                label = "validity"
            out.append(DatedRow(found, row, label, before, _is_beside_another(found, of_row)))
    return _of_delivery_note(out) if any(map(_DELIVERY_NOTE.search, heads)) else out


def _is_title(above: str, *, is_reminder: bool) -> bool:
    """True for `PAST DUE NOTICE` or `LIEFERSCHEIN NR. 4711` above a day: they say nothing of the day."""
    return bool((is_reminder and _REMINDER.search(above)) or _DELIVERY_NOTE.search(above))


def _label_behind(row: Row, other: FoundDate, found: FoundDate, label: str) -> str:
    """The label of a date behind another: `договір від 14 травня діє до 31 грудня` tells the first one's with `від` alone.

    Beside it in a column of its own, it has none of the other's: `Ihr Schreiben vom: 14.05.2024   05.06.2024`.
    """
    between = row.text[other.end : found.start]
    if not between.strip():
        return ""
    return label if label != "dated" or not re.search(r"[^\W\d_]{2}", between) else label_of(between)


def _of_delivery_note(dates: list[DatedRow]) -> list[DatedRow]:
    """The same, the day of delivery as the paper's own where no label names that."""
    if any(map(_is_of_its_own, dates)):
        return dates
    return [
        replace(one, label="issue") if one.label == "delivery" and _COLON_AT_END.search(one.before) else one
        for one in dates
    ]


def _is_of_its_own(one: DatedRow) -> bool:
    """True for a day of the paper: named so, or alone in its row, perhaps behind a place or a word for it (`del 05/06/2024`)."""
    before = words_before(one.row, one.found.start).strip()
    if one.label == "dated":
        return bool(_COLON_AT_END.search(one.before)) or len(before.split()) <= 1
    is_alone = len(before.split()) <= 1 or bool(PLACE_BEFORE.match(before))
    return one.label == "issue" or (one.label == "" and is_alone)


def _goes_on(above: Row, row: Row, before: str) -> bool:
    """True where a sentence runs on from the row above, and its few words here name no date: `… Betal venligst` / `senest 19. juni`."""
    return (
        row.page == above.page
        and row.text[:1].islower()
        and len(before.split()) <= _FEW_WORDS
        and row.text.startswith(before)
        and above.text[-1:] not in ".:!?"
        and not label_of(before)
    )


def _is_beside_another(found: FoundDate, others: Sequence[FoundDate]) -> bool:
    return any(
        other.day != found.day and 0 < max(other.start - found.end, found.start - other.end) <= MARK_BETWEEN
        for other in others
    )


def _above(heading: Row, row: Row, found: FoundDate) -> str:
    """The heading of the date's column, or the end of the row above where that is no row of headings."""
    box = covering(word.box for word in words_between(row, found.start, found.end))
    over = [one for one in heading.segments if _is_over(one.box, box)]
    text = over[0].text if len(heading.segments) > 1 and over else heading.text
    return text[-LABEL_REACH:]


def _is_over(heading: Box, box: Box) -> bool:
    return heading.left < box.left + box.width and box.left < heading.left + heading.width


def _dates_in(row: Row, day_first: bool | None, language: str) -> Sequence[FoundDate]:
    """The dates of a row; where none is clean and the engine was not sure, those it may have misread."""
    clean = find_dates(row.text, day_first=day_first, language=language)
    if row.confidence >= SURE or any(one.day.year <= LATEST_USUAL_YEAR for one in clean):
        return clean
    return find_misread_dates(row.text, day_first=day_first) or clean


def rank_dates(dates: Sequence[DatedRow], row_count: int, question: str) -> list[Ranked[DatedRow]]:
    """The days that may be the document's, best first; each day once. ``question`` names the weights."""
    return rank(date_candidates(dates, row_count), weights_of(question))


def date_candidates(dates: Sequence[DatedRow], row_count: int) -> list[Candidate[DatedRow]]:
    """Each distinct day with its features, standing for its best-labelled place."""
    days = dict.fromkeys(one.found.day for one in dates)
    latest = max(days, default=date.min)
    out = []
    for day in days:
        places = [one for one in dates if one.found.day == day]
        best = max(places, key=lambda one: (_STRENGTH.get(one.label, 0), -one.row.page, -one.row.number))
        features = _features(places, best, row_count) | {"is_latest": float(day == latest)}
        # An old letter has old dates only; beside a new one an old date is a birthday.
        features["implausible"] += float(day.year < FIRST_USUAL_YEAR <= latest.year)
        out.append(Candidate(best, features))
    own = [one for one in out if one.value.label not in OF_SOMETHING_ELSE] or out
    is_among_others = float(len(own) > 1)
    return [
        Candidate(
            one.value,
            {**one.features, "among_others": is_among_others * one.features["behind_words"]},
        )
        for one in own
    ]


_STRENGTH = {"issue": 4, "dated": 3, "": 2, "print": 1}


def _features(places: Sequence[DatedRow], best: DatedRow, row_count: int) -> dict[str, float]:
    labels = {one.label for one in places}
    text, found = best.row.text, best.found
    is_year_last = found.form != "year first"
    features = {f"label_{name}": float(name in labels) for name in KINDS}
    rest = text[found.end : found.end + 24] + " " + text[max(0, found.start - 16) : found.start]
    return features | {
        "unlabelled": float("" in labels),
        "has_issue_or_none": float(bool(labels & {"issue", "dated", ""})),
        "has_time": float(bool(_TIME.search(rest))),
        "repeats": min(len(places) - 1, 2) / 2,
        "height": min(best.row.number / max(row_count, 1), 1.0),
        "behind_words": float(len(places) == 1 and best.is_behind_word),
        "is_first": float(best.row.page == 1 and best.row.number < 8),
        "digits_only": float(found.form == "digits"),
        "after_number": float(any(_is_after_number(one.before) for one in places)),
        "is_only_after_number": float(len(places) == 1 and _is_after_number(best.before)),
        "after_place": float(
            any(PLACE_BEFORE.match(words_before(one.row, one.found.start)) for one in places)
        ),
        "starts_row": float(found.start <= 2),
        "is_repaired": float(found.is_repaired),
        "implausible": float(found.day.year > LATEST_USUAL_YEAR),
        "is_before_tills": float(found.day.year < FIRST_USUAL_YEAR),
        "later_page": float(best.row.page > 1),
        "cut_year": float(
            is_year_last and bool(_CUT_YEAR.search(found.text)) and not _TIME_BEHIND.match(text, found.end)
        ),
        "mixed_marks": float(len(set(_MARKS.findall(found.text))) > 1),
        "guessed_year": float(found.is_repaired and bool(IMPLAUSIBLE_YEAR.search(found.text))),
        "uneven": float(bool(_UNEVEN.search(found.text))),
        "in_range": float(all(_is_in_range(one) for one in places)),
        "beside_amount": float(all(_AMOUNT_AT_END.search(one.row.text[one.found.end :]) for one in places)),
        "bare_short": float(
            labels == {""}
            and is_year_last
            and bool(_SHORT_YEAR.search(found.text))
            and not _TIME.search(rest)
        ),
    }


def _is_in_range(one: DatedRow) -> bool:
    """True for the first or last day of a period: an offer, a stay."""
    text, found = one.row.text, one.found
    return one.is_beside_another or bool(
        _RANGE_AFTER.search(text[found.end :]) or _RANGE_BEFORE.search(text[: found.start])
    )


def _is_after_number(before: str) -> bool:
    upper = before.upper()
    return bool(_NUMBER_BEFORE.search(upper)) and not _OF_ANOTHER.search(upper)
