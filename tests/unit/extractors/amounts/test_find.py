from __future__ import annotations

from decimal import Decimal

import pytest

from ocr_service.extractors.amounts.find import currencies_in, find_amounts, money, signs_in
from ocr_service.extractors.amounts.number import parse_number


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("TOTAL RM 1,234.50", "1234.50", "MYR"),
        ("€ 4.053,67", "4053.67", "EUR"),
        ("-8,79 EUR", "-8.79", "EUR"),
        ("0.29-", "-0.29", ""),
        ("31 .60", "31.60", ""),
        ("29.99 € TTC", "29.99", "EUR"),
        ("$4.11", "4.11", "USD"),
        ("1\u202f234,50 €", "1234.50", "EUR"),
        ("CHF 1’250.00", "1250.00", "CHF"),
        ("(35,13 €)", "35.13", "EUR"),
        ("TOTAL Rs .877.62", "877.62", "INR"),
        ("₹53,550.00/-", "53550.00", "INR"),
        ("Total 5,000/-", "5000", "INR"),
        ("Summa 1 600:-", "1600", "SEK"),
        ("1.200,- €", "1200", "EUR"),
        ("GRAND TOTAL 1,770,000/=", "1770000", "KES"),
        ("Bag 2 x Rs.50", "50", "INR"),
        ("Kaffe kr.25", "25", "DKK"),
        ("Milo RM12 4PC", "12", "MYR"),
        ("zzgl. DEM 1.234,50", "1234.50", "DEM"),
        ("50 DM", "50", "DEM"),
        ("Lunch 11:30 kr 95", "95", "SEK"),
        ("TOTAL KShs 39,440.00", "39440.00", "KES"),
        ("Total due Dhs. 21,000.00", "21000.00", "AED"),
        ("N$ 1,250.00", "1250.00", "NAD"),
        ("AU$1,090", "1090", "AUD"),
        ("$1,250.00 CAD", "1250.00", "CAD"),
        ("1 250,00 $ CA", "1250.00", "CAD"),
        ("Candy $.99", "0.99", "USD"),
        ("Summe 1250.5 EUR", "1250.5", "EUR"),
        ("€1.234,5", "1234.5", "EUR"),
        ("ご請求金額 ¥12,528-", "12528", "JPY"),
        ("¥-12,528", "-12528", "JPY"),
        ("12 500 тенге", "12500", "KZT"),
        ("الإجمالي ١٬١٥٠٫٠٠ ريال", "1150.00", "SAR"),
        ("Totale € 180,=", "180", "EUR"),
        ("الإجمالي ٥٬٧٠٠٫٠٠ جنيه", "5700.00", "EGP"),
        ("￥１２,５２８", "12528", "JPY"),
        ("Endbetrag DM 1.234,50", "1234.50", "DEM"),
        ("öS 1.234,50", "1234.50", "ATS"),
        ("12.500 ptas.", "12500", "ESP"),
    ],
)
def test_an_amount_is_read_in_each_way_of_writing_it(text: str, value: str, currency: str) -> None:
    assert [(found.value, found.currency) for found in find_amounts(text)] == [(Decimal(value), currency)]


@pytest.mark.parametrize(
    "text",
    [
        "6.00 %",
        "12:30",
        "21.05.2018",
        "4711",
        "3/4",
        "Rua Augusta 100, 1100-053 Lisboa",
        "Štefánikova trieda 60, 950 06 Nitra",
        "Route de Gabès km 3, 3000 Sfax",
        "CHE-100.155.212 MWST",
        "PAPER TRADING SDN. BHD (771234-K)",
        "Kedai Buku Holdings Bhd. 4711",
        "noch 5 km",
        "cable 10 ft",
        "30 sek",
        "latte da 500 ml",
        "12/- a yard",
        "1234/-5",
        "Rēķins Nr. KD-1712",
        "Section 144:- Unlawful assembly",
        "Annexure 12:-",
        "Order No. 1234/- dated",
        "Skipton BD23 1AA",
        "Romford RM10 8AB",
        "12 Bd Zerktouni, Casablanca",
        "€ 1.2 Mio.",
        "$20K",
        "Rs. 2.5 lakhs",
        "version 2.5",
        "Da 12 Uhr",
        "Bremsscheibe DH 200",
        "Bohrer DM 25",
        "VOR DEM 31. MAI",
        "AUS DEM 2. STOCK",
        "03 May 2024 FF 20",
        "Lvl 12",
        "CFP 2024",
    ],
)
def test_what_is_no_amount_is_not_one(text: str) -> None:
    assert find_amounts(text) == ()


def test_a_minus_behind_a_usual_code_is_one() -> None:
    (found,) = find_amounts("Gutschrift EUR-250")

    assert (found.value, found.currency) == (Decimal(-250), "EUR")


def test_the_last_separator_before_three_digits_divides_thousands() -> None:
    assert parse_number("1.234") == Decimal(1234)


def test_money_has_two_decimals() -> None:
    assert money(Decimal("3.5")) == "3.50"


def test_the_end_of_a_malaysian_firm_is_no_dinar_of_bahrain() -> None:
    assert signs_in("Kedai Buku Sdn Bhd") == signs_in("KEDAI BUKU (M) BHD 4.50") == ()
    assert signs_in("Total BHD 4.500") == ("BHD",)


def test_a_mark_of_no_currency_that_is_known_is_no_sign() -> None:
    assert signs_in("3,000/=") == ("/=",)
    assert signs_in("Dales Wholesale, Skipton BD23 1AA") == ()


def test_initials_alone_are_no_money_and_a_heading_is() -> None:
    assert signs_in("Unser Zeichen DH/12") == signs_in("DM drogerie") == ()
    assert signs_in("Net à payer TTC en DH") == ("DH",)
    assert signs_in("Betrag (DM)") == ("DM",)


@pytest.mark.parametrize(
    "text", ["ARBEITEN AN DEM DACH", "Lkr. Rosenheim", "Kes maksab", "GHS-Kennzeichnung", "DHS form"]
)
def test_words_and_offices_are_no_money(text: str) -> None:
    assert signs_in(text) == ()


def test_a_code_in_capitals_alone_names_its_currency() -> None:
    assert signs_in("All amounts are in KES") == ("KES",)


def test_a_weekday_is_no_currency() -> None:
    assert currencies_in("Mo.-Fr. 08.30 - 12.30 Uhr") == ()
