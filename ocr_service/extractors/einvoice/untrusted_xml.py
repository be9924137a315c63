"""Parse XML that nobody vouches for: no document type, no entities, nothing from elsewhere, bounded in size and depth."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError  # types only: defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

MAX_BYTES = 20_000_000
# The longest invoice of the ZUGFeRD corpus has 3,000 elements, nine deep; a hundred thousand take 60 MB.
MAX_ELEMENTS, MAX_DEPTH = 100_000, 60
_DECLARATION, _ENCODING = re.compile(r"<\?xml[^>]*\?>\s*"), re.compile(r"encoding\s*=\s*[\"']([\w.-]+)")
_LONGEST_DECLARATION = 200
_UTF_8 = frozenset({"", "utf-8", "utf8"})


class UnreadableXml(ValueError):
    """Why a text is not read as XML, in one sentence without a full stop."""


def parse_xml(content: bytes) -> Element:
    """The root element. Raises ``UnreadableXml``.

    UTF-8, UTF-16 and the encodings of one byte a letter that Python knows are read; a document type declaration, and with it
    every entity and everything outside the file, is refused before it is looked at.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableXml(f"it has more than {MAX_BYTES // 1_000_000} MB")
    if not content.strip():
        raise UnreadableXml("it is empty")
    try:
        return _bounded(content)
    except DefusedXmlException as error:
        raise UnreadableXml(
            "it has a document type declaration or entities, which no invoice needs"
        ) from error
    except ParseError as error:
        raise UnreadableXml(f"it is not well-formed ({error})") from error
    except UnreadableXml:
        raise
    except (LookupError, ValueError) as error:
        raise UnreadableXml("its encoding is unknown or wrong") from error


def _of_one_encoding(content: bytes) -> bytes:
    """The text without blanks before its declaration, and without a declaration that its first bytes show to be wrong about the encoding."""
    content = content.lstrip(b" \t\r\n")
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = content.decode("utf-16")
        return _DECLARATION.sub("", text, count=1).encode() if _encoding_of(text) != "utf-16" else content
    start = content.removeprefix(BOM_UTF8)
    text = start[:_LONGEST_DECLARATION].decode("ascii", errors="replace")
    if start.startswith(b"<?xml") and _encoding_of(text).startswith("utf-16"):
        return start[len(found[0]) :] if (found := _DECLARATION.match(text)) else start
    return _of_letters_beyond_ascii(start, _encoding_of(text) if start.startswith(b"<?xml") else "")


def _of_letters_beyond_ascii(content: bytes, told: str) -> bytes:
    """The text in UTF-8 where its letters show it to be in another encoding than it says: nothing but UTF-8 looks like that by chance.

    What claims to be UTF-8 and is not was written by a Windows program that did not know.
    """
    if content.isascii() or b"\0" in content[:_LONGEST_DECLARATION]:
        return content
    try:
        text = content.decode()
    except UnicodeDecodeError:
        if told not in _UTF_8 or not content.startswith(b"<?xml"):
            return content
        text = content.decode("cp1252")
    else:
        if told in _UTF_8:
            return content
    return _DECLARATION.sub("", text, count=1).encode()


def _encoding_of(text: str) -> str:
    """What a declaration says, in lower case; empty without one."""
    declaration = _DECLARATION.match(text)
    found = _ENCODING.search(declaration[0]) if declaration else None
    return found[1].lower() if found else ""


def _bounded(content: bytes) -> Element:
    root: Element | None = None
    depth = count = 0
    for event, element in iterparse(
        BytesIO(_of_one_encoding(content)), events=("start", "end"), forbid_dtd=True
    ):
        if event == "end":
            depth -= 1
            continue
        root = element if root is None else root
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise UnreadableXml(f"it has more than {MAX_ELEMENTS} elements or is more than {MAX_DEPTH} deep")
    if root is None:
        raise UnreadableXml("it is empty")
    return root
