"""Say which countries a document may be from: by its numbers, its money, and at last its language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_service.extractors.amounts.country_marks import is_american
from ocr_service.extractors.amounts.document_currency import countries_named, document_currency
from ocr_service.layout.found_language import language_found
from ocr_service.layout.rows import Row

_SURE_OF_CURRENCY = 0.75
# The country that most paper in a language is from; asked last, and believed only where it has such a number.
_COUNTRY_OF_LANGUAGE = {
    "deu": "DE", "fra": "FR", "spa": "ES", "ita": "IT", "nld": "NL", "por": "PT", "dan": "DK", "swe": "SE", "nob": "NO",
    "fin": "FI", "pol": "PL", "ces": "CZ", "slk": "SK", "hun": "HU", "ron": "RO", "tur": "TR", "ell": "GR", "bul": "BG",
    "hrv": "HR", "slv": "SI", "est": "EE", "lav": "LV", "lit": "LT", "rus": "RU", "ukr": "UA", "heb": "IL", "jpn": "JP",
    "kor": "KR", "chi_sim": "CN", "chi_tra": "TW", "tha": "TH", "vie": "VN", "ind": "ID", "msa": "MY",
}  # fmt: skip


def likely_countries(rows: Sequence[Row]) -> tuple[str, ...]:
    """ISO 3166 codes of the countries that a document may be from, the best attested first."""
    return tuple(dict.fromkeys(_countries(rows)))


def _countries(rows: Sequence[Row]) -> Iterator[str]:
    yield from countries_named(rows)
    text = "\n".join(row.text for row in rows)
    if is_american(text):
        yield "US"
    paid_in = document_currency(rows)
    if paid_in is not None and paid_in.confidence >= _SURE_OF_CURRENCY:
        # A currency of one country begins with its code (ISO 4217); `EU` of the euro is none that has numbers.
        yield paid_in.code[:2]
    if country := _COUNTRY_OF_LANGUAGE.get(language_found(text)):
        yield country
