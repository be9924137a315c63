"""Tell which firm issued a letter or an invoice: by labels, legal forms, letterhead and footer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.evidence.evidence import field_of, reading_confidence
from ocr_service.extractors.evidence.ranking import Candidate, Ranked, rank, weights_of
from ocr_service.extractors.locales.invoice_words import TITLE
from ocr_service.layout.layout import Layout
from ocr_service.layout.rows import Row, Segment

_SELLERS = (
    r"[ée]metteur|fournisseur|vendeur|prestataire|proveedor|emisor|vendedor|fornitore|cedente(?:/prestatore)?|emittente|leverancier|verkoper"
    r"|elad[óo]|sprzedawca|prod[áa]vaj[íi]c[íi]|dod[áa]vate[lľ]|furnizor|vânzător|prodajalec|prodavatelj|prodavač|pardav[ėe]jas|pārdev[ēe]js|müüja|myyjä|s[æä]l[jg]er|säljare"
    r"|satıcı|продавец|поставщик|продавець|постачальник|доставчик|πωλητ[ήη]ς|εκδ[όο]της|销售方|銷售方|공급자|prestador"
)
SELLER = re.compile(
    r"^\W*(?:ver ?k[äa]ufer|lieferant|rechnungs(?:er)?steller|anbieter|dienstleister|seller|vendor|supplier|from|sold by|service provider|issued by"
    rf"|{_SELLERS})\s*:?\W*$",
    re.IGNORECASE,
)
# `Eladó: Kovács Bt.`: the name behind the label.
_SELLER_BEFORE = re.compile(rf"^\W*(?:seller|vendor|supplier|{_SELLERS})\s*:\s*(?=[^\W\d_])", re.IGNORECASE)
BUYER = re.compile(
    r"^\W*(?:k[äa]ufer.*|rechnungsempf[äa]nger|kunde|leistungsempf[äa]nger|warenempf[äa]nger|abweichender .*|buyer|customer|client|bill(?:ed)? to.*|ship to.*|invoice to.*|sold to.*"
    r"|vev[őo]|nabywca|kupuj[íi]c[íi]|odb[ěe]ratel|odberateľ|cump[ăa]r[ăa]tor|kupac|kupec|pirk[ėe]jas|pirc[ēe]js|ostja|ostaja|k[øö]pare|køber|kjøper|alıcı|покупатель|получатель|покупець|получател|πελ[άα]τη?ς|αγοραστ[ήη]ς|destinataire|acheteur|cliente|comprador|tomador|cessionario.*|koper|klant|attn.*|购买方|購買方|공급받는자)\s*:?\W*$",
    re.IGNORECASE,
)
_BUYER_BEFORE = re.compile(
    r"^\W*(?:k[äa]ufer|kund(?:e|in)?|buyer|customer|client|bill(?:ed)? to|ship(?:ped)? to|invoiced? to|sold to|charged to|destinataire|acheteur|cliente|comprador|koper|klant"
    r"|asiakas|ostaja|vev[őo]|nabywca|kupuj[íi]c[íi]|odb[ěe]ratel|odberateľ|cump[ăa]r[ăa]tor|kupac|kupec|pirk[ėe]jas|pirc[ēe]js|ostja|køber|kjøper|köpare|alıcı)\s*:\s*",
    re.IGNORECASE,
)
_FORM = (
    r"(?:GmbH(?: ?& ?Co\.?(?: ?KG(?:aA)?)?)?|mbH|AG|SE|KG|OHG|UG(?: \(haftungsbeschränkt\))?|GbR|OG|e\.? ?U\.?|e\.? ?K\.?|e\.? ?V\.?|a\. ?G\.|eG|KGaA|Ltd\.?(?: ?Şti\.?)?|Limited|LLP|LLC|PLC|plc|Inc\.?|Corp\.?|Corporation"
    r"|Pty\.? Ltd\.?|Pte\.? Ltd\.?|Sdn\.? Bhd\.?|SARL|S\.A\.R\.L\.|SAS|S\.A\.S\.|SASU|EURL|S\.?A\.?P?\.?I?\.? de C\.?V\.?|S\. ?de R\.?L\.?(?: de C\.?V\.?)?|S\.A\.|SA|SNC|S\.?r\.?l\.?|S\.?p\.?A\.?|S\.?L\.?U?\.?|B\.V\.|BV|N\.V\.|NV|V\.O\.F\.|VOF|ApS|A/S|I/S|K/S|P/S|AB|HB|Oyj?|Ky|ASA?|(?:Unipessoal,? )?Ltda?\.?|(?:Unipessoal,? )?Lda\.?"
    r"|[Ss]p\. ?z ?o\. ?o\.|[Ss]p\. ?[jk]\.|s\. ?c\.|s\. ?r\. ?o\.|a\. ?s\.|Kft\.?|Bt\.|Kkt\.|Zrt\.?|Nyrt\.?|d\. ?o\. ?o\.|S\.?R\.?L\.?|UAB|SIA|OÜ|AE|A\.E\.|A\.Ş\.|[eh]hf\.?|W\.L\.L\.?|Cía\. Ltda\.?)"
)
# Small words within a name, or at its beginning: `van der Zijl B.V.`, `Valguarnera e Bonanno SPA`.
_PARTICLE = r"(?:und|and|et|der|für|of|de|du|des|den|von|vom|zu|zur|van|ter|ten|di|da|dos?|das|del|della|dei|y|e|i|og|och|ja|a)\s+"
_NAME = re.compile(
    rf"(?<!\w)(?P<core>(?:{_PARTICLE})*(?:[A-ZÄÖÜÅØÆŁŚŻŹĆŠŽČŘĐÇÉÈÁÍÓÚİĞŞ&0-9][\w.&'’+\-/]*,?\s+(?:{_PARTICLE})*){{1,7}}?)(?P<form>{_FORM}(?: ?& Co\.?)?)(?![\w])"
)
# `御中` and `様` address the buyer.
_EAST_ASIAN_NAME = re.compile(
    r"(?:(?:株式|合同|有限)会社[^\s、,:()]{1,20}+|[\u3040-\ud7a3]{1,20}(?:(?:株式|合同|有限)会社|有限公司))(?!\s*[御様])"
)
_NAME_LABEL = re.compile(r"^\W*(?:name|firma|company|nom|nombre|ragione sociale|naam)\s*:\s*", re.IGNORECASE)
_END_OF_NAME = re.compile(
    r"\d{2,}|:|@|\b(?:str(?:aße|asse|\.)?|straße|weg|platz|allee|road|street|avenue|rue|via|calle|tel|fax|gln|anschrift|steuernummer|ust)\b",
    re.IGNORECASE,
)
_HEADING_WORDS = re.compile(r"(?:[A-ZÄÖÜ][\w.&'’\-]*\s?){1,4}")
_SKIP = re.compile(
    r"^\W*(?:nummer|globale nummer|number|gln|lief-?nr|kunden-?nr|ansprechpartner|numéro)\b", re.IGNORECASE
)
_NOTE = re.compile(r"\(.*\)")
_HOLDER = re.compile(
    r"(?:titulaire du compte|account (?:name|holder)|kontoinhaber|beneficiary|bénéficiaire|intestatario|titular)\s*:?\s*(?P<name>[^\d:|–]{3,60}?)(?=\s+(?:IBAN|BIC|SWIFT|BLZ|Konto|Bank|Account|Sort)\b|[\d:|–]|$)",
    re.IGNORECASE,
)
HEAD_ROWS = 12
LONGEST_NAME = 50
BY_HEAD = "issuer by head"


@dataclass(frozen=True, slots=True)
class Place:
    """A name where it stands, and how it was found: seller, form, head or holder.

    ``is_one_word``: a word of a logo that stands for a whole name with its legal form.
    """

    name: str
    rows: tuple[Row, ...]
    source: str
    is_one_word: bool = False


def issuer(layout: Layout) -> FieldValue | None:
    """The issuer's name as its letterhead or label writes it, or None."""
    ranked = rank_issuers(layout)
    if not ranked:
        return None
    place = ranked[0].value
    sure = reading_confidence([word for row in place.rows for word in row.words])
    return field_of(
        place.name, place.rows, confidence=ranked[0].confidence * sure, rule=f"issuer by {place.source}"
    )


