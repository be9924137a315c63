#!/usr/bin/env bash
# Debian 12's tesseract-ocr 5.3.0-2 with liblept5 1.82.0-3+b3: under some limits of memory the picture cannot be copied, Tesseract goes
# on without it, writes a table without words and exits 0, like for an empty page; only standard error tells. pytesseract 0.3.13
# looks at standard error when the exit status is not 0, so it returns an empty text without an exception.
set -euo pipefail
for each in tesseract-ocr=5.3.0-2 liblept5=1.82.0-3+b3; do
  found=$(dpkg-query -W -f '${Version}' "${each%=*}" 2>/dev/null || true)
  [ "$found" = "${each#*=}" ] || { echo "${each%=*} is '$found', not ${each#*=}: nothing was looked at"; exit 2; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pytesseract==0.3.13" "pillow==13.0.0"
cat >"$place/show.py" <<'PY'
import os
import resource
import subprocess
import sys

from PIL import Image, ImageDraw, ImageFont

if len(sys.argv) == 3:
    import pytesseract

    os.environ["OMP_THREAD_LIMIT"] = "1"
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]) * 250_000,) * 2)
    print(len(pytesseract.image_to_string(sys.argv[1]).split()))
    sys.exit()

picture = Image.new("L", (2400, 1800), 255)
draw, font = ImageDraw.Draw(picture), ImageFont.load_default(44)
for row in range(25):
    draw.text((80, 60 + 66 * row), "the harbour master keeps seven lanterns beside the old quay", font=font, fill=0)
picture.save(sys.argv[1])
ends = {"all words": 0, "an exception": 0, "no words and no exception": 0}
for quarter_mb in range(384, 440):
    ran = subprocess.run([sys.executable, __file__, sys.argv[1], str(quarter_mb)], capture_output=True, text=True)
    words = ran.stdout.strip()
    ends["an exception" if ran.returncode else "no words and no exception" if words == "0" else "all words"] += 1
print(f"of 56 limits between 96 and 110 MB: {ends}")
sys.exit(not all(ends.values()))
PY
"$place/venv/bin/python" "$place/show.py" "$place/page.png"
