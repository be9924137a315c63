#!/usr/bin/env bash
# Babel 2.19.0: get_currency_precision() gives 15 currencies in use other decimals than ISO 4217, and format_currency() rounds them away.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "babel==2.19.0" "iso4217==1.16.20260101"
cat >"$place/show.py" <<'PY'
import sys
from decimal import Decimal

import iso4217
from babel.numbers import format_currency, get_currency_precision

other = {
    one.code: (one.exponent, get_currency_precision(one.code))
    for one in iso4217.Currency
    if one.exponent is not None and one.exponent != get_currency_precision(one.code)
}
shown = format_currency(Decimal("1234.567"), "IQD", locale="en"), format_currency(Decimal("1234.56"), "HUF", locale="en")
print(f"(ISO 4217, Babel 2.19.0): {other}")
print(f"1234.567 IQD and 1234.56 HUF are written {shown[0]} and {shown[1]}")
sys.exit(0 if other.get("IQD") == (3, 0) and other.get("HUF") == (2, 0) and len(other) == 15 and "." not in "".join(shown) else 1)
PY
"$place/venv/bin/python" "$place/show.py"
