"""Tell an invoice in XML from other text by its root element, without parsing what nobody vouches for."""

from __future__ import annotations

import re

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NO_BOMS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
# What may stand before the root: blanks, the declaration and other instructions, comments. No document type: no invoice has one.
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(
    r"<(?:[\w.-]+:)?(?P<name>CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote|StandardBusinessDocument)[\s>/]"
)
# What Peppol sends is the invoice in an envelope, behind a header of one or two kilobytes.
_ENVELOPE = "StandardBusinessDocument"
_ANY_ROOT = re.compile(r"<(?:[\w.-]+:)?(?P<name>CrossIndustryInvoice|Invoice|CreditNote)[\s>/]")
_CII = {"CrossIndustryInvoice": "CrossIndustryInvoice:", "CrossIndustryDocument": "CrossIndustryDocument:"}
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def may_be_xml(head: bytes | bytearray) -> bool:
    """True when a text begins as XML does, in any encoding."""
    return _decoded(bytes(head[:64])).lstrip().startswith("<")


def is_xml_invoice(head: bytes) -> bool:
    """True when the text that begins with ``head`` has the root element of CII (ZUGFeRD 1 too) or UBL, in UTF-8 or UTF-16.

    Other encodings are read as Latin-1, in which the letters of these names are where ASCII has them.
    """
    text = _decoded(head)
    prologue = _PROLOGUE.match(text)
    root = _ROOT.match(text, prologue.end() if prologue else 0)
    if root is None:
        return False
    if root["name"] == _ENVELOPE:
        root = _ANY_ROOT.search(text, root.end())
        if root is None:
            return False
    namespace = _CII.get(root["name"], f"{_UBL}{root['name']}-2")
    return namespace in text[root.start() :]


def _decoded(head: bytes) -> str:
    for mark, encoding in (*_BOMS, *_NO_BOMS):
        if head.startswith(mark):
            return head.decode(encoding, errors="replace").lstrip("\ufeff")
    return head.decode("latin-1")
