"""Tell which syntax an XML is in, and read the invoice."""

from __future__ import annotations

from ocr_service.extractors.einvoice.cii import ROOTS, read_cii
from ocr_service.extractors.einvoice.invoice import EInvoice
from ocr_service.extractors.einvoice.node import Node
from ocr_service.extractors.einvoice.ubl import NAMESPACES, read_ubl
from ocr_service.extractors.einvoice.untrusted_xml import parse_xml


class NotAnInvoice(ValueError):
    """The XML is well-formed, and neither CII nor UBL."""


# What Peppol sends is the invoice in an envelope (UN/CEFACT Standard Business Document).
_ENVELOPE = "StandardBusinessDocument"


def _unwrapped(root: Node) -> Node:
    return root.first(*ROOTS, *NAMESPACES) or root if root.name == _ENVELOPE else root


def read_invoice(content: bytes) -> EInvoice:
    """The invoice that the bytes are. Raises ``UnreadableXml`` and ``NotAnInvoice``, which are ``ValueError``."""
    root = _unwrapped(Node(parse_xml(content)))
    if root.name in ROOTS:
        return read_cii(root)
    if NAMESPACES.get(root.name) == root.namespace:
        return read_ubl(root)
    raise NotAnInvoice(f"its root element is {root.name[:60]}")
