#!/usr/bin/env bash
# SANE's scanimage writes PDF since 1.1. Debian 12's (sane-utils 1.2.1-2) writes one whose cross-reference table puts every
# object at byte 0, and with --batch one file of all pages without a trailer: qpdf 11.3 and poppler 22.12 call the first
# damaged and find its page anew, pypdf 7.1.1 does so unless it is strict; the second none of them opens. A gray scan is stored as
# RGB, and the page is cut to whole points. TIFF, PNG and JPEG of the same device are sound.
set -euo pipefail
version=$(dpkg-query -W -f '${Package} ${Version} ' poppler-utils qpdf sane-utils)
case $version in "poppler-utils 22.12.0-"*"qpdf 11.3.0-"*"sane-utils 1.2.1-2 ") ;; *)
  echo "made for sane-utils 1.2.1-2, poppler 22.12.0 and qpdf 11.3.0 of Debian 12, found $version"
  exit 2
  ;;
esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pypdf==7.1.1"
cd "$place"
# SANE's own device for tests, which draws what it scans.
mkdir sane
echo test >sane/dll.conf
export SANE_CONFIG_DIR="$place/sane"
scan=(scanimage -d test:0 --format=pdf --mode Gray --resolution 100 -x 100 -y 100)
"${scan[@]}" >one.pdf 2>one.said
"${scan[@]}" --batch=batch.pdf --batch-count=2 2>batch.said
cat >show.py <<'PY'
import re
import subprocess
import sys

import pypdf


def status(*argv):
    return subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def opened(name, *, strict):
    try:
        return len(pypdf.PdfReader(name, strict=strict).pages)
    except Exception as error:
        return type(error).__name__


held = open("one.pdf", "rb").read()
offsets = re.findall(rb"^(\d{10}) 00000 n", held, re.MULTILINE)
box = re.search(rb"/MediaBox \[ ([^\]]*)\]", held)[1].split()
said = subprocess.run(["pdftoppm", "-r", "20", "one.pdf", "drawn"], capture_output=True, text=True).stderr
found = {
    "offsets": {int(offset) for offset in offsets},
    "page in points (393 pixels are 282.96)": [float(edge) for edge in box],
    "colour space": re.search(rb"/ColorSpace /(\w+)", held)[1].decode(),
    "pdftoppm": said.splitlines()[0],
    "qpdf --check": status("qpdf", "--check", "one.pdf"),
    "pypdf": (opened("one.pdf", strict=False), opened("one.pdf", strict=True)),
    "batch": {
        "trailer": b"trailer" in open("batch.pdf", "rb").read(),
        "qpdf": status("qpdf", "--check", "batch.pdf"),
        "pdfinfo": status("pdfinfo", "batch.pdf"),
    },
}
for name, value in found.items():
    print(f"{name}: {value}")
expected = {
    "offsets": {0},
    "page in points (393 pixels are 282.96)": [0, 0, 282, 282],
    "colour space": "DeviceRGB",
    "pdftoppm": "Syntax Error: Invalid XRef entry 0",
    "qpdf --check": 3,
    "pypdf": (1, "PdfReadError"),
    "batch": {"trailer": False, "qpdf": 2, "pdfinfo": 1},
}
sys.exit(0 if found == expected else 1)
PY
venv/bin/python show.py
