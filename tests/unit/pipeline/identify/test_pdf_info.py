"""pdfinfo's lines by key and place: what a document says of itself is not what poppler found out."""

from __future__ import annotations

import io

import pytest

from ocr_service.pipeline.identify.pdf_info import PdfInfo, read_pdf_info

SOUND = """\
Title:           A title
Author:          Somebody
CreationDate:    2021-11-26T19:47:14+01
Custom Metadata: no
Metadata Stream: yes
Tagged:          yes
UserProperties:  no
Suspects:        no
Form:            XFA
JavaScript:      no
Pages:           2
Encrypted:       no
Page    1 size:  595 x 842 pts (A4)
Page    1 rot:   0
Page    2 size:  612 x 792 pts (letter)
Page    2 rot:   90
File size:       11568 bytes
Optimized:       yes
PDF version:     1.7
"""


def info(said: str, last: int = 2_000) -> PdfInfo:
    return read_pdf_info(io.StringIO(said), last)


def titled(title: str) -> PdfInfo:
    return info(SOUND.replace("A title", title))


def test_a_sound_document_has_its_pages_sizes_and_properties():
    found = info(SOUND)

    assert found.page_count == 2
    assert found.sizes == {1: (595.0, 842.0), 2: (612.0, 792.0)}
    assert found.properties() == {
        "title": "A title",
        "author": "Somebody",
        "created": "2021-11-26T19:47:14+01:00",
        "pdf_version": "1.7",
        "tagged": "yes",
        "form": "XFA",
        "encrypted": "no",
        "page_size": "595 x 842 pts (A4)",
    }


def test_a_poppler_without_a_line_of_custom_metadata_is_read_alike():
    old = SOUND.replace("Custom Metadata: no\nMetadata Stream: yes\n", "")

    assert info(old).properties() == info(SOUND).properties()


@pytest.mark.parametrize("length", [1_001, 16_384, 100_000, 1_000_000])
def test_a_long_title_costs_nothing_but_its_end(length):
    found = titled("T" * length)

    assert found.page_count == 2
    assert found.properties()["title"] == "T" * 1_000
    assert found.properties()["author"] == "Somebody"


@pytest.mark.parametrize(
    "forged",
    [
        "Pages:           9",
        "Page    1 size:  99999 x 99999 pts",
        "Tagged:          no\nPages:           9\nPage    1 size:  99999 x 99999 pts",
        "Encrypted:       yes\nPDF version:     9.9",
    ],
)
def test_a_title_with_line_breaks_is_believed_to_be_nothing_else(forged):
    found, sound = titled(f"One\n{forged}\nTwo"), info(SOUND)

    assert (found.page_count, found.sizes, found.own) == (2, sound.sizes, sound.own)
    assert found.properties()["author"] == "Somebody"


def test_a_title_with_a_line_break_is_one_line():
    assert titled("One\nTwo").properties()["title"] == "One Two"


def test_what_is_forged_takes_no_room():
    many = "\n".join(f"Page {number} size: 1 x 1 pts" for number in range(50_000))

    found = info(
        SOUND.replace("A title", f"Tagged: no\n{many}")[: -len("PDF version:     1.7\n") - 400], last=10
    )

    assert len(found.sizes) <= 10


def test_a_document_that_does_not_open_is_not_complete():
    assert not info("").is_complete
    assert not info("Title:           Pages: 3\n").is_complete
