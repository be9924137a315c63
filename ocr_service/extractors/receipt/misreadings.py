"""Repair what engines misread again and again at the head of a receipt: legal forms, house numbers, postcodes."""

from __future__ import annotations

from ocr_service.layout.quick_pattern import quick_pattern

_REPAIRS = tuple(
    (quick_pattern(pattern), right)
    for pattern, right in (
        (r"Y?\u00a5", "Y"),
        (r"[{\[](?=[A-Z0-9])", "("),
        (r"(?<=[A-Z0-9])[}\]]", ")"),
        (r"\bS[DOQ0UITB][NWHPMRT]\W{0,2}\s?[B8E][HN](?:[A-Z0]\b|(?=\W*$))", "SDN BHD"),
        # Only `SDN` stands before `BHD` in three letters that end so.
        (r"(?<=\s)[A-Z0-9$][A-Z0-9]N BHD\b", "SDN BHD"),
        (r"(?<=\b[A-Z]\.)(\s?)1(?=\.)", r"\g<1>I"),
        (r"^[WH]R\.(?=\s?[A-Z])", "MR."),
        (r"(\([A-Z]{3,})D(?=\W*$)", r"\1I)"),
        (r"(?<=[A-Z])!", "I"),
        (r"\bN[QD0]\b(?=[.:]?\s?\d)", "NO"),
        (r"\b([A-Z])[IL](\d{1,2})(?=[\s,/])", r"\g<1>1\2"),
        (r"(?<!\w)[@&](?=\s1/2\b)", "8"),
        (r"\bKUALA L[A-Z]{3,5}R\b", "KUALA LUMPUR"),
        (r"(?<![A-Z0-9])[S$5]/[B8]\b", "S/B"),
        (r"(?<![A-Z0-9(])C?[MN]\)(?=\s+SDN)", "(M)"),
        (r"(?<![A-Z0-9])(?:[S$\u00a7]{2}|[$\u00a7]5)(?=\d{1,2}[A-Z]?/)", "SS"),
        (r"\bSHAH ALA[A-Z]\b", "SHAH ALAM"),
        (r"\bNO[LI](?=[.,\s])", "NO1"),
        (r"\bJ[I1]N\b", "JLN"),
        (r"\bB[I1]K\b", "BLK"),
        (r"\b[IL]ST (?=FL)", "1ST "),
        (r"\b(\d{4})[@OQD](?!\w)", r"\g<1>0"),
        (r"\b[O@QD](\d{4})\b", r"0\1"),
    )
)


def repaired(text: str) -> str:
    """An upper-case row of the head with the usual misreadings put right."""
    for pattern, right in _REPAIRS:
        text = pattern.sub(right, text)
    return text
