from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ocr_service.extractors.amounts.currencies import currency_of_country, exponent, meanings

PROJECT = Path(__file__).resolve().parents[4]


def test_the_tables_are_those_of_the_pinned_libraries() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "bench.training.locale_tables", "--check"],
        cwd=PROJECT,
        check=False,
        capture_output=True,
    )

    assert made.returncode == 0, made.stderr.decode()


def test_a_currency_has_the_decimals_of_iso_4217() -> None:
    assert [exponent(code) for code in ("KWD", "BHD", "OMR", "TND", "JOD", "JPY", "KRW", "EUR", "")] == [
        3, 3, 3, 3, 3, 0, 0, 2, 2,
    ]  # fmt: skip


def test_a_country_pays_in_its_currency() -> None:
    assert [currency_of_country(country) for country in ("SE", "CH", "EL", "ZZ")] == ["SEK", "CHF", "EUR", ""]


def test_a_sign_means_the_likeliest_currency_first() -> None:
    assert [meanings(sign)[0] for sign in ("$", "£", "¥", "kr", "₹")] == ["USD", "GBP", "JPY", "SEK", "INR"]
