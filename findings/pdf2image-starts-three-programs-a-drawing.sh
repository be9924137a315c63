#!/usr/bin/env bash
# pdf2image 1.17.0: drawing one named page starts three programs: pdfinfo, pdftoppm -v, pdftoppm.
# The first two are started again for each page that is drawn for itself. Debian 12, poppler-utils 22.12.0-2+deb12u3.
set -euo pipefail
wanted=22.12.0-2+deb12u3
found=$(dpkg-query -W -f '${Version}' poppler-utils 2>/dev/null || true)
[ "$found" = "$wanted" ] || { echo "poppler-utils is '$found', not $wanted: nothing was looked at"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pdf2image==1.17.0" "pillow==13.0.0"
mkdir "$place/poppler"
for name in pdfinfo pdftoppm; do
  printf '#!/bin/sh\necho "%s $*" >>%s/started\nexec /usr/bin/%s "$@"\n' "$name" "$place" "$name" >"$place/poppler/$name"
  chmod +x "$place/poppler/$name"
done
cat >"$place/show.py" <<'PY'
import sys
from pathlib import Path

from pdf2image import convert_from_path
from PIL import Image

place = Path(sys.argv[1])
pages = [Image.new("L", (200, 100), 255) for _ in range(3)]
pages[0].save(place / "three.pdf", save_all=True, append_images=pages[1:])
for number in (1, 2, 3):
    drawn = convert_from_path(place / "three.pdf", first_page=number, last_page=number, poppler_path=place / "poppler")
    assert len(drawn) == 1
started = [" ".join(line.split()[:2]) for line in (place / "started").read_text().splitlines()]
print("three pages, one at a time:", started)
kinds = [started.count("pdftoppm -v"), sum(line.startswith("pdfinfo") for line in started), started.count("pdftoppm -r")]
print("pdftoppm -v, pdfinfo, pdftoppm -r:", kinds)
sys.exit(0 if kinds == [3, 3, 3] else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place"
