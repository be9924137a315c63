#!/usr/bin/env bash
# poppler-utils 22.12.0 (Debian 12): pdfdetach lists a file of the name tree and misses one that only /AF of the catalog names,
# though PDF 2.0 (ISO 32000-2, 14.13) lets a document associate files there and PDF/A-3 readers show them.
set -euo pipefail
version=$(dpkg-query -W -f '${Version}' poppler-utils)
case "$version" in 22.12.0-*) ;; *) echo "written for poppler-utils 22.12.0 of Debian 12, here is $version"; exit 2 ;; esac
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cat >"$place/draw.py" <<'PY'
import sys

def pdf(catalog: str) -> bytes:
    """One empty page, one file specification (object 4) with its stream (object 5)."""
    data = b"<invoice/>"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Type /Filespec /F (a.xml) /UF (a.xml) /AFRelationship /Alternative /EF << /F 5 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(data), data),
    ]
    out, places = b"%PDF-2.0\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)

folder = sys.argv[1]
open(f"{folder}/named.pdf", "wb").write(pdf("/Names << /EmbeddedFiles << /Names [(a.xml) 4 0 R] >> >> /AF [4 0 R]"))
open(f"{folder}/associated.pdf", "wb").write(pdf("/AF [4 0 R]"))
PY
python3 "$place/draw.py" "$place"
named=$(pdfdetach -list "$place/named.pdf" | head -1)
associated=$(pdfdetach -list "$place/associated.pdf" | head -1)
echo "pdfdetach $version: in the name tree and in /AF: $named; in /AF alone: $associated"
[ "$named" = "1 embedded files" ] && [ "$associated" = "0 embedded files" ]
