from __future__ import annotations

from datetime import date

import pytest

from ocr_service.extractors.dates.find import find_dates
from ocr_service.extractors.dates.months import month_of

MARCH = date(2021, 3, 7)


@pytest.mark.parametrize(
    "text",
    [
        "7 de março de 2021", "dnia 7 marca 2021 r.", "7 mars 2021", "7 марта 2021 г.", "7. března 2021", "7. marca 2021",
        "2021. március 7.", "7 Mart 2021", "7 Μαρτίου 2021", "7. marts 2021", "7. maaliskuuta 2021", "7. ožujka 2021.",
        "7 martie 2021", "7 березня 2021 р.", "2021 m. kovo 7 d.", "Rīgā, 2021. gada 7. martā", "7. märts 2021", "7 de març del 2021",
        "2021(e)ko martxoaren 7(a)", "ngày 7 tháng 3 năm 2021", "7 Maret 2021", "Marso 7, 2021", "7 ta’ Marzu 2021", "7 Mawrth 2021",
        "7 Márta 2021", "7. mars 2021", "2021年3月7日", "2021년 3월 7일", "2021. 03. 07.", "2021.03.07", "7.III.2021", "7 III 2021", "7 Maart 2021",
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_languages_that_tesseract_reads(text: str) -> None:
    assert [found.day for found in find_dates(text, day_first=True)] == [MARCH]


@pytest.mark.parametrize("mark", ["th", "'h", '"', "™", " th", "*", "tn", "%"])
def test_a_raised_ordinal_is_read_however_the_engine_took_it(mark: str) -> None:
    (found,) = find_dates(f"9{mark} June 2014")

    assert found.day == date(2014, 6, 9)


@pytest.mark.parametrize(
    ("text", "year"), [("3 May 1912", 1912), ("03.05.98", 1998), ("03.05.68", 2068), ("3 May 1969", 1969)]
)
def test_years_of_the_last_century_are_read(text: str, year: int) -> None:
    assert [found.day.year for found in find_dates(text)] == [year]


def test_a_month_that_two_languages_name_alike_is_told_by_the_language() -> None:
    assert [month_of("listopada", language) for language in ("hrv", "pol")] == [10, 11]
    assert find_dates("5. listopada 2020")[0].is_ambiguous


# Of each language what its sentences make of the months, from January on; CLDR has none of these.
BENT = {
    "Irish": "Eanáir Fheabhra Mhárta Aibreáin Bhealtaine Mheitheamh Iúil Lúnasa Mheán·Fómhair Dheireadh·Fómhair Samhna Nollag",
    "Irish, headings": "EANÁIR FEABHRA MÁRTA AIBREÁN BEALTAINE MEITHEAMH IÚIL LÚNASA MEÁN·FÓMHAIR DEIREADH·FÓMHAIR SAMHAIN NOLLAIG",
    "Latvian": "janvāra februāra marta aprīļa maija jūnija jūlija augusta septembra oktobra novembra decembra",
    "Lithuanian": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "Estonian": "jaanuaril veebruaril märtsil aprillil mai juunil juulil augustil septembril oktoobril novembril detsembril",
    "Finnish": "tammikuun helmikuun maaliskuun huhtikuun toukokuun kesäkuun heinäkuun elokuun syyskuun lokakuun marraskuun joulukuun",
    "Croatian": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenog prosinca",
    "Slovene": "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
    "Basque": "urtarrilak otsailak martxoak apirilak maiatzak ekainak uztailak abuztuak irailak urriak azaroak abenduak",
    "Welsh": "Ionawr Chwefror Fawrth Ebrill Mai Fehefin Orffennaf Awst Medi Hydref Dachwedd Ragfyr",
    "Hungarian": "januári februári márciusi áprilisi májusi júniusi júliusi augusztusi szeptemberi októberi novemberi decemberi",
    "Maltese": "Jannar Frar Marzu April Mejju Ġunju Lulju Awwissu Settembru Ottubru Novembru Diċembru",
    "Catalan": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "Galician": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    "Polish, short": "stycz lut marz kwiec maj czerw lip sierp wrześ paźdz lis grudz",
    "Italian, short": "genn febbr mar apr magg giug lugl ag sett ott nov dic",
    "Greek, short": "Ιαν Φεβρ Μάρτ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπτ Οκτ Νοέμ Δεκ",
}  # fmt: skip


@pytest.mark.parametrize(("name", "months"), BENT.items(), ids=BENT)
def test_months_are_known_as_sentences_bend_them(name: str, months: str) -> None:
    language = {"Croatian": "hrv", "Polish, short": "pol"}.get(name, "")
    texts = [f"7 {month.replace('·', ' ')} 2021" for month in months.split()]

    assert [[found.day for found in find_dates(text, language=language)] for text in texts] == [
        [date(2021, number, 7)] for number in range(1, 13)
    ]


def test_a_month_of_two_words_is_read_behind_its_article_and_before_its_day() -> None:
    texts = ("an 7 de Mheán Fómhair 2021", "Meán Fómhair 7, 2021")

    assert [found.day for text in texts for found in find_dates(text)] == [date(2021, 9, 7)] * 2


def test_what_is_another_word_elsewhere_is_a_month_in_its_own_language_alone() -> None:
    assert [month_of("mail", language) for language in ("est", "eng", "")] == [5, 0, 0]
    assert find_dates("2 mail 2024") == ()


@pytest.mark.parametrize("text", ["12 items 2024", "mayor 5, 2024", "4 bottles mar 99x", "7 sum 2021"])
def test_a_word_beside_numbers_is_no_month(text: str) -> None:
    assert find_dates(text) == ()
