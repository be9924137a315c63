#!/usr/bin/env bash
# poppler 22.12: pdftotext, pdftoppm, pdfinfo and pdfimages end with 0 and say nothing when their output finds no room.
set -euo pipefail
version=22.12.0-2+deb12u3
installed=$(dpkg-query -W -f '${Version}' poppler-utils 2>/dev/null || echo none)
[ "$installed" = "$version" ] || { echo "this was seen with Debian's poppler-utils $version; here is $installed"; exit 0; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 - "$place/page.pdf" <<'PY'
import sys

content = b"BT /F 12 Tf 72 700 Td (One line of text) Tj ET"
objects = [
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
    b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
]
pdf, places = b"%PDF-1.4\n", []
for number, text in enumerate(objects, start=1):
    places.append(len(pdf))
    pdf += b"%d 0 obj%s endobj\n" % (number, text)
start = len(pdf)
pdf += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
pdf += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
open(sys.argv[1], "wb").write(pdf)
PY
cd "$place"
changed=0
look() {
  local status=0
  "$@" >/dev/full 2>complaints || status=$?
  echo "$1 into a full device: exit status $status, $(wc -c <complaints) bytes of complaints"
  [ "$status" = 0 ] && [ ! -s complaints ] || changed=1
}
look pdftotext page.pdf -
look pdftotext -tsv page.pdf -
look pdftoppm -gray -r 100 page.pdf
look pdfinfo page.pdf
look pdfimages -list page.pdf
status=0
cat page.pdf >/dev/full 2>/dev/null || status=$?
echo "cat, for comparison: exit status $status"
[ "$changed" = 0 ] && [ "$status" != 0 ]
