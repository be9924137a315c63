"""Choose which of a document's embedded files is its invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_service.domain.attachment import Attachment
from ocr_service.extractors.einvoice.invoice import EInvoice
from ocr_service.extractors.einvoice.read import NotAnInvoice, read_invoice
from ocr_service.extractors.einvoice.untrusted_xml import UnreadableXml

# The names that ZUGFeRD 1 and 2, Factur-X and XRechnung prescribe, in any case. `order-x.xml` is an order.
STANDARD_NAMES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
# Factur-X: Alternative where XML and page say the same, Data for MINIMUM and BASIC WL, Source where the page was made from it.
RELATIONSHIPS = ("Alternative", "Data", "Source")
NOT_UNPACKED = "it is damaged, larger than 4 MB, or stands behind many others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """An invoice and the file it is in; ``is_named`` where the file's name or relationship says that it is the invoice."""

    invoice: EInvoice
    content: bytes
    name: str
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The invoice among the files, if there is one, and a warning for each file that claims to be one and cannot be read."""

    embedded: Embedded | None = None
    warnings: tuple[str, ...] = ()


def choose_invoice(files: Sequence[Attachment]) -> Choice:
    """The invoice: by a name of the standard, then by its relationship, then the only one there is.

    Of several that nothing tells apart none is chosen: a delivery's old invoice enclosed with a letter is not its truth.
    """
    warnings: list[str] = []
    found: list[tuple[tuple[int, int], Embedded]] = []
    for file in sorted(files, key=_rank):
        if not _may_be_invoice(file):
            continue
        if file.content is None:
            warnings += [_unread(file, NOT_UNPACKED)] if _is_standard(file) else []
            continue
        try:
            invoice = read_invoice(file.content)
        except UnreadableXml as error:
            warnings.append(_unread(file, str(error)))
        except NotAnInvoice as error:
            # Other XML may be anything; a name of the standard promises an invoice.
            warnings += [_unread(file, f"it is no invoice, {error}")] if _is_standard(file) else []
        else:
            is_named = _rank(file) < _UNNAMED
            found.append(
                (
                    _rank(file),
                    Embedded(invoice=invoice, content=file.content, name=file.name[:100], is_named=is_named),
                )
            )
            if is_named:
                break
    certain = [one for _, one in found if one.is_named] or [one for _, one in found]
    chosen = certain[0] if len(certain) == 1 else None
    return Choice(embedded=chosen, warnings=tuple(warnings))


_UNNAMED = (1, len(RELATIONSHIPS))


def _unread(file: Attachment, why: str) -> str:
    return f"The attached file {file.name[:100]} could not be read: {why}."


def _is_standard(file: Attachment) -> bool:
    return file.name.casefold() in STANDARD_NAMES


def _rank(file: Attachment) -> tuple[int, int]:
    place = (
        RELATIONSHIPS.index(file.relationship) if file.relationship in RELATIONSHIPS else len(RELATIONSHIPS)
    )
    return (0 if _is_standard(file) else 1, place)


def _may_be_invoice(file: Attachment) -> bool:
    """False for what the PDF itself calls a supplement, unless its name is one of the standard's."""
    return file.relationship != "Supplement" or _is_standard(file)
