"""Small bills of many countries: what is said once, in a word or two, is found, and what cannot be known is in doubt."""

from __future__ import annotations

import pytest

from ocr_service.categorizers.trained import LEAST_SHARE, TrainedCategorizer
from ocr_service.domain.facts import Category, FieldValue
from ocr_service.extractors.dates.find import find_dates
from ocr_service.extractors.evidence.review import DOUBTFUL
from ocr_service.extractors.general import GeneralExtractor
from ocr_service.extractors.identifiers.bank_accounts import ibans
from ocr_service.extractors.identifiers.tax_numbers import vat_ids
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from ocr_service.extractors.receipt.extractor import ReceiptExtractor
from tests.support.read_documents import ReadDocument


def category_of(text: str) -> Category:
    return TrainedCategorizer().categorize(ReadDocument((text,)))


def fact(text: str, name: str) -> FieldValue | None:
    found = InvoiceExtractor().extract(ReadDocument((text,)), Category(name="invoice", confidence=0.9)).fields
    return one if isinstance(one := found.get(name), FieldValue) else None


def value(text: str, name: str) -> str | None:
    one = fact(text, name)
    return one.value if one else None


@pytest.mark.parametrize(
    "text",
    [
        "Wattle Creek Fencing\n3 Silo Lane, Ararat VIC 3377\nTax Invoice WF-31\nIssued 9 June 2025\nPosts and wire   $640.00\nGST   $64.00\nTOTAL   $704.00",
        "Talleres Quebracho\nCUIT 30-50001091-2\nFACTURA B   Nº 0002-00000455\nFecha: 11/03/2025\nReparación   $ 45.000,00\nTOTAL   $ 45.000,00",
        "Atelierul Salcia SRL\nFACTURĂ seria AS nr. 0071\nData: 3 iunie 2025\nCoșuri 20 buc   400,00 lei\nTotal de plată   400,00 lei",
        "請求書\n発行日  2025年6月3日\n有限会社あおぞら\n植木  2  30,000\n小計  30,000\n合計  ¥33,000",
        "Столарија Липа\nРачун бр. 31-2025\nДатум издавања: 03.06.2025.\nРок плаћања: 17.06.2025.\nПолице   20.000,00\nОсновица   20.000,00\nПДВ 20%   4.000,00\nУкупно за уплату   24.000,00 RSD",
        "Punishte Lisi\nFaturë nr. 31\nData e faturës: 03.06.2025\nData e pagesës: 17.06.2025\nRafte   200,00\nTVSH 20%   40,00\nTotali për pagesë   240,00 EUR",
        "Xưởng Mộc Sen\nHóa đơn số 31\nNgày: 03/06/2025\nHạn thanh toán: 17/06/2025\nKệ   2.000.000\nThuế GTGT 10%   200.000\nTổng thanh toán   2.200.000 đ",
        "شركة النيل للأثاث\nفاتورة مبيعات رقم 778\nالقاهرة في 5 يونيو 2024\nمكتب خشبي   ٥٬٠٠٠٫٠٠\nضريبة القيمة المضافة   ٧٠٠٫٠٠\nالإجمالي   ٥٬٧٠٠٫٠٠ جنيه",
        "Taller Xela\nNIT 1234567-8, Quetzaltenango\nFACTURA Serie A No. 118\nFecha 05/06/2024\nCambio de aceite   Q250.00\nFiltro   Q120.00\nTotal   Q370.00",
        "Ébène IT Ltd\nEbène, Mauritius\nVAT INVOICE 118\nDate: 05/06/2024\nSupport   Rs 10,000.00\nVAT 15%   Rs 1,500.00\nTotal   Rs 11,500.00",
        "Kedai Perabot Murni Sdn Bhd\nNo. 8, Jalan Ipoh\nINVOIS\nTarikh: 05/06/2024\nMeja   RM 900.00\nSST 6%   RM 54.00\nJumlah   RM 954.00",
    ],
    ids=[
        *("Australia", "Argentina", "Romania", "Japan", "Serbia", "Albania", "Vietnam", "Egypt"),
        *("Guatemala", "Mauritius", "Malaysia"),
    ],
)
def test_a_small_bill_that_calls_itself_an_invoice_is_one(text: str) -> None:
    told = category_of(text)

    assert told.name == "invoice"
    assert told.confidence >= LEAST_SHARE


