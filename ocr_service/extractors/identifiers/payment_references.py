"""Find references of payments that carry check digits: ISO 11649 (``RF``), Swiss QR-bills, Belgian structured ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iso11649
from stdnum.be import ogm_vcs
from stdnum.ch import esr

from ocr_service.extractors.identifiers.found import FoundIdentifier
from ocr_service.extractors.identifiers.printed import cuts, printed_at

_CREDITOR = re.compile(r"(?<![A-Za-z0-9])RF ?(?=\d\d)")
_SWISS = re.compile(r"(?<![\d.,])\d{2}(?:[ \u00a0]?\d{5}){5}(?![\d.,]\d)")
_BELGIAN = re.compile(r"(?:\+{3}|\*{3}) ?(\d{3} ?/ ?\d{4} ?/ ?\d{5}) ?(?:\+{3}|\*{3})")
LONGEST, SHORTEST = 25, 5


def payment_references(text: str) -> Iterator[FoundIdentifier]:
    """References whose check digits are right, without blanks."""
    for match in _CREDITOR.finditer(text):
        for plain, end in cuts(printed_at(text, match.start(), LONGEST), text, SHORTEST):
            if iso11649.is_valid(plain):
                yield FoundIdentifier(plain, match.start(), end, True)
                break
    for match in _SWISS.finditer(text):
        plain = re.sub(r"\s", "", match.group())
        if esr.is_valid(plain) and int(plain):
            yield FoundIdentifier(plain, match.start(), match.end(), True)
    for match in _BELGIAN.finditer(text):
        plain = re.sub(r"\D", "", match[1])
        if ogm_vcs.is_valid(plain):
            yield FoundIdentifier(plain, match.start(), match.end(), True)
