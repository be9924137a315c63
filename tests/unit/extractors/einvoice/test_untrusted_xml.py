from __future__ import annotations

import pytest

from ocr_service.extractors.einvoice.untrusted_xml import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    UnreadableXml,
    parse_xml,
)

LAUGHS = b"""<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><lolz>&b;</lolz>"""
HOSTILE = {
    "entities that grow": LAUGHS,
    "a file of the machine": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "a document type from elsewhere": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    "a document type": b"<!DOCTYPE x><x/>",
    "UTF-16 with entities": LAUGHS.decode().encode("utf-16"),
    "an unknown encoding": b'<?xml version="1.0" encoding="UTF-7"?><x/>',
    "an encoding of a name of nonsense": b'<?xml version="1.0" encoding="no-such"?><x/>',
    "bytes that are no UTF-8": b"<x>\xff\xfe\xfa</x>",
    "an unknown entity": b"<x>&nbsp;</x>",
    "cut off": b"<x><y>",
    "nothing": b"",
    "binary": b"\x00\x01\x02",
    "depth": b"<x>" * (MAX_DEPTH + 1) + b"</x>" * (MAX_DEPTH + 1),
    "elements": b"<x>" + b"<y/>" * (MAX_ELEMENTS + 1) + b"</x>",
    "bytes": b"<x>" + b" " * MAX_BYTES + b"</x>",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_and_broken_xml_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(UnreadableXml, match="it"):
        parse_xml(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_are_said_are_read(encoding: str) -> None:
    name = encoding.removesuffix("-sig")

    root = parse_xml(f'<?xml version="1.0" encoding="{name}"?><x>Köln</x>'.encode(encoding))

    assert root.text == "Köln"


@pytest.mark.parametrize(
    "content",
    [
        '\n  <?xml version="1.0" encoding="UTF-8"?><x>Köln</x>'.encode(),
        '<?xml version="1.0" encoding="UTF-8"?><x>Köln</x>'.encode("utf-16"),
        b"\xfe\xff"
        + "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<x>Köln</x>".encode("utf-16-be"),
        '<?xml version="1.0" encoding="UTF-16"?><x>Köln</x>'.encode(),
        '<?xml version="1.0" encoding="utf-16"?><x>Köln</x>'.encode("utf-8-sig"),
        '<?xml version="1.0"?><x>Köln</x>'.encode("utf-16"),
        '<?xml version="1.0" encoding="US-ASCII"?><x>Köln</x>'.encode(),
        '<?xml version="1.0" encoding="ISO-8859-1"?><x>Köln</x>'.encode(),
        '<?xml version="1.0" encoding="UTF-8"?><x>Köln</x>'.encode("cp1252"),
    ],
    ids=[
        "blanks before",
        "UTF-16 says UTF-8",
        "big end first",
        "UTF-8 says UTF-16",
        "with a mark",
        "says nothing",
        "UTF-8 says ASCII",
        "UTF-8 says Latin 1",
        "Windows says UTF-8",
    ],
)
def test_a_declaration_that_is_wrong_about_the_encoding_is_passed_over(content: bytes) -> None:
    assert parse_xml(content).text == "Köln"
