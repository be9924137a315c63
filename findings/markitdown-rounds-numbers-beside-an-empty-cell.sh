#!/usr/bin/env bash
# markitdown 0.1.9 reads a sheet of Excel by pandas, which makes a column of whole numbers one of floating point where a cell of it is empty, and
# writes that in seven digits: account 4711004711815 stands in the Markdown as 4.711005e+12, as does every account near it, as soon as one row
# has none. A smaller one gets a point and a nought (2026000123.0), an empty cell and a customer called NA or None are NaN alike, and 1234567.89 above
# a very small rate is 1.234568e+06. Nothing warns. The file has the numbers whole, by openpyxl 3.1.5 and by xlsx2csv 0.8.6, and markitdown, too,
# has them where no cell is empty.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "markitdown[xlsx]==0.1.9" "openpyxl==3.1.5" "pandas==3.1.1" "xlsx2csv==0.8.6"
cat >"$place/show.py" <<'PY'
import csv
import subprocess

import openpyxl
from markitdown import MarkItDown

SHEETS = {
    "no cell empty": [[4711004711815, "Lea"], [4711004711822, "Max"]],
    "one cell empty": [[4711004711815, "NA"], [None, "Lea"], [4711004711822, "None"]],
    "shorter numbers": [[2026000123, "Lea"], [None, "Max"]],
    "an amount and a rate": [[1234567.89, "Lea"], [0.0000001, "Max"]],
}
EXPECTED = {
    "no cell empty": [["4711004711815", "Lea"], ["4711004711822", "Max"]],
    "one cell empty": [["4.711005e+12", "NaN"], ["NaN", "Lea"], ["4.711005e+12", "NaN"]],
    "shorter numbers": [["2026000123.0", "Lea"], ["NaN", "Max"]],
    "an amount and a rate": [["1.234568e+06", "Lea"], ["1.000000e-07", "Max"]],
}
for name, rows in SHEETS.items():
    book = openpyxl.Workbook()
    for row in [["Number", "Customer"], *rows]:
        book.active.append(row)
    book.save("sheet.xlsx")
    lines = MarkItDown().convert("sheet.xlsx").text_content.splitlines()
    seen = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]
    print(f"{name}: {seen}")
    assert seen == EXPECTED[name], seen
    kept = [list(row) for row in openpyxl.load_workbook("sheet.xlsx").active.iter_rows(min_row=2, values_only=True)]
    assert kept == rows, kept
    if name == "one cell empty":
        converted = subprocess.run(["xlsx2csv", "sheet.xlsx"], check=True, capture_output=True, text=True).stdout
        assert list(csv.reader(converted.splitlines()))[1:] == [["4711004711815", "NA"], ["", "Lea"], ["4711004711822", "None"]], converted
PY
cd "$place"
PATH="$place/venv/bin:$PATH" python show.py