def rank_issuers(layout: Layout) -> list[Ranked[Place]]:
    """The names that may be the issuer's, best first."""
    return rank(issuer_candidates(layout), weights_of("invoice_issuer"))


def issuer_candidates(layout: Layout) -> list[Candidate[Place]]:
    """Each name once, by its letters, with what speaks for it."""
    head = layout.rows_on(1)[:HEAD_ROWS]
    text = layout.text
    buyers = _buyer_names(layout.rows)
    places = [_as_written_at_head(place, head) for place in _places(layout)]
    counts = Counter(_key(place.name) for place in places)
    sites = _site_names(text)
    out: dict[str, Candidate[Place]] = {}
    for place in sorted(places, key=lambda place: -_ORDER[place.source]):
        key = _key(place.name)
        if len(key) >= 3 and key not in out:
            out[key] = Candidate(place, _features(place, places, counts, buyers, sites))
    return list(out.values())


_ORDER = {"seller": 4, "holder": 2, "head": 1, "form": 3, "two rows": 2}


def _features(
    place: Place, places: Sequence[Place], counts: Counter[str], buyers: set[str], sites: set[str]
) -> dict[str, float]:
    key = _key(place.name)
    same = [other for other in places if _key(other.name) == key]
    tops = [row.box.top for other in same for row in other.rows]
    return {
        "by_seller": float(any(other.source == "seller" for other in same)),
        "by_form": float(any(other.source == "form" for other in same)),
        "by_head": float(any(other.source == "head" for other in same)),
        "by_two_rows": float(any(other.source == "two rows" for other in same)),
        "is_longer_than_core": float(any(_is_longer(place, other) for other in places)),
        "is_rest_of_two_rows": float(any(_is_rest(place, other, counts) for other in places)),
        "by_holder": float(any(other.source == "holder" for other in same)),
        "is_first_row": float(any(other.rows[0].number == 0 and other.rows[0].page == 1 for other in same)),
        "on_first_page": float(any(row.page == 1 for other in same for row in other.rows)),
        "repeats": min(counts[key], 4) / 4,
        "is_buyer": float(key in buyers and not any(other.source == "seller" for other in same)),
        "like_site": float(any(len(site) >= 4 and (site in key or key in site) for site in sites)),
        "few_letters": float(len(key) < 4),
        "is_logo": float(place.is_one_word),
        "top": 1.0 if tops and min(tops) < 120 else 0.0,
    }


