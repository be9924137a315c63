"""The properties of a PDF as XMP, in the packet by which a PDF/A names itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape  # xml.sax.saxutils would load a client of HTTP, 2 MB

_FORBIDDEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?")
_TEXTS = {
    "Title": '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>',
    "Author": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
    "Subject": '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>',
    "Keywords": "<pdf:Keywords>{}</pdf:Keywords>",
    "Producer": "<pdf:Producer>{}</pdf:Producer>",
    "Creator": "<xmp:CreatorTool>{}</xmp:CreatorTool>",
}
_DATES = {
    "CreationDate": "<xmp:CreateDate>{}</xmp:CreateDate>",
    "ModDate": "<xmp:ModifyDate>{}</xmp:ModifyDate>",
}
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
{}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


def xmp_packet(properties: Mapping[str, str]) -> bytes:
    """A packet that says PDF/A-2b, in UTF-8; ``properties`` are named and written as in a PDF's Info dictionary."""
    return _PACKET.format("\n".join(_elements(properties))).encode("utf-8")


def _elements(properties: Mapping[str, str]) -> Iterator[str]:
    for name, element in _TEXTS.items():
        if text := _FORBIDDEN.sub("", properties.get(name, "")):
            yield element.format(escape(text))
    for name, element in _DATES.items():
        if date := _iso_date(properties.get(name, "")):
            yield element.format(date)


def _iso_date(date: str) -> str:
    """``D:20200102030405+01'00'`` as ISO 8601, with as many parts as are known; empty when it is no date."""
    match = _DATE.match(date)
    if match is None:
        return ""
    year, month, day, hour, minute, second, is_utc, sign, zone_hour, zone_minute = match.groups()
    text = "-".join(part for part in (year, month, day) if part)
    if not hour:
        return text
    zone = f"{sign}{zone_hour}:{zone_minute or '00'}" if sign else "Z" if is_utc else ""
    return f"{text}T{hour}:{minute}:{second or '00'}{zone}"
