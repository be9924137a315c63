#!/usr/bin/env bash
# pdf2json 4.1.0 (npm) reads each page from its last line to its first: getRawTextContent() sorts since 4.0.3 what it found by its height
# on the page, to have it in the order of reading, and PDF counts heights from the foot. So a total stands above its items, and page 1 begins
# with its footer. The pages of the same call (Texts, with y) have the lines in order, and 4.0.2 gave them as the file has them. The rows of a table
# are as printed, from left to right, and nothing looks amiss in a page of one line.
set -euo pipefail
command -v npm >/dev/null || { echo "needs Node and npm"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "pikepdf==10.18.0"
cd "$place"
venv/bin/python - <<'PY'
import pikepdf
from pikepdf import Dictionary, Name

with pikepdf.new() as pdf:
    page = pdf.add_blank_page(page_size=(300, 200))
    page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))))
    page.Contents = pdf.make_stream(b"BT /F 12 Tf 20 150 Td (Invoice 47) Tj 0 -40 Td (Rope 12.50) Tj 0 -40 Td (Total 12.50) Tj ET")
    pdf.save("invoice.pdf")
PY
cat >read.mjs <<'JS'
import PDFParser from 'pdf2json';

const parser = new PDFParser(null, 1);
parser.on('pdfParser_dataError', (error) => { throw error; });
parser.on('pdfParser_dataReady', (data) => {
  const raw = parser.getRawTextContent().split('\r\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('---'));
  const texts = data.Pages[0].Texts.toSorted((one, other) => one.y - other.y).map((text) => decodeURIComponent(text.R[0].T));
  console.log(`text ${raw.join(' / ')}; by y ${texts.join(' / ')}`);
  process.exit(0);
});
parser.loadPDF('invoice.pdf', 0);
JS
printed="Invoice 47 / Rope 12.50 / Total 12.50"
turned="Total 12.50 / Rope 12.50 / Invoice 47"
for pair in "4.0.2=$printed" "4.0.3=$turned" "4.1.0=$turned"; do
  npm install --silent --no-save --prefix "$place" "pdf2json@${pair%%=*}" >/dev/null
  seen=$(node read.mjs 2>/dev/null | tail -n 1)
  echo "pdf2json ${pair%%=*}: $seen"
  [ "$seen" = "text ${pair#*=}; by y $printed" ]
done
