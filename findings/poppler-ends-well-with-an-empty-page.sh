#!/usr/bin/env bash
# pdftoppm of poppler 22.12.0: where memory is too little for a page's picture (as in a container or below a ulimit) it leaves the
# picture out, writes a page of full size that is white, and ends with 0. Only standard error says `Out of memory`.
set -euo pipefail
version=22.12.0-2+deb12u3
installed=$(dpkg-query -W -f '${Version}' poppler-utils 2>/dev/null || echo none)
[ "$installed" = "$version" ] || { echo "this was seen with Debian's poppler-utils $version; here is $installed"; exit 0; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 - <<'PY'
import zlib

width, height = 4960, 7016
square = 200
rows = [bytes(0 if (x // square + y) % 2 else 255 for x in range(width)) for y in range(2)]
packed = zlib.compress(b"".join(rows[y // square % 2] for y in range(height)))
content = b"q 595 0 0 842 0 0 cm /Picture Do Q"
objects = [
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</Picture 5 0 R>>>>>>",
    b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
    b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length %d>>stream\n%b\nendstream"
    % (width, height, len(packed), packed),
]
out, places = bytearray(b"%PDF-1.5\n"), []
for number, each in enumerate(objects, start=1):
    places.append(len(out))
    out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
table = b"".join(b"%010d 00000 n \n" % each for each in places)
out += b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))
open("page.pdf", "wb").write(out)
PY
drawn() {
  status=0
  (ulimit -d "$1" && pdftoppm -r 300 -gray page.pdf "$2" 2>"$2.said") || status=$?
  dark=$(tail -c +20 "$2"-1.pgm | tr -d '\377' | wc -c)
  echo "data up to $1 kB: exit status $status, $(stat -c %s "$2"-1.pgm) bytes, $dark of them not white; said: $(head -1 "$2.said")"
}
drawn unlimited whole
whole=$dark
drawn 22000 little
[ "$whole" -gt 1000000 ] && [ "$dark" -lt 100 ] && [ "$status" = 0 ] && grep -q "Out of memory" little.said
