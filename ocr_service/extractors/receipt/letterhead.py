"""Find who issued a receipt, and where: the name and the address at its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr_service.extractors.evidence.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.receipt.head_rows import (
    LEGAL_FORM,
    PLACE,
    POSTCODE,
    HeadRow,
    has_place,
    has_postcode,
    opens,
)
from ocr_service.extractors.receipt.name_features import REGISTRATION_AT_END, letters_in, name_features

NAME_STARTS = 11
MOST_NAME_ROWS = 4
MOST_ADDRESS_ROWS = 6
_NEVER_IN_NAMES = frozenset({"noise", "money"})
_NEVER_IN_LONG_NAMES = frozenset({"phone", "online", "time", "document"})
# Behind the last legal form stands a word, or the form itself goes on: `S.L.N.E.`
_GOES_ON_AFTER_FORM = re.compile(r"[^\W_]|.*[A-Z]{4}", re.DOTALL)
_CUT_LEADING = re.compile(r"^\W*(?:#\s?\d+|\d{6,})\s+(?=[A-Z])")
_REGISTRATION_INSIDE = re.compile(r"\s*[(\[{]\d{5,8}\s?-\s?[A-Z][)\]}]\s*")
_CUT_TRAILING_PHONE = re.compile(r"\s*\b(?:TEL|FAX|PHONE|H/P)\b.*$")
# A row that begins with a house, lot or unit number, and one that is nothing else: half an address stands below it.
_HOUSE_NUMBER = re.compile(
    r"\W*(?:(?:NO|LOT|PT|UNIT|BLOCK|BLK|SUITE|SHOP|[A-Z])\W*)?\d{1,5}\b", re.IGNORECASE
)
_NUMBER_ROW = re.compile(
    r"\W*(?:(?:NO|LOT|PT|UNIT|BLOCK|BLK|SUITE|SHOP|[A-Z])\W*)?\d{1,5}[A-Z]?(?:\s?[-&/]\s?[\dA-Z]{1,4})*\W*",
    re.IGNORECASE,
)
# A street that no house number stands before, where numbers stand first: the row with the number was not read.
_STREET_WITHOUT_NUMBER = re.compile(
    r"\W*(?:JALAN|JLN|JL|LORONG|LRG|PERSIARAN|LEBUH(?:RAYA)?|ROAD|STREET|AVENUE|LANE)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Span:
    """Rows ``start`` to ``end`` (not included) of the head, and the value they make."""

    start: int
    end: int
    text: str


def rank_names(head: Sequence[HeadRow]) -> list[Ranked[Span]]:
    """The spans that may be the issuer's name, best first."""
    return rank(name_candidates(head), weights_of("receipt_company"))


def rank_addresses(head: Sequence[HeadRow], name_end: int) -> list[Ranked[Span]]:
    """The spans that may be the issuer's address, best first; ``name_end`` is the row after the name."""
    return rank(address_candidates(head, name_end), weights_of("receipt_address"))


def name_candidates(head: Sequence[HeadRow]) -> list[Candidate[Span]]:
    """Spans of one to three rows that hold letters."""
    out = []
    for start in range(min(len(head), NAME_STARTS)):
        for end in range(start + 1, min(start + MOST_NAME_ROWS, len(head)) + 1):
            kinds = {row.kind for row in head[start:end]}
            if kinds & _NEVER_IN_NAMES or (end - start > 1 and kinds & _NEVER_IN_LONG_NAMES):
                break
            text = name_text(head[start:end])
            if letters_in(text) >= 3:
                out.append(Candidate(Span(start, end, text), name_features(head, start, end, text)))
    return out


def name_text(rows: Sequence[HeadRow]) -> str:
    """The name without registration number, and cut behind its legal form."""
    text = _CUT_LEADING.sub("", " ".join(row.text for row in rows))
    forms = list(LEGAL_FORM.finditer(text))
    if forms and not _GOES_ON_AFTER_FORM.match(text, forms[-1].end()):
        text = text[: forms[-1].end()]
    return REGISTRATION_AT_END.sub("", text).strip(" ,:;-*#~_=|'\"“”‘’<>€£")


def address_candidates(head: Sequence[HeadRow], name_end: int) -> list[Candidate[Span]]:
    """Spans of one to six rows with some sign of an address."""
    out = []
    for start in range(len(head)):
        for end in range(start + 1, min(start + MOST_ADDRESS_ROWS, len(head)) + 1):
            if head[end - 1].kind not in {"address", "other", "noise"}:
                break
            rows = head[start:end]
            if max(row.address_evidence for row in rows) >= 0.3 or start >= name_end:
                out.append(
                    Candidate(
                        Span(start, end, address_text(rows)), _address_features(head, start, end, name_end)
                    )
                )
    return out