@pytest.mark.parametrize(
    "text",
    [
        "Konditori Björken\nÖstergatan 2, Ystad\n2025-03-02 10:14   Kassa 2\nWienerbröd   2   52,00\nTe   1   28,00\nATT BETALA   80,00 kr\nKortbetalning   80,00\nTack och välkommen åter!",
        "Slagerij De Os\nMarkt 4, Lier\n12/02/25   bon 0117\nworst   8,40\ngehakt   6,10\nTOTAAL EUR   14,50\nBancontact   14,50\ntot ziens!",
        "WARUNG IBU SARI\nJl. Kaliurang 9\n03/02/2025 18:40\nMie goreng   24.000\nEs jeruk   6.000\nTOTAL   Rp 30.000\nTUNAI   50.000\nKEMBALI   20.000\nTerima kasih",
        "Sklep U Kasi\nul. Długa 3, Tarnów\n2025-04-01   PARAGON FISKALNY\nBułki   6,20\nMleko   3,80\nSUMA PLN   10,00\nGOTÓWKA   20,00\nRESZTA   10,00\nDziękujemy",
    ],
    ids=["Sweden", "Belgium", "Indonesia", "Poland"],
)
def test_a_till_is_known_by_the_words_of_its_country(text: str) -> None:
    assert category_of(text).name == "receipt"


@pytest.mark.parametrize(
    "text",
    [
        "Angebot Nr. 31\nDachdecker Nolte, Hafenstraße 3, 26721 Emden\nEmden, 02.06.2025\nNeueindeckung   2.000,00 €\nRechnung nach Abnahme   2.380,00 €",
        "Packing list 88\nWe enclose what you ordered; the invoice of 3 June over 120.00 was sent to your office a week ago, as you wished.\nBoxes   3   120.00",
        "Our invoice and what became of it: a story in rows that are much too long for any bill\nIt was for 120.00 and nobody paid it, which is why we are still talking about it today\nTotal   120.00",
    ],
    ids=["a quote", "a delivery", "prose"],
)
def test_a_paper_that_only_speaks_of_an_invoice_is_none(text: str) -> None:
    assert category_of(text).name != "invoice"


def test_a_dutch_letter_is_a_letter() -> None:
    letter = (
        "Waterschap Dommelvallei\nPostbus 40, 5600 AA Eindhoven\nMevrouw T. Jansen\nKade 7\n5611 GH Eindhoven\nDatum   3 juni 2025\n"
        "Onderwerp   Uw aanvraag\nGeachte mevrouw Jansen,\nWij ontvingen uw aanvraag en nemen in juli een besluit.\nMet vriendelijke groet,\nP. Smit"
    )

    assert category_of(letter).name == "letter"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Счёт № 41 от 23 июня 2025 г.", "2025-06-23"),
        ("Invoice No 41 of 23 June 2025", "2025-06-23"),
        ("Bon 90.71.2025, 3.6.2025", "2025-06-03"),
    ],
)
def test_a_number_before_a_date_does_not_hide_it(text: str, day: str) -> None:
    assert [one.day.isoformat() for one in find_dates(text)] == [day]


OMAN = "Nizwa Palms LLC\n{country}\nTAX INVOICE\nInvoice no: NP-7\nDate: 3 June 2025\nDates   4   5.250   21.000\nTaxable amount   21.000\nVAT 5%   1.050\nTotal   {sign}22.050"


@pytest.mark.parametrize("sign", ["RO ", ""], ids=["its sign", "no sign"])
def test_thousandths_are_told_by_the_country_that_is_named(sign: str) -> None:
    text = OMAN.format(country="P.O. Box 7, Nizwa, Sultanate of Oman", sign=sign)

    assert value(text, "amount") == "22.050"
    assert value(text, "currency") == "OMR"


def test_three_digits_behind_a_point_are_in_doubt_where_no_currency_is_known() -> None:
    text = OMAN.format(country="P.O. Box 7, Nizwa", sign="")

    for name in ("amount", "net", "tax"):
        assert fact(text, name).confidence < 0.9


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "SZÁMLA\nSorszám: 14\nEladó: Fehér Lakatos Bt.   Vevő: Kiss Éva\nFizetendő   9.000 Ft",
            "Fehér Lakatos Bt.",
        ),
        ("Çınar Mobilya Ltd. Şti.\nFatura No: CM-14\nÖdenecek Tutar   900,00 TL", "Çınar Mobilya Ltd. Şti."),
        (
            "Faktura nr 3\nSprzedawca: Zofia Lis Ceramika   Nabywca: Muzeum\nDo zapłaty   90,00 zł",
            "Zofia Lis Ceramika",
        ),
        ("請求書\n東山商店株式会社 御中\n有限会社あおぞら\n合計  ¥33,000", "有限会社あおぞら"),
    ],
)
def test_the_seller_is_named_behind_its_label_or_by_its_form(text: str, name: str) -> None:
    assert value(text, "issuer") == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Atelierul Salcia SRL\nFACTURĂ seria AS nr. 0071\nTotal de plată   400,00 lei", "AS 0071"),
        ("Talleres Quebracho S.A.\nFACTURA B   Nº 0002-00000455\nTOTAL   $ 45.000,00", "0002-00000455"),
        (
            "Truhlářství Bor s.r.o.   FAKTURA - daňový doklad\nč. 20250117\nCelkem k úhradě   900,00 Kč",
            "20250117",
        ),
        ("請求書番号  AZ-0117\n有限会社あおぞら\n合計  ¥33,000", "AZ-0117"),
    ],
)
def test_an_invoice_has_the_number_that_its_country_prints(text: str, number: str) -> None:
    assert value(text, "invoice_number") == number


