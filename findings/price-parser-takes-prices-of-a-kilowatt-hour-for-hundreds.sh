#!/usr/bin/env bash
# price-parser 0.5.1 takes a point or comma before three digits for one of thousands, also behind a lone 0, where none can be: 0,285 EUR for
# a kilowatt hour and 0.125 are 285 and 125. 0,2850 and 0,28 are right, and decimal_separator="," makes 0,285 right, too. An amount
# taken off loses its sign however it is written (-12.50, 12,50-, and an en dash), and the apostrophe that Swiss typesetting uses (U+2019) ends the
# number: 1’234.50 is 1, while 1'234.50 with the typewriter's is right. (Its issues 29 and 61 have the signs and the apostrophe.)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "price-parser==0.5.1"
"$place/venv/bin/python" - <<'PY'
from price_parser import Price

EXPECTED = {
    "0,285 EUR/kWh": "285",
    "EUR 0.125": "125",
    "0,2850 EUR/kWh": "0.2850",
    "0,28 EUR/kWh": "0.28",
    "-12.50 EUR": "12.50",
    "12,50- EUR": "12.50",
    "\u201312,50 EUR": "12.50",
    "CHF 1'234.50": "1234.50",
    "CHF 1\u2019234.50": "1",
}
for printed, amount in EXPECTED.items():
    seen = str(Price.fromstring(printed).amount)
    print(f"{printed}: {seen}")
    assert seen == amount, (printed, seen)
told = Price.fromstring("0,285 EUR/kWh", decimal_separator=",").amount
print(f"0,285 EUR/kWh with decimal_separator=',': {told}")
assert str(told) == "0.285"
PY
