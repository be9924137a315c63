#!/usr/bin/env bash
# A form of a PDF page begins with what the page had set when it was called, the font, too (PDF 1.7, 8.10.1), and a font may also be set
# by a graphics state (gs with /Font, table 58); both are drawn. Text in a form that sets no font of its own is not read by pypdf
# 7.1.1, pdfminer.six 20260107, pdfplumber 0.11.10 by it, and pdf_oxide 0.3.78: they give an empty page. Text in a graphics state's font is
# lost by pdfminer.six and pdfplumber, and where another font was set before, pypdf, pdfminer.six, pdfplumber, pdf_oxide and pdfium
# (pypdfium2 5.15.2) read it by that one's code: a total of 88.00 is 99.00, and pdfium draws it so, too. None warns. PyMuPDF 2.0 has all three.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pdfminer.six==20260107" "pdfplumber==0.11.10" "pdf_oxide==0.3.78" "pymupdf==2.0" "pypdfium2==5.15.2" "numpy==2.4.6"
cat >"$place/show.py" <<'PY'
import pdf_oxide
import pdfplumber
import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from pikepdf import Array, Dictionary, Name

SIZE = (300, 200)
CODES = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array([57, Name.eight]))


def save(name, content, *, form=None):
    """A page whose resources have a plain font, and a graphics state with a font in which code 9 is an 8."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=SIZE)
        plain = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))
        other = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier, Encoding=CODES))
        state = Dictionary(Type=Name.ExtGState, Font=Array([other, 12]))
        page.Resources = Dictionary(Font=Dictionary(F=plain), ExtGState=Dictionary(G=state))
        if form:
            how = dict(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, *SIZE]), Resources=Dictionary())
            page.Resources.XObject = Dictionary(X=pdf.make_stream(form, **how))
        page.Contents = pdf.make_stream(content)
        pdf.save(name)


save("form.pdf", b"/F 12 Tf /X Do", form=b"BT 50 100 Td (99.00) Tj ET")
save("state.pdf", b"/G gs BT 50 100 Td (99.00) Tj ET")
save("state-after-a-font.pdf", b"BT /F 12 Tf 50 150 Td (Total) Tj ET /G gs BT 50 100 Td (99.00) Tj ET")
save("99.pdf", b"BT /F 12 Tf 50 150 Td (Total) Tj ET BT /F 12 Tf 50 100 Td (99.00) Tj ET")


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
}
seen = {}
rendered = {file: pypdfium2.PdfDocument(file)[0].render().to_numpy() for file in ("state-after-a-font.pdf", "99.pdf")}
for file in ("form.pdf", "state.pdf", "state-after-a-font.pdf"):
    darkest = pypdfium2.PdfDocument(file)[0].render().to_numpy()[90:105].min()
    assert darkest < 100, "nothing is drawn"
    for reader, read in READERS.items():
        seen[file, reader] = " ".join(read(file).split())
        print(f"{file} by {reader}: {seen[file, reader]!r}")
print(f"pdfium draws state-after-a-font.pdf as a page of 99.00 in the plain font: {(rendered['99.pdf'] == rendered['state-after-a-font.pdf']).all()}")
assert (rendered["99.pdf"] == rendered["state-after-a-font.pdf"]).all()
lost = {pair for pair, text in seen.items() if not text}
assert lost == {
    *(("form.pdf", reader) for reader in ("pypdf", "pdfminer.six", "pdfplumber", "pdf_oxide")),
    *(("state.pdf", reader) for reader in ("pdfminer.six", "pdfplumber")),
}, seen
right = {("form.pdf", "pdfium"): "99.00", ("form.pdf", "PyMuPDF"): "99.00", ("state.pdf", "PyMuPDF"): "88.00", ("state-after-a-font.pdf", "PyMuPDF"): "Total 88.00"}
wrong = {("state.pdf", reader): "99.00" for reader in ("pypdf", "pdf_oxide", "pdfium")}
wrong |= {("state-after-a-font.pdf", reader): "Total 99.00" for reader in READERS if reader != "PyMuPDF"}
assert seen == right | wrong | dict.fromkeys(lost, ""), seen
PY
cd "$place"
venv/bin/python show.py
