"""The properties of a PDF, as its description tells them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from ocr_service.pipeline.rendering.pdf.xmp import xmp_packet

XMP = "{http://ns.adobe.com/xap/1.0/}"
DATES = {
    "D:20200102030405+01'00'": "2020-01-02T03:04:05+01:00",
    "D:20200102030405-0530": "2020-01-02T03:04:05-05:30",
    "D:20200102030405Z": "2020-01-02T03:04:05Z",
    "D:202001020304": "2020-01-02T03:04:00",
    "D:20200102": "2020-01-02",
    "D:2020": "2020",
    "yesterday": None,
}


@pytest.mark.parametrize(("given", "told"), DATES.items())
def test_dates_are_told_as_far_as_they_are_known(given, told):
    packet = ET.fromstring(xmp_packet({"CreationDate": given}))

    assert packet.findtext(f".//{XMP}CreateDate") == told


def test_a_text_may_hold_what_xml_forbids_or_means_something_by():
    packet = ET.fromstring(xmp_packet({"Title": "a < b & \x01c \ud800\uffff", "Custom": "left out"}))

    texts = [text.strip() for text in packet.itertext() if text.strip()]
    assert texts == ["2", "B", "a < b & c"]
