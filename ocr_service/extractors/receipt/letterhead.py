"""Find who issued a receipt, and where: the name and the address at its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ocr_service.extractors.evidence.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.receipt.head_rows import LEGAL_FORM, OPENING, PLACE, POSTCODE, HeadRow

NAME_STARTS = 11
MOST_NAME_ROWS = 4
MOST_ADDRESS_ROWS = 6
_BUSINESS = re.compile(
    r"\b(?:ENTERPRISES?|TRADING|COMPANY|CO|STATIONERY|RESTAURANT|RESTORAN|CAFE|COFFEE|KOPITIAM|BAKERY|MARTS?|MINI ?MARKET|SUPERMARKET"
    r"|SHOP|STORES?|BOOK(?:S|STORES?)|HOUSE|HARDWARE|CENT(?:RE|ER)|PHARMACY|FARMASI|KEDAI|PERNIAGAAN|PASAR(?:AYA)?|HOTEL|MARKETING"
    r"|HOLDINGS?|SERVICES?|INDUSTR(?:Y|IES)|GROUP|FOODS?|ELECTRICAL|MOTORS?|PETROL|STATION|CLINIC|KLINIK|SALON|GALLERY|FASHION"
    r"|APOTHEKE|BÄCKEREI|MARKT|BOULANGERIE|PHARMACIE|RISTORANTE|FARMACIA|PANADERIA|BROTHERS|SONS|CONFECTIONERY|DELI|GRILL|KITCHEN)\b"
)
_ENDS_AS_BUSINESS = re.compile(rf"{_BUSINESS.pattern}\W*$")
_NEVER_IN_NAMES = frozenset({"noise", "money"})
_NEVER_IN_LONG_NAMES = frozenset({"phone", "online", "time", "document"})
_ENDS_WITH_FORM = re.compile(rf"(?:{LEGAL_FORM.pattern})\W*$", re.IGNORECASE)
# Words that end a name: where one begins it, the row above was forgotten.
_STARTS_WITH_FORM = re.compile(
    rf"\W*(?:CO\b|\(M\)|{LEGAL_FORM.pattern}|(?:ENTERPRISES?|TRADING|COMPANY|HOLDINGS?|MARKETING|SERVICES?|INDUSTR(?:Y|IES)|VENTURES?|SONS|AND)\b)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:&|\(\w*|\bAND|,)\W*$")
# `GRAHAM, STEWART` above `AND HARRISON`: one name in two rows.
_STARTS_WITH_AND = re.compile(r"\W*(?:&|(?:AND|UND|ET|E|Y|EN|OG|OCH|I)\s)\s*[^\W\d_]")
# `MÜHLENWEG 237`, `CUMHURIYET CAD. NO: 168`: a street, not who has a shop there.
_ENDS_AS_STREET = re.compile(r"[^\W\d_]{3}.*\s(?:NO\W{0,3})?\d{1,4}(?:\s?[/-]\s?\d{1,4})?[A-Z]?\W*$")
_BREAKS_OPEN = re.compile(r"&\W*$|\([^)]*$")
_IS_OPEN = re.compile(r"&\W*$|\(\w*$")
_OWNER = re.compile(r"OWNED BY|OWNER|OPERATED BY|MANAGED BY|F\.?K\.?A")
_CUT_REGISTRATION = re.compile(
    r"\s*[(<\[]?\s*(?:\bCO\b.{0,12})?(?:NO\W*)?\b[A-Z]{0,2}\d{4,12}\W{0,3}[A-Z]?\b\W*(?:\([A-Z]+\)\W*)?$"
)
# Behind the last legal form stands a word, or the form itself goes on: `S.L.N.E.`
_GOES_ON_AFTER_FORM = re.compile(r"[^\W_]|.*[A-Z]{4}", re.DOTALL)
_CUT_LEADING = re.compile(r"^\W*(?:#\s?\d+|\d{6,})\s+(?=[A-Z])")
_REGISTRATION_INSIDE = re.compile(r"\s*[(\[{]\d{5,8}\s?-\s?[A-Z][)\]}]\s*")
_CUT_TRAILING_PHONE = re.compile(r"\s*\b(?:TEL|FAX|PHONE|H/P)\b.*$")
_SHORT_ROW = 2
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
            if _letters_in(text) >= 3:
                out.append(Candidate(Span(start, end, text), _name_features(head, start, end, text)))
    return out


def name_text(rows: Sequence[HeadRow]) -> str:
    """The name without registration number, and cut behind its legal form."""
    text = _CUT_LEADING.sub("", " ".join(row.text for row in rows))
    forms = list(LEGAL_FORM.finditer(text))
    if forms and not _GOES_ON_AFTER_FORM.match(text, forms[-1].end()):
        text = text[: forms[-1].end()]
    return _CUT_REGISTRATION.sub("", text).strip(" ,:;-*#~_=|'\"“”‘’<>€£")


def _name_features(head: Sequence[HeadRow], start: int, end: int, text: str) -> dict[str, float]:
    rows = head[start:end]
    above = [row for row in head[:start] if row.kind not in {"noise", "document", "time", "money"}]
    after = head[end] if end < len(head) else None
    forms = [row.has_legal_form for row in rows]
    letters = _letters_in(text)
    return {
        "first": float(not above),
        "second": float(len(above) == 1),
        "third": float(len(above) == 2),
        "later": min(len(above), 8) / 8 if len(above) > 2 else 0.0,
        "has_form": float(any(forms)),
        "ends_with_form": float(bool(_ENDS_WITH_FORM.search(text))),
        "goes_on_after_form": float(any(forms[:-1])),
        "is_only_form": float(len(text.split()) <= 3 and any(forms) and letters < 10),
        "business": float(bool(_BUSINESS.search(text))),
        "two_rows": float(end - start == 2),
        "three_rows": float(end - start >= 3),
        "rows_of_other_kind": float(sum(row.kind not in {"other", "address"} for row in rows)),
        "rows_of_address": float(sum(row.kind == "address" for row in rows)),
        "address_evidence": max(row.address_evidence for row in rows) / 2,
        "before_registration": float(after is not None and after.kind == "registration"),
        "before_address": float(after is not None and after.kind == "address"),
        "before_phone": float(after is not None and after.kind in {"phone", "online"}),
        "before_other": float(after is not None and after.kind == "other"),
        "before_form": float(after is not None and after.has_legal_form),
        "has_registration": float(bool(_CUT_REGISTRATION.search(rows[-1].text))),
        "two_names": float(end - start > 1 and _are_two_names(rows)),
        "joins": float(end - start > 1 and bool(_GOES_ON.search(rows[-2].text))),
        "breaks_open": float(bool(_BREAKS_OPEN.search(text))),
        "closes_bracket": float(text.count(")") > text.count("(")),
        "before_and": float(after is not None and bool(_STARTS_WITH_AND.match(after.text))),
        "starts_with_and": float(bool(_STARTS_WITH_AND.match(rows[0].text))),
        "ends_as_street": float(bool(_ENDS_AS_STREET.search(text))),
        "starts_with_form": float(bool(_STARTS_WITH_FORM.match(rows[0].text))),
        "has_form_and_rows": float(any(forms) and end - start > 1),
        "letters_before_form": min(_letters_in(LEGAL_FORM.split(text, maxsplit=1)[0]), 12) / 12,
        "torn": float(any(forms) and start > 0 and _is_beginning(head[start - 1], rows[0])),
        "after_trade_open": float(start > 0 and _is_open_trade(head[start - 1])),
        "below_similar": float(start > 0 and _shares_word(head[start - 1].text, text)),
        "is_taller": _relative_height(head, start, end),
        "owner": float(any(_OWNER.search(row.text) for row in rows)),
        "digits": sum(map(str.isdigit, text)) / max(len(text), 1),
        "short": float(len(text) < 6),
        "long": float(len(text) > 45),
        "few_letters": float(letters < 0.6 * len(text.replace(" ", ""))),
        "unsure": max(0.0, 75 - min(row.row.confidence for row in rows)) / 75,
    }


def _is_open_trade(row: HeadRow) -> bool:
    return row.kind == "other" and bool(_IS_OPEN.search(row.text))


def _is_beginning(above: HeadRow, row: HeadRow) -> bool:
    """The row above may be how a name begins whose legal form stands in this one: a word or two, or this one begins as names end."""
    if above.kind != "other" or above.has_legal_form:
        return False
    own_words = LEGAL_FORM.split(row.text, maxsplit=1)[0].split()
    return (
        len(above.text.split()) <= _SHORT_ROW
        or len(own_words) <= 1
        or bool(_STARTS_WITH_FORM.match(row.text))
    )


def _are_two_names(rows: Sequence[HeadRow]) -> bool:
    """A trade name that ends as one, and below it a whole legal name: two words or more before its form."""
    form = LEGAL_FORM.search(rows[-1].text)
    before = re.findall(r"[A-Z]{3,}", rows[-1].text[: form.start()]) if form else []
    is_whole = len(before) > 1 and not _STARTS_WITH_FORM.match(rows[-1].text)
    return is_whole and bool(_ENDS_AS_BUSINESS.search(rows[-2].text))


def _letters_in(text: str) -> int:
    return sum(map(str.isalpha, text))


def _shares_word(above: str, text: str) -> bool:
    return bool(set(re.findall(r"[A-Z]{4,}", above)) & set(re.findall(r"[A-Z]{4,}", text)))


def _relative_height(head: Sequence[HeadRow], start: int, end: int) -> float:
    """How much taller the rows are than the head's median row, -1 to 1; 0 for a text without boxes."""
    usual = head[0].usual_height
    height = median(row.height for row in head[start:end])
    return max(-1.0, min(1.0, (height - usual) / max(usual, 1.0)))


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
        "opens": float(bool(OPENING.search(rows[0].text))),
        "opens_with_number": float(bool(_HOUSE_NUMBER.match(rows[0].text))),
        "evidence": sum(row.address_evidence for row in rows) / 5,
        "weak_rows": float(sum(row.address_evidence < 0.8 for row in rows)),
        "weak_first": float(rows[0].address_evidence < 0.8),
        "weak_last": float(rows[-1].address_evidence < 0.8),
        "has_postcode": float(bool(POSTCODE.search(text))),
        "postcode_in_last": float(bool(POSTCODE.search(last))),
        "place_in_last": float(bool(PLACE.search(last))),
        "ends_with_comma": float(last.rstrip().endswith(",")),
        "ends_with_stop": float(last.rstrip().endswith(".")),
        "brackets": float(bool(re.match(r"^\W*\(.*\)\W*$", last))),
        "last_has_no_digit_or_place": float(not re.search(r"\d", last) and not PLACE.search(last)),
        "postcode_above_last": float(
            len(rows) > 1 and bool(POSTCODE.search(rows[-2].text)) and not POSTCODE.search(last)
        ),
        "place_after_postcode": float(
            bool(POSTCODE.search(text)) and bool(PLACE.search(POSTCODE.split(text)[-1]))
        ),
        "second_opens": float(
            len(rows) > 1
            and any(OPENING.search(row.text) for row in rows[1:])
            and not OPENING.search(rows[0].text)
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
        "above_opens": float(before is not None and bool(OPENING.search(before.text)) and start > name_end),
        "after_registration": float(before is not None and before.kind == "registration"),
        "below_number": float(
            before is not None and start > name_end and bool(_NUMBER_ROW.fullmatch(before.text))
        ),
        "overlaps_name": float(start < name_end),
        "rows_below_name": min(max(start - name_end, 0), 8) / 8,
        "directly_below": float(start == name_end),
    }
