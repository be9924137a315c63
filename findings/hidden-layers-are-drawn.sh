#!/usr/bin/env bash
# PDF hides in more ways than by a layer that is off: a form or an annotation of that layer (/OC), a group of layers that is shown
# only where all are on (/P /AllOn), an expression (/VE), or a layer that is for print alone (/Usage, which /AS applies to the screen:
# "DRAFT", or a letterhead's background). Each renderer draws some of them, so that what OCR reads is on no screen: pdfium
# (pypdfium2 5.15.2) hidden annotations, MuPDF (PyMuPDF 2.0) groups and expressions, Debian 12's Ghostscript 10.00.0, told that it
# does not print, forms, annotations, expressions and print's own, and Debian 12's poppler 22.12 print's own.
set -euo pipefail
version=$(dpkg-query -W -f '${Package} ${Version} ' ghostscript poppler-utils)
case $version in "ghostscript 10.0.0~dfsg-"*"poppler-utils 22.12.0-"*) ;; *) echo "made for Ghostscript 10.00.0 and poppler 22.12.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdfium2==5.15.2" "pymupdf==2.0" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import subprocess

import pikepdf
import pymupdf
import pypdfium2
from PIL import Image
from pikepdf import Array, Dictionary, Name

FILE = "page.pdf"
HIDDEN = b"0 0 0 rg 20 50 100 20 re f"  # a black bar, which no viewer's screen shows


def write(way):
    """A page with a bar that is always shown, and one that this way hides."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        on, off = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("on", "off"))
        states = Dictionary(Order=Array([on, off]), OFF=Array([off]))
        hider, content = off, b"/OC /H BDC %s EMC" % HIDDEN
        form = pdf.make_stream(HIDDEN, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 200]))
        if way == "group":
            hider = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([on, off]), P=Name.AllOn))
        elif way == "expression":
            hider = pdf.make_indirect(Dictionary(Type=Name.OCMD, VE=Array([Name.Not, on])))
        elif way == "print's own":
            off.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF), Print=Dictionary(PrintState=Name.ON))
            states = Dictionary(Order=Array([on, off]), AS=Array([
                Dictionary(Event=event, Category=Array([event]), OCGs=Array([off])) for event in (Name.View, Name.Print)
            ]))
        elif way == "form":
            form.OC, content = off, b"/X Do"
        elif way == "annotation":
            content = b""
            stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 300, 200]), F=4, OC=off, AP=Dictionary(N=form))
            page.Annots = Array([pdf.make_indirect(stamp)])
        page.Resources = Dictionary(Properties=Dictionary(H=hider), XObject=Dictionary(X=form))
        page.Contents = pdf.make_stream(b"20 150 100 20 re f " + content)
        pdf.Root.OCProperties = Dictionary(OCGs=Array([on, off]), D=states)
        pdf.save(FILE, min_version="1.6")


def by_pdfium():
    return pypdfium2.PdfDocument(FILE)[0].render().to_pil()


def by_mupdf():
    pixels = pymupdf.open(FILE)[0].get_pixmap()
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def by_ghostscript():
    subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dPrinted=false", "-sDEVICE=pnggray", "-r72", "-o", "page.png", FILE], check=True, capture_output=True)
    return Image.open("page.png")


def by_poppler():
    subprocess.run(["pdftoppm", "-r", "72", "-gray", "-singlefile", FILE, "page"], check=True)
    return Image.open("page.pgm")


RENDERERS = {"pdfium": by_pdfium, "MuPDF": by_mupdf, "Ghostscript": by_ghostscript, "poppler": by_poppler}
drawn = {}
for way in ("layer", "form", "annotation", "group", "expression", "print's own"):
    write(way)
    for name, render in RENDERERS.items():
        picture = render().convert("L")
        assert picture.getpixel((70, 40)) < 128, (way, name)
        if picture.getpixel((70, 140)) < 128:
            drawn.setdefault(way, []).append(name)
    print(f"hidden by {way}: drawn by {', '.join(drawn.get(way, ['none']))}")
assert drawn == {
    "form": ["Ghostscript"],
    "annotation": ["pdfium", "Ghostscript"],
    "group": ["MuPDF"],
    "expression": ["MuPDF", "Ghostscript"],
    "print's own": ["Ghostscript", "poppler"],
}, drawn
PY
cd "$place"
venv/bin/python show.py