def test_taxes_of_two_governments_are_one_sum_where_nothing_is_called_net() -> None:
    text = "Lotus Papers\nINVOICE\nInvoice No: LP-9\nNotebooks   1,00,000.00\nCGST 9%   9,000.00\nSGST 9%   9,000.00\nGrand Total   ₹ 1,18,000.00"

    assert (value(text, "net"), value(text, "tax")) == ("100000.00", "18000.00")


def test_the_taxes_of_canada_are_taxes() -> None:
    text = "Birch Hill Roofing Inc.\nToronto, Ontario  M4B 1B3\nINVOICE #31\nRepairs   $300.00\nHST 13%   $39.00\nBalance due   $339.00"

    assert (value(text, "net"), value(text, "tax")) == ("300.00", "39.00")


def test_a_japanese_sum_stands_right_behind_its_label() -> None:
    assert value("請求書\n有限会社あおぞら\n小計30,000\n合計¥33,000", "amount") == "33000"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Konto: 61 1090 1014 0000 0712 1981 2874", ["PL61109010140000071219812874"]),
        ("PL 61 1090 1014 0000 0712 1981 2874", ["PL61109010140000071219812874"]),
        ("Konto: 62 1090 1014 0000 0712 1981 2874", []),
        ("61 1090 1014 0000 0712 1981 2874 1111", []),
    ],
)
def test_a_polish_account_is_an_iban_without_its_country(text: str, found: list[str]) -> None:
    assert [one.value for one in ibans(text)] == found


def test_the_last_day_of_a_payment_in_thirty_days_is_no_date_of_the_invoice() -> None:
    text = "Menuiserie Le Goff SARL\nFacture n° 88 du 02/06/2025\nTotal TTC   90,00 €\nRèglement à 30 jours, soit le 02/07/2025"

    assert (value(text, "date"), value(text, "due_date")) == ("2025-06-02", "2025-07-02")
    dates = (
        GeneralExtractor()
        .extract(ReadDocument((text,)), Category(name="invoice", confidence=0.9))
        .facts["dates"]
    )
    assert isinstance(dates, tuple)
    assert [one.value["role"] for one in dates] == ["document", "due"]


def test_the_buyer_behind_a_label_is_not_the_seller() -> None:
    text = "Kivi-Ketola Tmi, Rantakatu 2, 53100 Lappeenranta\nLasku 31\nAsiakas: As Oy Koivurinne\nArvonlisävero 25,5 %   51,00\nYhteensä   251,00 EUR"

    assert fact(text, "issuer").confidence < DOUBTFUL
    assert (value(text, "net"), value(text, "tax")) == (None, "51.00")


def test_a_number_that_begins_with_the_letters_of_a_rare_currency_is_no_money() -> None:
    text = "Karoo Trails (Pty) Ltd\nVAT No 4250123456\nTax Invoice: TMT2044\nHike   R 3 000.00\nVAT 15%   R 450.00\nTotal   R 3 450.00"

    assert value(text, "currency") == "ZAR"
    assert value("Ashgabat Trade\nInvoice 31\nTotal   TMT 2044.00", "currency") == "TMT"


def currency_of_receipt(text: str) -> FieldValue:
    category = Category(name="receipt", confidence=0.9)
    found = ReceiptExtractor().extract(ReadDocument((text,)), category).fields["currency"]
    assert isinstance(found, FieldValue)
    return found


