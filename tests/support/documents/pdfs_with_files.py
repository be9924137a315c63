"""PDFs that carry files in all the places where a PDF may: the name tree, ``/AF`` alone, an annotation, packed objects."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas


def page_that_says(*rows: str) -> pypdf.PdfWriter:
    """A page with a text layer."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(595, 842))
    for number, row in enumerate(rows):
        canvas.drawString(60, 780 - 18 * number, row)
    canvas.save()
    return pypdf.PdfWriter(clone_from=drawn)


def file_in(writer: pypdf.PdfWriter, name: str, data: bytes, relationship: str = "") -> IndirectObject:
    """A file specification with its stream, not yet referred to from anywhere."""
    stream = DecodedStreamObject()
    stream.set_data(data)
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    held = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
    entries = {
        NameObject("/Type"): NameObject("/Filespec"),
        NameObject("/F"): TextStringObject(name),
        NameObject("/UF"): TextStringObject(name),
        NameObject("/EF"): held,
    }
    if relationship:
        entries[NameObject("/AFRelationship")] = NameObject(f"/{relationship}")
    return writer._add_object(DictionaryObject(entries))


def associate(writer: pypdf.PdfWriter, *files: IndirectObject) -> None:
    """Name the files in the catalog's ``/AF``."""
    writer.root_object[NameObject("/AF")] = ArrayObject(files)


def associate_page(writer: pypdf.PdfWriter, number: int, *files: IndirectObject) -> None:
    """Name the files in the ``/AF`` of a page, which PDF 2.0 and PDF/A-3 allow."""
    writer.pages[number - 1][NameObject("/AF")] = ArrayObject(files)


def list_by_name(writer: pypdf.PdfWriter, **files: IndirectObject) -> None:
    """Put the files into the name tree, in the order of their keys."""
    names = ArrayObject()
    for name, file in sorted(files.items()):
        names += [TextStringObject(name), file]
    tree = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): tree})


def pin(writer: pypdf.PdfWriter, file: IndirectObject) -> None:
    """Attach a file as an annotation of the first page."""
    box = ArrayObject(FloatObject(value) for value in (20, 20, 40, 40))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
            NameObject("/Rect"): box,
            NameObject("/FS"): file,
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def saved(writer: pypdf.PdfWriter, path: Path) -> Path:
    """The PDF on disk."""
    writer.write(path)
    return path