def _is_longer(place: Place, other: Place) -> bool:
    """A row of the head that goes on behind the issuer's short name is not a name itself."""
    return (
        place.source == "head"
        and other.source == "form"
        and place.name.casefold().startswith(other.name.casefold() + " ")
    )


def _is_rest(place: Place, other: Place, counts: Counter[str]) -> bool:
    """The second row of a name that stands in two rows as often as it stands alone."""
    is_rest = (
        other.source == "two rows"
        and _key(other.name).endswith(_key(place.name))
        and _key(other.name) != _key(place.name)
    )
    return is_rest and counts[_key(other.name)] >= 2


def _places(layout: Layout) -> Iterator[Place]:
    rows = layout.rows
    for index, row in enumerate(rows):
        for segment in row.segments:
            if SELLER.match(segment.text):
                yield from _below_label(rows, index, segment)
            elif name := _behind_label(segment.text):
                yield Place(_tidy(name), (row,), "seller")
        for match in _HOLDER.finditer(row.text):
            yield Place(_tidy(match["name"]), (row,), "holder")
        for segment in row.segments:
            if not segment.text.isascii():
                for match in _EAST_ASIAN_NAME.finditer(segment.text):
                    yield Place(match.group(), (row,), "form")
            for match in _NAME.finditer(segment.text):
                yield Place(_tidy(match.group()), (row,), "form")
                if match.start() == 0 and index:
                    yield from _with_row_above(rows[index - 1], row, segment, match.group())
    for row in layout.rows_on(1)[:3]:
        names = (TITLE.sub("", segment.text) for segment in row.segments)
        name = next((one for one in names if re.search(r"[^\W\d]{3}", one)), "")
        if name and not _END_OF_NAME.search(name) and len(name) <= LONGEST_NAME:
            yield Place(_tidy(name), (row,), "head")


