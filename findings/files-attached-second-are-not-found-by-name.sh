#!/usr/bin/env bash
# A PDF's attached files stand in a tree that is sorted by name, so that readers may halve it (PDF 1.7, 7.9.6). pdf-lib 1.17.1,
# with which invoices are made in JavaScript, PyMuPDF 2.0 and Debian 12's pdfattach (poppler 22.12) put a new file at its end. Where
# terms.txt was attached before factur-x.xml, Debian 12's qpdf 11.3 lists both and finds neither: `--show-attachment` says that the
# invoice is not there, and the terms, which it gave before, are gone, too. pdf-lib and pdfattach also write the name in UTF-16,
# in which pdfdetach does not find it: -savefile fails for the file that pdfattach of the same version has attached. pypdf 7.1.1, pdfium
# (pypdfium2 5.15.2) and qpdf itself sort what they attach; pikepdf 10.18.0 finds all of them.
set -euo pipefail
version=$(dpkg-query -W -f '${Package} ${Version} ' poppler-utils qpdf)
case $version in "poppler-utils 22.12.0-"*"qpdf 11.3.0-"*) ;; *) echo "made for poppler 22.12.0 and qpdf 11.3.0 of Debian 12, found $version"; exit 2 ;; esac
command -v npm >/dev/null || { echo "needs Node and npm"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pypdfium2==5.15.2" "pymupdf==2.0"
cd "$place"
npm install --silent --no-save --prefix "$place" "pdf-lib@1.17.1" >/dev/null
cat >attach.js <<'JS'
const { PDFDocument } = require('pdf-lib');
const fs = require('fs');

async function attach() {
  const document = await PDFDocument.load(fs.readFileSync('before.pdf'));
  await document.attach(fs.readFileSync('factur-x.xml'), 'factur-x.xml', { mimeType: 'text/xml' });
  fs.writeFileSync('pdf-lib.pdf', await document.save());
}

attach();
JS
cat >show.py <<'PY'
import subprocess
from pathlib import Path

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pikepdf import AttachedFileSpec

INVOICE, TERMS = "factur-x.xml", "terms.txt"
XML = b"<invoice/>"
Path(INVOICE).write_bytes(XML)
with pikepdf.new() as pdf:
    pdf.add_blank_page(page_size=(300, 200))
    pdf.attachments[TERMS] = AttachedFileSpec(pdf, b"terms", filename=TERMS)
    pdf.save("before.pdf")

subprocess.run(["node", "attach.js"], check=True)
subprocess.run(["pdfattach", "before.pdf", INVOICE, "pdfattach.pdf"], check=True)
subprocess.run(["qpdf", "before.pdf", "--add-attachment", INVOICE, "--", "qpdf.pdf"], check=True)
mupdf = pymupdf.open("before.pdf")
mupdf.embfile_add(INVOICE, XML)
mupdf.save("PyMuPDF.pdf")
writer = pypdf.PdfWriter(clone_from="before.pdf")
writer.add_attachment(INVOICE, XML)
writer.write("pypdf.pdf")
pdfium = pypdfium2.PdfDocument("before.pdf")
pdfium.new_attachment(INVOICE).set_data(XML)
pdfium.save("pdfium.pdf")


def says(*argv):
    return subprocess.run(argv, capture_output=True, text=True)


found = {}
for maker in ("pdf-lib", "pdfattach", "PyMuPDF", "pypdf", "pdfium", "qpdf"):
    file = f"{maker}.pdf"
    with pikepdf.open(file) as pdf:
        by_pikepdf = {name for name in (INVOICE, TERMS) if name in pdf.attachments}
    listed = {name for name in (INVOICE, TERMS) if name in says("qpdf", "--list-attachments", file).stdout}
    by_qpdf = {name for name in (INVOICE, TERMS) if says("qpdf", f"--show-attachment={name}", file).returncode == 0}
    by_pdfdetach = {name for name in (INVOICE, TERMS) if says("pdfdetach", "-savefile", name, "-o", "taken", file).returncode == 0}
    assert by_pikepdf == listed == {INVOICE, TERMS}, (maker, by_pikepdf, listed)
    found[maker] = (sorted(by_qpdf), sorted(by_pdfdetach))
    print(f"attached by {maker}: qpdf lists both and finds {found[maker][0] or 'none'}, pdfdetach finds {found[maker][1]}")
both, none = [INVOICE, TERMS], []
assert found == {
    "pdf-lib": (none, [TERMS]),
    "pdfattach": (none, [TERMS]),
    "PyMuPDF": (none, both),
    "pypdf": (both, both),
    "pdfium": (both, both),
    "qpdf": (both, both),
}, found
PY
venv/bin/python show.py
