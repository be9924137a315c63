#!/usr/bin/env bash
# Babel 2.19.0: amounts of Cape Verde have no visible sign. CLDR gives the escudo a zero-width sign because its decimal mark is the
# dollar (1 234$50); Babel knows the sign and leaves the decimal mark out, so 1234.5 CVE is "1 234,50" and nothing says of what.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "babel==2.19.0"
cat >"$place/show.py" <<'PY'
import sys
from decimal import Decimal

from babel import Locale
from babel.localedata import locale_identifiers
from babel.numbers import format_currency, get_currency_symbol

shown = {name: format_currency(Decimal("1234.5"), "CVE", locale=name) for name in ("pt_CV", "kea_CV")}
blank = sorted({code for name in locale_identifiers() for code, sign in Locale.parse(name).currency_symbols.items() if not sign.strip("\u200b ")})
print(f"1234.5 CVE: { {name: ascii(text) for name, text in shown.items()} }")
print(f"currencies whose sign nobody sees in some locale: {blank}; get_currency_symbol: {get_currency_symbol('CVE', 'pt_CV')!a}")
is_bare = all("$" not in text and "CVE" not in text and text.endswith("\u200b") for text in shown.values())
sys.exit(0 if is_bare and "CVE" in blank else 1)
PY
"$place/venv/bin/python" "$place/show.py"