def test_the_dollar_of_a_till_is_that_of_its_country_or_in_doubt() -> None:
    mexican = currency_of_receipt(
        "TINTORERIA LUNA\nAV. MORELOS 4\nSACO   90.00\nTOTAL M.N.   $ 90.00\nEFECTIVO   $ 100.00\nCAMBIO   $ 10.00"
    )
    unknown = currency_of_receipt(
        "LUNA CLEANERS\nCOAT   90.00\nTOTAL   $ 90.00\nCASH   $ 100.00\nCHANGE   $ 10.00"
    )

    assert (mexican.value, mexican.confidence) == ("MXN", 0.9)
    assert (unknown.value, unknown.confidence) == ("USD", 0.55)


def test_a_series_that_a_number_begins_with_is_not_said_twice() -> None:
    text = "UAB Rūta\nSąskaita faktūra\nSerija GN Nr. GN-0456\nIš viso apmokėti   302,50 EUR"

    assert value(text, "invoice_number") == "GN-0456"


def test_a_hungarian_tax_number_is_one_of_the_union() -> None:
    assert [one.value for one in vat_ids("Adószám: 12892312-2-43")] == ["HU12892312"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        (
            "Stolarz Bąk\nRACHUNEK nr 7/2025\ndnia 3 czerwca 2025\nPółka   90,00\nRazem do zapłaty   90,00 PLN",
            "invoice",
        ),
        (
            "Παντοπωλείο Ίρις\nΤιμολόγιο Β 88\n3/6/2025\nΡύζι   30,00\nΦΠΑ 24%   7,20\nΠληρωτέο   37,20",
            "invoice",
        ),
        (
            "Marrow Bay Grill\nServer: Lou   Guests: 3\nJun 3, 2025 8:10 PM\nBurger   33.00\nTax   2.30\nTip   5.00\nTotal   40.30",
            "receipt",
        ),
        (
            "Ballyrea Post Office\n03 JUN 2025 11:02\nStamps   13.20\nParcel   10.00\nAMOUNT DUE EUR   23.20\nCASH   30.00\nCHANGE   6.80",
            "receipt",
        ),
    ],
    ids=["Poland", "Greece", "a restaurant", "a post office"],
)
def test_more_small_bills_are_what_they_call_themselves(text: str, category: str) -> None:
    assert category_of(text).name == category


def test_a_hebrew_invoice_is_read_by_its_own_words() -> None:
    text = 'נגריית לוי בע"מ\nחשבונית מס מספר 1712\nתאריך: 12/03/2024\nלתשלום עד: 26/03/2024\nסכום ביניים   1,200.00\nמע"מ 17%   204.00\nסה"כ לתשלום   1,404.00'

    told = {name: value(text, name) for name in ("invoice_number", "date", "due_date", "amount", "tax")}

    assert told == {
        "invoice_number": "1712",
        "date": "2024-03-12",
        "due_date": "2024-03-26",
        "amount": "1404.00",
        "tax": "204.00",
    }


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("Рахунок-фактура № КЛ-0042\nвід 17 травня 2024 р.", "КЛ-0042"),
        ("HÓA ĐƠN GIÁ TRỊ GIA TĂNG\nSố: 00000218      Ngày 15 tháng 04 năm 2024", "00000218"),
        ("TAX INVOICE\nSiam Tech Co.        เลขที่ IV6705-012", "IV6705-012"),
        ("CREDIT MEMO\nCREDIT NO.   CM-7714\nORIGINAL INVOICE   338201", "CM-7714"),
        ("NOTA DI CREDITO n. 7/2024\nRif. fattura n. 112/2024 del 03/05/2024", "7/2024"),
        ("Stornorechnung Nr. ST-1004\nzu Rechnung Nr. RE-2024-188 vom 20.03.2024", "ST-1004"),
        ("NOTA FISCAL DE SERVIÇOS   Número 000.451   Emissão: 09/02/2024", "000.451"),
    ],
    ids=["Ukraine", "Vietnam", "Thailand", "credit no.", "rif. fattura", "Stornorechnung", "Brazil"],
)
def test_the_number_is_the_papers_own_in_its_own_letters(page: str, number: str) -> None:
    assert value(page, "invoice_number") == number


def test_a_buyer_in_japan_is_not_the_issuer_by_half_of_its_name() -> None:
    page = "請求書\n株式会社山田商会 御中        発行日 2024年5月31日\n                             株式会社みどり印刷"

    assert value(page, "issuer") == "株式会社みどり印刷"


def test_a_mexican_firm_keeps_the_whole_of_its_form() -> None:
    assert (
        value("Papelería El Águila S.A. de C.V.\nFactura A 5521", "issuer")
        == "Papelería El Águila S.A. de C.V."
    )


