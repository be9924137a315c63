#!/usr/bin/env bash
# hocr-tools 1.1.1: hocr-wordfreq counts the last word of a line and the first of the next as one where no white stands
# between their elements, as none needs to in hOCR; hocr-lines reads the same file as two lines, and hocr-check passes it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "hocr-tools==1.1.1" "lxml==6.1.3"
cd "$place"
venv/bin/python - <<'PY'
line = '<span class="ocr_line" title="bbox 10 {0} 300 {1}"><span class="ocrx_word" title="bbox 10 {0} 300 {1}">{2}</span></span>'
page = (
    '<div class="ocr_page" title="bbox 0 0 400 200"><p class="ocr_par" title="bbox 10 10 300 90">'
    + line.format(10, 40, "harbour") + line.format(60, 90, "gate") + "</p></div>"
)
head = (
    '<title>two lines</title><meta name="ocr-system" content="by hand"/>'
    '<meta name="ocr-capabilities" content="ocr_page ocr_par ocr_line ocrx_word"/>'
)
open("two.hocr", "w").write(f'<html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head><body>{page}</body></html>')
PY
lines=$(venv/bin/hocr-lines two.hocr | paste -sd ' ')
counted=$(venv/bin/hocr-wordfreq two.hocr 2>/dev/null | awk '{print $2}' | paste -sd ' ')
failed=$(venv/bin/hocr-check two.hocr 2>&1 | grep -c '^not ok' || true)
echo "hocr-tools 1.1.1: lines '$lines'; words counted '$counted'; checks failed $failed"
[ "$lines" = "harbour gate" ] && [ "$counted" = "harbourgate" ] && [ "$failed" = 0 ]
