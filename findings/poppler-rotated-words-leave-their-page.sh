#!/usr/bin/env bash
# poppler-utils 22.12 (Debian 12): pdftotext -tsv and -bbox of a page with /Rotate 90 give the words as shown, but the
# page as stored, so that words lie outside of the page they are said to be on. pdftoppm draws the page as shown.
set -euo pipefail
wanted=22.12.0-2+deb12u1
have=$(dpkg-query -W -f '${Version}' poppler-utils 2>/dev/null || true)
case $have in 22.12.0-2+deb12u*) ;; *) echo "stopped: seen with poppler-utils $wanted, here is '${have:-none}'"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 - "$place/turned.pdf" <<'PY'
import sys

content = b"BT /F1 24 Tf 20 20 Td (right side when shown) Tj ET"
objects = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Rotate 90 /Contents 5 0 R"
    b" /Resources << /Font << /F1 4 0 R >> >> >>",
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
]
pdf, places = b"%PDF-1.4\n", []
for number, body in enumerate(objects, 1):
    places.append(len(pdf))
    pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
start = len(pdf)
pdf += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
pdf += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
open(sys.argv[1], "wb").write(pdf)
PY
cd "$place"
pdftotext -tsv turned.pdf - >words.tsv
pdftoppm -r 72 -gray turned.pdf shown
drawn=$(sed -n 2p shown-1.pgm)
page=$(awk -F '\t' '$1 == 1 {print int($9) " " int($10)}' words.tsv)
lowest=$(awk -F '\t' '$1 == 5 {bottom = $8 + $10; if (bottom > most) most = bottom} END {print int(most)}' words.tsv)
echo "poppler-utils $have: drawn $drawn, page of the words ${page}, lowest word ends at y = $lowest"
[ "$drawn" = "200 400" ] && [ "$page" = "400 200" ] && [ "$lowest" -gt 200 ]
