from __future__ import annotations

import pytest

from ocr_service.extractors.dates.labels import label_of

_DUE = (
    "Gjalddagi", "Zapadlost", "Krajnji rok plaćanja", "Рок плаћања", "Срок за плащане", "Термін оплати", "Data de venciment", "Vence el",
    "Splatné dne", "Mokėjimo terminas", "Termen de plată", "Payable avant le", "Da pagare entro il", "Te betalen vóór", "Uiterste betaaldatum",
    "Betal senest", "Betalas senast", "Hạn thanh toán", "תאריך פירעון", "تاريخ الاستحقاق", "支払期日", "Рок на плаќање", "Валута", "Splatné do", "Vence", "Határidő", "付款截止日", "납기일",
)  # fmt: skip
_ISSUE = (
    "Útgáfudagur", "Mahndatum", "Ausgestellt am", "Bescheiddatum", "Émise le", "Emitida el", "Emesso il", "Opgesteld op", "Utfärdad", "Udstedt",
    "Utstedt", "Vyhotovené dňa", "Датум рачуна", "Issued", "Tax point", "작성일자",
)  # fmt: skip


@pytest.mark.parametrize("label", _DUE)
def test_the_day_to_pay_by_is_named_in_many_languages(label: str) -> None:
    assert label_of(f"{label}: ") == "due"


@pytest.mark.parametrize("label", _ISSUE)
def test_the_day_of_issue_is_named_in_many_languages(label: str) -> None:
    assert label_of(f"{label}: ") == "issue"


@pytest.mark.parametrize("label", ["Датум", "Dagsetning", "Ημ/νία", "תאריך", "التاريخ"])
def test_a_bare_word_for_date_is_one(label: str) -> None:
    assert label_of(f"{label}: ") == "dated"


@pytest.mark.parametrize(
    "words",
    [
        "Teljesítési határidő: ",
        "Валута: BGN   Дата: ",
        "Wpłacono do kasy ",
        "Plaćanje za period od 01.05. do ",
    ],
)
def test_deadlines_of_work_currencies_and_periods_are_no_day_to_pay_by(words: str) -> None:
    assert label_of(words) != "due"
