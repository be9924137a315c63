#!/usr/bin/env bash
# Code 39 has no check character unless both sides agree on one, and no reader can tell one from a letter of the text.
# python-barcode 0.16.1 and ReportLab 5.1.0 (Standard39, Extended39) add it unasked: `PATCHT`, the usual separator sheet, is read as
# `PATCHT-`, `ASN00042` as `ASN00042O`. ReportLab's I2of5 adds one, too, and a 0 in front of it: 123456 is read as 01234565. Told
# `add_checksum=False` or `checksum=0` they print what was asked for. Their Code 128 is read as written. (Read with zxing-cpp 3.1.1.)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "python-barcode==0.16.1" "reportlab==5.1.0" "zxing-cpp==3.1.1" "pypdfium2==5.15.2" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import barcode
import pypdfium2
import zxingcpp
from barcode.writer import ImageWriter
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.pdfgen import canvas


def read(picture):
    (code,) = zxingcpp.read_barcodes(picture)
    return code.text


def by_python_barcode(kind, text, **options):
    return read(barcode.get_barcode_class(kind)(text, writer=ImageWriter(), **options).render())


def by_reportlab(kind, text, **options):
    page = canvas.Canvas("code.pdf", pagesize=(600, 300))
    createBarcodeDrawing(kind, value=text, barWidth=1.5, barHeight=60, **options).drawOn(page, 50, 100)
    page.save()
    return read(pypdfium2.PdfDocument("code.pdf")[0].render(scale=3).to_pil())


seen = {
    "python-barcode code39": by_python_barcode("code39", "PATCHT"),
    "python-barcode code39, a number": by_python_barcode("code39", "ASN00042"),
    "python-barcode code39, add_checksum=False": by_python_barcode("code39", "PATCHT", add_checksum=False),
    "python-barcode code128": by_python_barcode("code128", "PATCHT"),
    "ReportLab Standard39": by_reportlab("Standard39", "PATCHT"),
    "ReportLab Extended39": by_reportlab("Extended39", "Patcht"),
    "ReportLab Standard39, checksum=0": by_reportlab("Standard39", "PATCHT", checksum=0),
    "ReportLab I2of5 of 123456": by_reportlab("I2of5", "123456"),
    "ReportLab Code128": by_reportlab("Code128", "PATCHT"),
}
for maker, text in seen.items():
    print(f"{maker}: {text}")
assert list(seen.values()) == ["PATCHT-", "ASN00042O", "PATCHT", "PATCHT", "PATCHT-", "PatchtQ", "PATCHT", "01234565", "PATCHT"], seen
PY
cd "$place"
venv/bin/python show.py