def _behind_label(text: str) -> str:
    """The seller's name behind its label, without an address; empty where there is none."""
    label = _SELLER_BEFORE.match(text) if ":" in text else None
    name = text[label.end() :].split(",", maxsplit=1)[0] if label else ""
    return "" if _END_OF_NAME.search(name) or len(name) > LONGEST_NAME else name


def _with_row_above(above: Row, row: Row, segment: Segment, name: str) -> Iterator[Place]:
    """A name that may begin in the row above: words only, at the same left edge, close by."""
    first = next(
        (one for one in above.segments if abs(one.box.left - segment.box.left) < segment.box.height), None
    )
    if first is None or above.page != row.page or row.box.top - above.box.top > 2 * segment.box.height:
        return
    if _HEADING_WORDS.fullmatch(first.text) and not _has_form(first.text) and not TITLE.search(first.text):
        yield Place(_tidy(f"{first.text} {name}"), (above, row), "two rows")


def _below_label(rows: Sequence[Row], index: int, label: Segment) -> Iterator[Place]:
    """The name under or behind a label of the seller; two rows where the second one ends the name."""
    column: list[tuple[Row, str]] = []
    named = False
    for row in rows[index + 1 : index + 7]:
        if row.page != label.page:
            break
        segment = _nearest(row, label) or (row.segments[0] if len(row.segments) == 1 else None)
        if segment is None or _SKIP.match(row.text) or _NOTE.fullmatch(segment.text.strip()):
            continue
        text = row.text if _NAME_LABEL.match(row.text) else segment.text
        if BUYER.match(text) or (_END_OF_NAME.search(_NAME_LABEL.sub("", text)) and column):
            break
        named = named or bool(_NAME_LABEL.match(text))
        if not _END_OF_NAME.search(_NAME_LABEL.sub("", text)):
            column.append((row, _NAME_LABEL.sub("", text)))
    if not column:
        return
    lines = [text for _, text in column]
    count = 2 if len(lines) > 1 and not _has_form(lines[0]) and _has_form(lines[1]) else 1
    yield Place(_tidy(" ".join(lines[:count])), tuple(row for row, _ in column[:count]), "seller")


def _nearest(row: Row, label: Segment) -> Segment | None:
    left, right = label.box.left, label.box.left + max(label.box.width, 12 * label.box.height)
    return next(
        (
            one
            for one in row.segments
            if one.box.left < right and left - label.box.height < one.box.left + one.box.width
        ),
        None,
    )


def _has_form(text: str) -> bool:
    return bool(re.search(rf"\b{_FORM}(?![\w])", text))


def _as_written_at_head(place: Place, head: Sequence[Row]) -> Place:
    """A legal name in the short form that the letterhead shows."""
    match = _NAME.match(place.name)
    if place.source != "form" or match is None:
        return place
    core = match["core"].strip(" ,")
    starts = [row.segments[0].text.casefold() for row in head]
    is_whole = any(text.startswith(place.name.casefold()) for text in starts)
    if is_whole or not any(re.match(rf"{re.escape(core.casefold())}(?!\w)", text) for text in starts):
        return place
    return Place(core, place.rows, "form", is_one_word=" " not in core)


def _buyer_names(rows: Sequence[Row]) -> set[str]:
    """Names that stand in the three rows below a label of the buyer."""
    names: set[str] = set()
    for index, row in enumerate(rows):
        for label in row.segments:
            if behind := _BUYER_BEFORE.match(label.text) if ":" in label.text else None:
                names |= {_key(match.group()) for match in _NAME.finditer(label.text, behind.end())}
                names.add(_key(label.text[behind.end() :].split(",", maxsplit=1)[0]))
            if BUYER.match(label.text):
                for below in rows[index + 1 : index + 5]:
                    segment = _nearest(below, label)
                    if segment is not None:
                        names.add(_key(_NAME_LABEL.sub("", segment.text)))
                        names |= {_key(match.group()) for match in _NAME.finditer(segment.text)}
    return names


def _site_names(text: str) -> set[str]:
    return {match[1].casefold().replace("-", "") for match in re.finditer(r"(?:@|www\.)([\w\-]+)\.", text)}


def _tidy(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip(" ,;:-–|*\"'")


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
