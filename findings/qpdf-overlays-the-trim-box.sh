#!/usr/bin/env bash
# Debian 12's qpdf (11.3) lays --overlay over the TrimBox of a page, not over the page: a layer that is as large as the page
# is made smaller and moved where a print shop's file has a TrimBox, so that the words of a searchable PDF lie beside their print.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' qpdf)
case $version in 11.3.0-*) ;; *) echo "made for qpdf 11.3.0 of Debian 12, found $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0" "pypdfium2==5.15.2"
cat >"$place/show.py" <<'PY'
import subprocess
import sys

import pikepdf
import pypdfium2

place = sys.argv[1]


def write(name, content, trim=None):
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(content)
        if trim:
            page.TrimBox = trim
        pdf.save(f"{place}/{name}.pdf")


def left_and_bottom_of_the_first_letter(trim):
    write("page", b"", trim)
    write("layer", b"BT /F 20 Tf 100 100 Td (H) Tj ET")
    subprocess.run(["qpdf", f"{place}/page.pdf", "--overlay", f"{place}/layer.pdf", "--", f"{place}/out.pdf"], check=True)
    left, bottom, *_ = pypdfium2.PdfDocument(f"{place}/out.pdf")[0].get_textpage().get_charbox(0)
    return round(left), round(bottom)


whole, trimmed = left_and_bottom_of_the_first_letter(None), left_and_bottom_of_the_first_letter([60, 40, 240, 160])
print("without a TrimBox:", whole)
print("with TrimBox [60 40 240 160]:", trimmed)
sys.exit(0 if whole[0] in (101, 102) and whole[1] == 100 and trimmed[0] in (120, 121, 122) else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place"