def address_text(rows: Sequence[HeadRow]) -> str:
    """The rows as one line, without a heading or a telephone number behind."""
    text = " ".join(row.text for row in rows if row.kind != "noise")
    text = _REGISTRATION_INSIDE.sub(" ", re.sub(r"^\W*(?:ADDRESS|ADDR|ADD)\W+", "", text))
    return _CUT_TRAILING_PHONE.sub("", text).strip(" :;-*#~_=|'\"“”‘’<>")


def _address_features(head: Sequence[HeadRow], start: int, end: int, name_end: int) -> dict[str, float]:
    return _row_features(head[start:end]) | _neighbour_features(head, start, end, name_end)


def _row_features(rows: Sequence[HeadRow]) -> dict[str, float]:
    """What the rows themselves show."""
    text = " ".join(row.text for row in rows)
    last = rows[-1].text
    return {
        "rows_1": float(len(rows) == 1),
        "rows_2": float(len(rows) == 2),
        "rows_3": float(len(rows) == 3),
        "rows_4": float(len(rows) == 4),
        "rows_5": float(len(rows) >= 5),
        "opens": float(opens(rows[0].text)),
        "opens_with_number": float(bool(_HOUSE_NUMBER.match(rows[0].text))),
        "evidence": sum(row.address_evidence for row in rows) / 5,
        "weak_rows": float(sum(row.address_evidence < 0.8 for row in rows)),
        "weak_first": float(rows[0].address_evidence < 0.8),
        "weak_last": float(rows[-1].address_evidence < 0.8),
        "has_postcode": float(has_postcode(text)),
        "postcode_in_last": float(has_postcode(last)),
        "place_in_last": float(has_place(last)),
        "ends_with_comma": float(last.rstrip().endswith(",")),
        "ends_with_stop": float(last.rstrip().endswith(".")),
        "brackets": float(bool(re.match(r"^\W*\(.*\)\W*$", last))),
        "last_has_no_digit_or_place": float(not re.search(r"\d", last) and not has_place(last)),
        "postcode_above_last": float(
            len(rows) > 1 and has_postcode(rows[-2].text) and not has_postcode(last)
        ),
        "place_after_postcode": float(has_postcode(text) and bool(PLACE.search(POSTCODE.split(text)[-1]))),
        "second_opens": float(
            len(rows) > 1 and not opens(rows[0].text) and any(opens(row.text) for row in rows[1:])
        ),
        "opens_with_street": float(bool(_STREET_WITHOUT_NUMBER.match(rows[0].text))),
        "only_town": float(len(rows) == 1 and bool(re.match(r"\W*\d{4,6}\W+\D+$", last))),
        "no_evidence": float(max(row.address_evidence for row in rows) < 0.8),
        "has_form": float(bool(LEGAL_FORM.search(text))),
        "noise": float(sum(row.kind == "noise" for row in rows)),
    }


def _neighbour_features(head: Sequence[HeadRow], start: int, end: int, name_end: int) -> dict[str, float]:
    """Where the rows stand: below the name, and between which others."""
    before = head[start - 1] if start else None
    after = head[end] if end < len(head) else None
    last = head[end - 1].text
    return {
        "before_is_address": float(before is not None and start > name_end and before.kind == "address"),
        "after_is_address": float(after is not None and after.kind == "address"),
        "after_is_strong_address": float(after is not None and after.address_evidence >= 1.8),
        "after_has_postcode": float(
            after is not None and after.kind == "address" and bool(POSTCODE.search(after.text))
        ),
        "after_is_place": float(
            after is not None and after.kind in {"address", "other"} and bool(PLACE.search(after.text))
        ),
        "after_is_other": float(after is not None and after.kind == "other"),
        "after_is_phone": float(
            after is not None and after.kind in {"phone", "registration", "document", "online"}
        ),
        "stops_before_place": float(
            after is not None
            and bool(PLACE.search(after.text))
            and after.kind in {"address", "other"}
            and last.rstrip().endswith((",", "-"))
        ),
        "above_opens": float(before is not None and opens(before.text) and start > name_end),
        "after_registration": float(before is not None and before.kind == "registration"),
        "below_number": float(
            before is not None and start > name_end and bool(_NUMBER_ROW.fullmatch(before.text))
        ),
        "overlaps_name": float(start < name_end),
        "rows_below_name": min(max(start - name_end, 0), 8) / 8,
        "directly_below": float(start == name_end),
    }
