"""What speaks for some rows of a letterhead being the issuer's name: features whose weights are fitted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from ocr_service.extractors.receipt.head_rows import LEGAL_FORM, HeadRow
from ocr_service.layout.quick_pattern import quick_pattern

_BUSINESS = quick_pattern(
    r"\b(?:ENTERPRISES?|TRADING|COMPANY|CO|STATIONERY|RESTAURANT|RESTORAN|CAFE|COFFEE|KOPITIAM|BAKERY|MARTS?|MINI ?MARKET|SUPERMARKET"
    r"|SHOP|STORES?|BOOK(?:S|STORES?)|HOUSE|HARDWARE|CENT(?:RE|ER)|PHARMACY|FARMASI|KEDAI|PERNIAGAAN|PASAR(?:AYA)?|HOTEL|MARKETING"
    r"|HOLDINGS?|SERVICES?|INDUSTR(?:Y|IES)|GROUP|FOODS?|ELECTRICAL|MOTORS?|PETROL|STATION|CLINIC|KLINIK|SALON|GALLERY|FASHION"
    r"|APOTHEKE|BÄCKEREI|MARKT|BOULANGERIE|PHARMACIE|RISTORANTE|FARMACIA|PANADERIA|BROTHERS|SONS|CONFECTIONERY|DELI|GRILL|KITCHEN)\b"
)
_ENDS_AS_BUSINESS = quick_pattern(rf"{_BUSINESS.pattern.pattern}\W*$")
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
REGISTRATION_AT_END = re.compile(
    r"\s*[(<\[]?\s*(?:\bCO\b.{0,12})?(?:NO\W*)?\b[A-Z]{0,2}\d{4,12}\W{0,3}[A-Z]?\b\W*(?:\([A-Z]+\)\W*)?$"
)
_SHORT_ROW = 2


def name_features(head: Sequence[HeadRow], start: int, end: int, text: str) -> dict[str, float]:
    """Of rows ``start`` to ``end`` (not included) of the head, which make the name ``text``; most are 0 to 1."""
    return {
        **_features_of_place(head, start, end),
        **_features_of_rows(head[start:end]),
        **_features_of_text(text),
        "torn": float(
            any(row.has_legal_form for row in head[start:end])
            and start > 0
            and _is_beginning(head[start - 1], head[start])
        ),
        "below_similar": float(start > 0 and _shares_word(head[start - 1].text, text)),
        "is_only_form": float(
            len(text.split()) <= 3
            and any(row.has_legal_form for row in head[start:end])
            and letters_in(text) < 10
        ),
    }


def _features_of_place(head: Sequence[HeadRow], start: int, end: int) -> dict[str, float]:
    """How much stands above, and what stands before and behind."""
    above = [row for row in head[:start] if row.kind not in {"noise", "document", "time", "money"}]
    after = head[end] if end < len(head) else None
    return {
        "first": float(not above),
        "second": float(len(above) == 1),
        "third": float(len(above) == 2),
        "later": min(len(above), 8) / 8 if len(above) > 2 else 0.0,
        "before_registration": float(after is not None and after.kind == "registration"),
        "before_address": float(after is not None and after.kind == "address"),
        "before_phone": float(after is not None and after.kind in {"phone", "online"}),
        "before_other": float(after is not None and after.kind == "other"),
        "before_form": float(after is not None and after.has_legal_form),
        "before_and": float(after is not None and bool(_STARTS_WITH_AND.match(after.text))),
        "after_trade_open": float(start > 0 and _is_open_trade(head[start - 1])),
        "is_taller": _relative_height(head, start, end),
    }


def _features_of_rows(rows: Sequence[HeadRow]) -> dict[str, float]:
    """What the rows of a name are, and whether they are one."""
    forms = [row.has_legal_form for row in rows]
    return {
        "has_form": float(any(forms)),
        "goes_on_after_form": float(any(forms[:-1])),
        "has_form_and_rows": float(any(forms) and len(rows) > 1),
        "two_rows": float(len(rows) == 2),
        "three_rows": float(len(rows) >= 3),
        "rows_of_other_kind": float(sum(row.kind not in {"other", "address"} for row in rows)),
        "rows_of_address": float(sum(row.kind == "address" for row in rows)),
        "address_evidence": max(row.address_evidence for row in rows) / 2,
        "has_registration": float(bool(REGISTRATION_AT_END.search(rows[-1].text))),
        "two_names": float(len(rows) > 1 and _are_two_names(rows)),
        "joins": float(len(rows) > 1 and bool(_GOES_ON.search(rows[-2].text))),
        "starts_with_and": float(bool(_STARTS_WITH_AND.match(rows[0].text))),
        "starts_with_form": float(bool(_STARTS_WITH_FORM.match(rows[0].text))),
        "owner": float(any(_OWNER.search(row.text) for row in rows)),
        "unsure": max(0.0, 75 - min(row.row.confidence for row in rows)) / 75,
    }


def _features_of_text(text: str) -> dict[str, float]:
    """What the name itself is like."""
    return {
        "ends_with_form": float(bool(_ENDS_WITH_FORM.search(text))),
        "business": float(bool(_BUSINESS.search(text))),
        "breaks_open": float(bool(_BREAKS_OPEN.search(text))),
        "closes_bracket": float(text.count(")") > text.count("(")),
        "ends_as_street": float(bool(_ENDS_AS_STREET.search(text))),
        "letters_before_form": min(letters_in(LEGAL_FORM.split(text, maxsplit=1)[0]), 12) / 12,
        "digits": sum(map(str.isdigit, text)) / max(len(text), 1),
        "short": float(len(text) < 6),
        "long": float(len(text) > 45),
        "few_letters": float(letters_in(text) < 0.6 * len(text.replace(" ", ""))),
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


def letters_in(text: str) -> int:
    """How many letters a text has."""
    return sum(map(str.isalpha, text))


def _shares_word(above: str, text: str) -> bool:
    return bool(set(re.findall(r"[A-Z]{4,}", above)) & set(re.findall(r"[A-Z]{4,}", text)))


def _relative_height(head: Sequence[HeadRow], start: int, end: int) -> float:
    """How much taller the rows are than the head's median row, -1 to 1; 0 for a text without boxes."""
    usual = head[0].usual_height
    height = median(row.height for row in head[start:end])
    return max(-1.0, min(1.0, (height - usual) / max(usual, 1.0)))
