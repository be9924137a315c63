from __future__ import annotations

from datetime import date

import pytest

from ocr_service.extractors.dates.find import find_dates, find_misread_dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Date: 21/05/2018TIME: 11:12", date(2018, 5, 21)),
        ("14/MAY/2017 02:56", date(2017, 5, 14)),
        ("7. Mai 2014", date(2014, 5, 7)),
        ("12. März 2024", date(2024, 3, 12)),
        ("le 1er février 2020", date(2020, 2, 1)),
        ("02 Juillet 2015", date(2015, 7, 2)),
        ("5 de mayo de 2020", date(2020, 5, 5)),
        ("3 dicembre 2019", date(2019, 12, 3)),
        ("19 april 2014", date(2014, 4, 19)),
        ("August 3 , 2014", date(2014, 8, 3)),
        ("Jan 31, 2022", date(2022, 1, 31)),
        ("1st of May 2020", date(2020, 5, 1)),
        ("2018-03-18 13:18:48", date(2018, 3, 18)),
        ("11.02.18", date(2018, 2, 11)),
        ("den 22/8 2019", date(2019, 8, 22)),
        ("令和6年5月12日", date(2024, 5, 12)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和六年六月三十一日 令和六年六月三十日", date(2024, 6, 30)),
        ("發文日期：中華民國113年6月5日", date(2024, 6, 5)),
        ("二〇二四年十二月五日", date(2024, 12, 5)),
        ("วันที่ 5 มิถุนายน 2567", date(2024, 6, 5)),
        ("05/06/2567", date(2024, 6, 5)),
        ("ב-5 ביוני 2024", date(2024, 6, 5)),
        ("5 حزيران 2024", date(2024, 6, 5)),
        ("5 كانون الأول 2023", date(2023, 12, 5)),
        ("٥ يونيو ٢٠٢٤", date(2024, 6, 5)),
        ("2024 წლის 5 ივნისი", date(2024, 6, 5)),
        ("this fifth day of June 2024", date(2024, 6, 5)),
        ("THE TWENTY FIRST DAY OF MAY 2024", date(2024, 5, 21)),
        ("the twenty-first of May 2024", date(2024, 5, 21)),
        ("วันที่ 05-06-2567", date(2024, 6, 5)),
        ("ika-5 ng Hunyo 2024", date(2024, 6, 5)),
        ("on the 5th day of June, 2024", date(2024, 6, 5)),
        ("primero de junio de 2024", date(2024, 6, 1)),
        ("1.º de junho de 2024", date(2024, 6, 1)),
        ("Turussa 5. päivänä kesäkuuta 2024", date(2024, 6, 5)),
        ("Sept. 4, '78", date(1978, 9, 4)),
        ("Jun-05-2024", date(2024, 6, 5)),
        ("2024/Jun/05", date(2024, 6, 5)),
        ("5-VI-2024", date(2024, 6, 5)),
        ("la 12-an de marto 2024", date(2024, 3, 12)),
        ("2024ko martxoaren 12an", date(2024, 3, 12)),
        ("Ika-12 ng Marso 2024", date(2024, 3, 12)),
        ("2024 оны 3 дугаар сарын 12", date(2024, 3, 12)),
        ("2024-yil 12-mart", date(2024, 3, 12)),
        ("«05» июня 2024 г.", date(2024, 6, 5)),
        ("25032018", date(2018, 3, 25)),
        ("80101911/26.06.2025", date(2025, 6, 26)),
        ("Potsdam, den 3. Juli 1866", date(1866, 7, 3)),
        ("Topeka, March 14, 1888", date(1888, 3, 14)),
    ],
)
def test_a_date_is_read_in_each_way_of_writing_it(text: str, day: date) -> None:
    assert [found.day for found in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "3.7.1866",
        "12 May 1830 hrs",
        "May 12, 1815 UTC",
        "32.01.2024",
        "12:30",
        "03-6258 7191",
        "1.2.3",
        "v2.10.2",
        "31.02.2024",
        "4711/12/34/56",
        "Version 4.8.2560",
        "Ersatzteil 10-10-2567",
        "Tisch 12 an Mai 24",
    ],
)
def test_what_is_no_date_is_not_one(text: str) -> None:
    assert find_dates(text) == ()


def test_a_date_that_can_be_read_both_ways_is_ambiguous() -> None:
    (found,) = find_dates("03/04/2024")

    assert (found.day, found.is_ambiguous) == (date(2024, 4, 3), True)


def test_a_known_order_ends_the_ambiguity() -> None:
    (found,) = find_dates("03/04/2024", day_first=False)

    assert (found.day, found.is_ambiguous) == (date(2024, 3, 4), False)


def test_full_stops_mean_day_first() -> None:
    (found,) = find_dates("03.04.2024")

    assert not found.is_ambiguous


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("DaterD2/O2/17 19:46", date(2017, 2, 2)),
        ("14fMay/2017", date(2017, 5, 14)),
        ("10/03/2078", date(2018, 3, 10)),
        ("12/0572018 10:15", date(2018, 5, 12)),
        ("Date: 1270572018", None),
        ("12/6572078", date(2018, 5, 12)),
    ],
)
def test_a_misread_date_is_repaired(text: str, day: date | None) -> None:
    assert [found.day for found in find_misread_dates(text)] == ([day] if day else [])


@pytest.mark.parametrize("text", ["TEL 03-9054 3785", "GST NO 000292065280", "S SO G SILO"])
def test_numbers_and_words_are_not_repaired_into_dates(text: str) -> None:
    assert find_misread_dates(text) == ()
