#!/usr/bin/env bash
# What somebody filled into a PDF form is drawn by its fields. pdfium draws fields only for a program that has set up its form
# environment: pypdfium2 5.15.2 without init_forms() draws the empty form, though the answer has an appearance of its own and
# render() has annotations on. So OCRmyPDF 17.13.0, whose default is pypdfium2 where it is installed, takes the answers out of the
# document with --force-ocr: they are neither on its pages nor in their text, and no line says so; it ends with 0. pdfplumber
# 0.11.10's to_image() draws the empty form, too. `--rasterizer ghostscript` (Debian 12's 10.00) keeps them. Needs Tesseract's English.
set -euo pipefail
for each in "tesseract-ocr-eng 1:4.1.0-*" "ghostscript 10.0.0*" "poppler-utils 22.12.0-*"; do
  version=$(dpkg-query -W -f '${Version}' "${each% *}" 2>/dev/null || true)
  # shellcheck disable=SC2053
  [[ $version == ${each#* } ]] || { echo "made for ${each} of Debian 12, found '${version:-none}'"; exit 2; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "ocrmypdf==17.13.0" "pypdfium2==5.15.2" "pikepdf==10.18.0" "pdfplumber==0.11.10" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String

FORM = "form.pdf"
with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(400, 200))
    fonts = Dictionary(F=pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    page.Resources = Dictionary(Font=fonts)
    page.Contents = pdf.make_stream(b"BT /F 18 Tf 20 150 Td (Name) Tj ET")
    answer = pdf.make_stream(
        b"/Tx BMC q BT /F 18 Tf 0 g 2 8 Td (Harbour Works) Tj ET Q EMC",
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 250, 30]), Resources=Dictionary(Font=fonts),
    )
    field = pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("Harbour Works"), F=4,
        DA=String("/F 18 Tf 0 g"), Rect=Array([100, 142, 350, 172]), P=page.obj, AP=Dictionary(N=answer),
    ))
    page.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), DA=String("/F 18 Tf 0 g"), DR=Dictionary(Font=fonts))
    pdf.save(FORM)


def has_answer(picture):
    """Whether something dark stands where the answer is."""
    wide, high = picture.size
    return picture.convert("L").crop((wide // 4, 0, wide, high)).getextrema()[0] < 128


def text(file):
    return " ".join(subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True).stdout.split())


with_forms = pypdfium2.PdfDocument(FORM)
with_forms.init_forms()
seen = {
    "pypdfium2 draws": has_answer(pypdfium2.PdfDocument(FORM)[0].render(scale=2).to_pil()),
    "pypdfium2 after init_forms draws": has_answer(with_forms[0].render(scale=2).to_pil()),
    "pdfplumber draws": has_answer(pdfplumber.open(FORM).pages[0].to_image(resolution=144).original),
}
for rasterizer in ("auto", "ghostscript"):
    to = Path(f"{rasterizer}.pdf")
    run = subprocess.run(
        [sys.executable, "-m", "ocrmypdf", "--force-ocr", "--rasterizer", rasterizer, "--output-type", "pdf", FORM, to],
        check=True, capture_output=True, text=True,
    )
    print(run.stderr)
    seen[f"OCRmyPDF --rasterizer {rasterizer} draws"] = has_answer(pypdfium2.PdfDocument(to)[0].render(scale=2).to_pil())
    seen[f"OCRmyPDF --rasterizer {rasterizer} reads"] = text(to)
print(f"the form, as pdftotext reads it: {text(FORM)}")
for what, found in seen.items():
    print(f"{what}: {found if isinstance(found, str) else 'the answer' if found else 'an empty form'}")
assert list(seen.values()) == [False, True, False, False, "Name", True, "Name Harbour Works"], seen
assert text(FORM) == "Name Harbour Works"
PY
cd "$place"
PATH="$place/venv/bin:$PATH" venv/bin/python show.py
