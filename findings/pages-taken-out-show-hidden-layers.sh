#!/usr/bin/env bash
# A PDF says in its catalog which layers (optional content) are off. Whoever takes its pages into a new file leaves that
# behind: what nobody saw is printed on the page. qpdf 11.3 (--empty --pages, --split-pages), pikepdf 10.18.0, pypdf 7.1.1
# and pdfium (pypdfium2 5.15.2) do so without a word; poppler 22.12's pdfseparate keeps it hidden, its pdfunite that of the
# first file alone. `qpdf FILE --pages . 1 -- NEW`, which keeps the file's own catalog, is right.
set -euo pipefail
version=$(dpkg-query -W -f '${Package} ${Version} ' poppler-utils qpdf)
case $version in "poppler-utils 22.12.0-"*"qpdf 11.3.0-"*) ;; *) echo "made for poppler 22.12.0 and qpdf 11.3.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdf==7.1.1" "pypdfium2==5.15.2" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import pikepdf
import pypdf
import pypdfium2
from pikepdf import Array, Dictionary, Name

with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    on, off = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("on", "off"))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font), Properties=Dictionary(A=on, B=off))
    page.Contents = pdf.make_stream(
        b"/OC /A BDC BT /F 12 Tf 20 150 Td (public) Tj ET EMC /OC /B BDC BT /F 12 Tf 20 50 Td (secret) Tj ET EMC"
    )
    states = Dictionary(ON=Array([on]), OFF=Array([off]), Order=Array([on, off]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([on, off]), D=states)
    pdf.save("made.pdf", min_version="1.5")


def program(*argv):
    subprocess.run(argv, check=True)


program("qpdf", "made.pdf", "--pages", ".", "1", "--", "qpdf own catalog.pdf")
program("qpdf", "--empty", "--pages", "made.pdf", "1", "--", "qpdf empty.pdf")
program("qpdf", "--split-pages", "made.pdf", "qpdf split.pdf")
program("pdfseparate", "made.pdf", "pdfseparate.pdf")
program("pdfunite", "made.pdf", "made.pdf", "pdfunite.pdf")
with pikepdf.new() as taken, pikepdf.open("made.pdf") as source:
    taken.pages.extend(source.pages)
    taken.save("pikepdf.pdf")
writer = pypdf.PdfWriter()
writer.append("made.pdf")
writer.write("pypdf.pdf")
taken = pypdfium2.PdfDocument.new()
taken.import_pages(pypdfium2.PdfDocument("made.pdf"))
taken.save("pdfium.pdf")

seen = {}
for name in ("made", "qpdf own catalog", "qpdf empty", "qpdf split-1", "pdfseparate", "pdfunite", "pikepdf", "pypdf", "pdfium"):
    pages = pypdfium2.PdfDocument(f"{name}.pdf")
    pictures = [page.render().to_pil().convert("L").crop((0, 130, 300, 170)) for page in pages]
    seen[name] = [picture.getextrema()[0] < 128 for picture in pictures]
    print(f"{name}: drawn with the hidden layer: {seen[name]}")
hidden = {"made": [False], "qpdf own catalog": [False], "pdfseparate": [False], "pdfunite": [False, True]}
shown = dict.fromkeys(["qpdf empty", "qpdf split-1", "pikepdf", "pypdf", "pdfium"], [True])
sys.exit(0 if seen == hidden | shown else 1)
PY
cd "$place"
"$place/venv/bin/python" "$place/show.py"
