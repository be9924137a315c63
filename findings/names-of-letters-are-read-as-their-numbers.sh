#!/usr/bin/env bash
# A font of a PDF may name its letters and have no table of characters (ToUnicode), as books and reports of older programs do. By Adobe's
# glyph list f_f_i is "ffi", T_h is "Th", and one.oldstyle and five.tnum are figures. Where such a ligature has the number of a figure, pdfium
# (pypdfium2 5.15.2) gives the figure: "office" is "o5ce", "The" is "7e". pypdf 7.1.1 leaves /five.tnum in an amount and /T_h in a
# word, PyMuPDF 2.0 has one letter of T_h, and pdf_oxide 0.3.78 one letter of each. None warns. pdfminer.six 20260107, pdfplumber
# 0.11.10 and Debian 12's pdftotext (22.12) read all of it.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case $version in 22.12.0-*) ;; *) echo "made for poppler-utils 22.12.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "fonttools==4.68.0" "pypdf==7.1.1" "pdfminer.six==20260107" "pdfplumber==0.11.10" "pdf_oxide==0.3.78" "pymupdf==2.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import subprocess

import pdf_oxide
import pdfplumber
import pikepdf
import pymupdf
import pypdf
import pypdfium2
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from pdfminer.high_level import extract_text
from pikepdf import Array, Dictionary, Name


def font(names):
    """A font of boxes that have these names, in the form that PDF embeds (CFF)."""
    builder = FontBuilder(1000, isTTF=False)
    pen = T2CharStringPen(600, None)
    pen.moveTo((100, 0))
    for corner in ((500, 0), (500, 700), (100, 700)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.getCharString()
    order = [".notdef", *names]
    builder.setupGlyphOrder(order)
    builder.setupCFF("Boxes", {}, dict.fromkeys(order, box), {})
    return builder.font["CFF "].compile(builder.font)


def save(file, content, names):
    """A page in a font whose letters have these names instead of their own."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        plain = {letter: letter for letter in "Reocnt"} | {" ": "space", ".": "period"}
        differences = Array([item for code, name in (plain | names).items() for item in (ord(code), Name(f"/{name}"))])
        box = dict(FontBBox=Array([0, 0, 600, 700]), ItalicAngle=0, Ascent=700, Descent=0, CapHeight=700, StemV=80)
        file3 = pdf.make_stream(font(dict.fromkeys((plain | names).values())), Subtype=Name.Type1C)
        told = pdf.make_indirect(Dictionary(Type=Name.FontDescriptor, FontName=Name.Boxes, Flags=4, FontFile3=file3, **box))
        how = dict(FirstChar=32, LastChar=126, Widths=Array([600] * 95), FontDescriptor=told)
        encoding = Dictionary(Type=Name.Encoding, Differences=differences)
        embedded = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Boxes, Encoding=encoding, **how)
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(embedded)))
        page.Contents = pdf.make_stream(content)
        pdf.save(file)


save("ligatures.pdf", b"BT /F 12 Tf 20 150 Td (7e o5ce) Tj ET", {"5": "f_f_i", "7": "T_h"})
save("figures.pdf", b"BT /F 12 Tf 20 150 Td (Rent 55.01) Tj ET", {"0": "zero.tnum", "1": "one.oldstyle", "5": "five.tnum"})


def plumbed(name):
    with pdfplumber.open(name) as opened:
        return opened.pages[0].extract_text()


READERS = {
    "pypdf": lambda name: pypdf.PdfReader(name).pages[0].extract_text(),
    "pdfminer.six": extract_text,
    "pdfplumber": plumbed,
    "pdf_oxide": lambda name: pdf_oxide.PdfDocument(name).extract_text(0),
    "pdfium": lambda name: pypdfium2.PdfDocument(name)[0].get_textpage().get_text_range(),
    "PyMuPDF": lambda name: pymupdf.open(name)[0].get_text(),
    "pdftotext": lambda name: subprocess.run(["pdftotext", name, "-"], check=True, capture_output=True, text=True).stdout,
}
EXPECTED = dict.fromkeys(READERS, ("The office", "Rent 55.01")) | {
    "pypdf": ("/T_he o\ufb03ce", "Rent /five.tnum/five.tnum./zero.tnum/one.oldstyle"),
    "pdf_oxide": ("Te ofce", "Rent 55.01"),
    "pdfium": ("7e o5ce", "Rent 55.01"),
    "PyMuPDF": ("Te o\ufb03ce", "Rent 55.01"),
}
for reader, read in READERS.items():
    seen = tuple(" ".join(read(file).split()) for file in ("ligatures.pdf", "figures.pdf"))
    print(f"{reader}: {' | '.join(seen)}")
    assert seen == EXPECTED[reader], (reader, seen)
PY
cd "$place"
venv/bin/python show.py
