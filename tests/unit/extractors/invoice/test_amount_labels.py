from __future__ import annotations

import pytest

from ocr_service.extractors.invoice.amount_labels import labels_of


@pytest.mark.parametrize(
    "label",
    [
        "Te betalen",
        "Loppusumma",
        "Til greiðslu",
        "Na úhradu",
        "Ukupno za platiti",
        "Укупно за уплату",
        "Сума за плащане",
        "До сплати",
        "Tasuda",
        "Mokėti iš viso",
        "Tổng thanh toán",
        'סה"כ לתשלום',
        "المبلغ الإجمالي",
        "ご請求金額",
        "სულ გადასახდელი",
        "Ընդամենը",
        "مبلغ قابل پرداخت",
        "ยอดรวม",
    ],
)
def test_the_sum_to_pay_is_named_in_many_languages(label: str) -> None:
    assert "gross" in labels_of(label)


@pytest.mark.parametrize(
    "label",
    [
        "Net",
        "Montant HT",
        "Veroton hinta",
        "Základ daně",
        "Cena bez DPH",
        "Osnovica",
        "Данъчна основа",
        "Сума без ПДВ",
        "Bază impozabilă",
        "Matrah",
        "Καθαρή αξία",
        "Summa käibemaksuta",
        "Suma be PVM",
        "Samtals án VSK",
        "Base imposable",
        "공급가액",
    ],
)
def test_the_net_amount_is_named_in_many_languages(label: str) -> None:
    assert "net" in labels_of(label)


@pytest.mark.parametrize("label", ["VSK 24%", "Φ.Π.Α. 24%", "Thuế GTGT", 'מע"מ 17%', "ITBIS 18%", "IGV 18%"])
def test_a_tax_is_named_in_many_languages(label: str) -> None:
    assert "tax" in labels_of(label)
