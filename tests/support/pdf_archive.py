"""What every PDF/A-2b has, as far as it can be seen in the file's objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_FORBIDDEN_ACTIONS = {"/Launch", "/JavaScript", "/ImportData", "/ResetForm", "/Movie", "/Sound"}
_FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


def assert_archive(path: Path) -> None:
    """The file names itself, says what its colours mean, embeds its fonts and holds nothing that is forbidden."""
    reader = pypdf.PdfReader(path)
    root = reader.trailer["/Root"]
    assert not reader.is_encrypted
    assert len(reader.trailer["/ID"]) == 2
    assert _identification(path) == ("2", "B")
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    profile = intent.get_object()["/DestOutputProfile"]
    assert profile["/N"] == 3
    assert profile.get_data()[36:40] == b"acsp"
    for found in _dictionaries(reader):
        _assert_allowed(found)


def title_in_xmp(path: Path) -> str:
    """The title that the description names."""
    return _xmp(path).findtext(f".//{{http://purl.org/dc/elements/1.1/}}title/{_RDF}Alt/{_RDF}li") or ""


def _identification(path: Path) -> tuple[str, str]:
    xmp = _xmp(path)
    return xmp.findtext(f".//{_PDFA}part", ""), xmp.findtext(f".//{_PDFA}conformance", "")


def _xmp(path: Path) -> ET.Element:
    metadata = pypdf.PdfReader(path).trailer["/Root"]["/Metadata"]
    assert (metadata["/Type"], metadata["/Subtype"]) == ("/Metadata", "/XML")
    return ET.fromstring(metadata.get_data())


def _assert_allowed(found: DictionaryObject) -> None:
    assert found.get("/S") not in _FORBIDDEN_ACTIONS
    assert not {"/LZWDecode", "/Crypt"} & set(_names(found.get("/Filter")))
    assert not {"/AA", "/EmbeddedFiles", "/XFA", "/OPI", "/Alternates"} & set(found)
    assert "/DeviceCMYK" not in _names(found.get("/ColorSpace"))
    assert found.get("/Interpolate", False) in (False,)
    if found.get("/Type") == "/FontDescriptor":
        assert _FONT_FILES & set(found), found
    if found.get("/Type") == "/Font" and found.get("/Subtype") not in ("/Type0", "/Type3"):
        assert "/FontDescriptor" in found, found


def _names(value: Any) -> list[str]:
    value = value.get_object() if isinstance(value, IndirectObject) else value
    if isinstance(value, ArrayObject):
        return [name for each in value for name in _names(each)]
    return [value] if isinstance(value, str) else []


def _dictionaries(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that the trailer leads to, once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            yield value
            waiting += value.values()
        elif isinstance(value, ArrayObject):
            waiting += value