@pytest.mark.parametrize(
    ("page", "currency"),
    [
        ("Faktura 77120\nPlank   2 880,00\nMoms 25%   720,00\nBg 123-4567", "SEK"),
        ("ใบกำกับภาษี / TAX INVOICE\nกระดาษ   6,000.00", "THB"),
        ("HÓA ĐƠN\nMã số thuế: 0301234567\nBàn   7.500.000", "VND"),
    ],
    ids=["Sweden", "Thailand", "Vietnam"],
)
def test_a_paper_that_names_no_money_is_in_its_registers(page: str, currency: str) -> None:
    assert value(page, "currency") == currency


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("PRO FORMA INVOICE\nGlobal Parts Trading Ltd.   No: PF-2024-019\nLondon   Date: 5 February 2024\nBearing   925.00\nTOTAL USD   1,675.00", "invoice"),
        ("DEPOSIT INVOICE\nSunrise Kitchens   Invoice DI-221\nDeposit   $3,900.00\nGST   $390.00\nTotal payable   $4,290.00", "invoice"),
        ("NOTA FISCAL DE SERVIÇOS   Número 000.451\nOficina São Jorge Ltda\nTroca   R$ 1.850,00\nTotal   R$ 2.570,00", "invoice"),
        ("ანგარიშ-ფაქტურა № 77\nშპს „თბილსერვისი“\nთარიღი: 02.06.2024\nმომსახურება   450.00 ლარი", "invoice"),
        ("세금계산서\n공급자   한빛상사\n작성일자 2024년 03월 15일\n복사용지   1,200,000   120,000\n합계금액   1,320,000원", "invoice"),
        ("Gutschrift Nr. G-2024-341\nAgrarhandel Süd eG   Datum: 15.09.2024\nNettobetrag   2.455,20 EUR\n9,0 % USt   220,97 EUR\nAuszahlungsbetrag   2.676,17 EUR", "invoice"),
        ("CASH MEMO\nGupta Stationery Mart\n14, Nai Sarak, Delhi 110006\nRegister   300.00\nPaper   720.00\nTotal   1,020.00", "receipt"),
        ("Auftragsbestätigung AB-2217\nKüchen Meier GmbH   Datum: 11.03.2024\nKüchenzeile   6.490,00\nNettobetrag   6.490,00\n19 % MwSt.   1.233,10\nAuftragssumme   7.723,10 EUR", "other"),
        ("Bestellung Nr. 4500118723\nKlinikum Fürth   Datum: 03.06.2024\nSpritzen   160,00\nKanülen   50,00\nGesamtwert netto   210,00 EUR", "other"),
        ("Rechnung Nr. 4711\nBestellung Nr. 118\nMeier GmbH   Datum: 03.06.2024\nSpritzen   160,00\nMwSt. 19 %   30,40\nGesamtbetrag   190,40 EUR", "invoice"),
        ("PROFORMA\nNo. 118\nGlobal Parts Trading Ltd.\nDate: 5 February 2024\nBearing   925.00\nTOTAL   925.00", "other"),
    ],
    ids=[
        *("pro forma", "deposit", "Brazil", "Georgia", "Korea", "self-billed", "cash memo"),
        *("order confirmation", "order", "invoice of an order", "pro forma that is no invoice"),
    ],
)  # fmt: skip
def test_papers_around_a_sale_are_what_they_call_themselves(page: str, name: str) -> None:
    assert category_of(page).name == name


def test_the_name_of_a_kind_of_paper_is_no_vendor() -> None:
    page = "CASH MEMO\nGupta Stationery Mart\n14, Nai Sarak, Delhi 110006\nRegister   300.00\nTotal   300.00"

    assert value(page, "issuer") == "Gupta Stationery Mart"


@pytest.mark.parametrize(
    ("page", "currency"),
    [("ინვოისი № 118\nღვინო   300.00 ლარი", "GEL"), ("ՀԱՇԻՎ № 45\nԸնդամենը   15,000 դրամ", "AMD")],
    ids=["Georgia", "Armenia"],
)
def test_money_is_known_by_its_name_in_letters_without_printed_capitals(page: str, currency: str) -> None:
    assert value(page, "currency") == currency


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("INVOICE\nCork Seafoods Ltd.\nInv. No: 2201", "2201"),
        ("Factura núm.: 24-0087", "24-0087"),
        ("INVOICE\nSakura Foods Co., Ltd.      No. SF-0612\nYokohama", "SF-0612"),
        ("INVOICE\nNo. 12\nNo. 14", None),
    ],
)
def test_short_labels_of_numbers_are_known(page: str, number: str | None) -> None:
    assert value(page, "invoice_number") == number
