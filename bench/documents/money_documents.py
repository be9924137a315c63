"""Draw up what money is asked and paid with: receipts, invoices, statements of banks, tax."""

from __future__ import annotations

import random

from bench.documents.everyday_words import GOODS, a_day, a_firm, a_name, a_sum, an_address, sentences, some_of
from bench.documents.till_documents import draw_till

PART_OF_TILLS = 0.7
PART_OF_PLAIN_INVOICES = 0.4


def receipt(r: random.Random) -> list[str]:
    if r.random() < PART_OF_TILLS:
        return draw_till(r)
    goods = [f"{r.randint(1, 3)} {r.choice(GOODS).upper()}   {a_sum(r, 60)}" for _ in range(r.randint(1, 9))]
    head = [
        a_firm(r).upper(),
        *an_address(r),
        *some_of(
            r,
            "TEL: 03-5555 1234",
            "GST NO: 000123456789",
            "TAX INVOICE",
            "RECEIPT",
            "KASSENBON",
            "TICKET",
            "SCONTRINO FISCALE",
        ),
    ]
    body = [
        f"{r.choice(('DATE', 'Datum', 'Fecha', 'Data'))}: {a_day(r)} 12:3{r.randint(0, 9)}",
        *some_of(r, "CASHIER: 01", "TABLE 5", "Bedienung: 3", "POS 2"),
        *goods,
    ]
    totals = [
        *some_of(r, f"SUBTOTAL   {a_sum(r)}", "ROUNDING ADJ   0.01", "GST SUMMARY   AMOUNT   TAX"),
        f"{r.choice(('TOTAL', 'SUMME', 'TOTALE', 'TOTAL TTC'))}   {a_sum(r)}",
    ]
    pay = [
        f"{r.choice(('CASH', 'VISA', 'GEGEBEN', 'EFECTIVO', 'CONTANTI', 'ESPECES'))}   {a_sum(r)}",
        *some_of(r, "CHANGE   1.20", "RÜCKGELD   2,00", "CAMBIO   0,50"),
    ]
    return [
        *head,
        *body,
        *totals,
        *pay,
        *some_of(
            r,
            "THANK YOU, PLEASE COME AGAIN",
            "Vielen Dank für Ihren Einkauf",
            "GRAZIE E ARRIVEDERCI",
            "GOODS SOLD ARE NOT RETURNABLE",
        ),
    ]


def invoice(r: random.Random) -> list[str]:
    head = r.choice((
        ["Rechnung", f"Rechnungsnummer: {r.randint(1000, 99999)}", f"Rechnungsdatum: {a_day(r)}", "Pos   Beschreibung   Menge   Einzelpreis   Betrag"],
        ["INVOICE", f"# {r.randint(1000, 99999)}", f"Date: {a_day(r)}", "Bill To:", a_name(r), "Payment Terms:   Net 30 days", f"Due Date: {a_day(r)}", "Item   Quantity   Rate   Amount"],
        [f"Invoice Number: {r.randint(1000, 99999)}", f"Invoice Date: {a_day(r)}", "Description   Qty   Unit price   Amount"],
        [f"Facture n° {r.randint(1000, 99999)}", f"Date : {a_day(r)}", "Désignation   Quantité   P.U. HT   Montant HT"],
        [f"Factura N.º {r.randint(1000, 99999)}", f"Fecha: {a_day(r)}", "Descripción   Cantidad   Precio   Importe"],
        [f"Fattura n. {r.randint(1000, 99999)}", f"Data: {a_day(r)}", "Descrizione   Quantità   Prezzo   Importo"],
    ))  # fmt: skip
    if r.random() < PART_OF_PLAIN_INVOICES:
        return _plain_invoice(r)
    goods = [
        f"{r.choice(GOODS)} {r.choice(GOODS)}   {r.randint(1, 20)}   {a_sum(r)}   {a_sum(r)}"
        for _ in range(r.randint(1, 8))
    ]
    sums = some_of(
        r,
        f"Subtotal:   {a_sum(r)}",
        f"Netto   {a_sum(r)}",
        f"MwSt. 19 %   {a_sum(r)}",
        f"Total HT : {a_sum(r)} €",
        f"TVA 20% : {a_sum(r)} €",
        f"Tax (0%):   ${a_sum(r)}",
        least=2,
    )
    foot = some_of(
        r,
        "IBAN DE08 7009 0100 1234 5678 90",
        "USt-IdNr. DE123456789",
        "Zahlbar innerhalb 30 Tagen",
        "VAT No GB123456789",
        "Amount due",
        f"Balance Due:   ${a_sum(r)}",
    )
    return [
        a_firm(r),
        *an_address(r),
        *some_of(r, a_name(r), a_firm(r)),
        *head,
        *goods,
        *sums,
        f"Total   {a_sum(r)} EUR",
        *foot,
    ]


_PLAIN_INVOICES = (
    (
        "Rechnung Nr. {n}",
        "Datum: {d}",
        "Gesamtbetrag   {m} €",
        "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet.",
    ),
    ("INVOICE", "Invoice #: {n}", "Subtotal   ${m}", "Sales tax   ${m}", "Total Due   ${m}"),
    ("TAX INVOICE", "Invoice No: {n}", "Invoice Date: {d}", "VAT 5%   OMR {m}", "Total   OMR {m}"),
    (
        "TAX INVOICE",
        "Invoice No: {n}",
        "Taxable value   {m}",
        "CGST 9%   {m}",
        "SGST 9%   {m}",
        "Grand Total   ₹ {m}",
    ),
    ("Facture N° : {n}", "Date : {d}", "Total HT   {m} DT", "TVA 19%   {m} DT", "Total TTC   {m} DT"),
    ("Faktura", "Fakturanummer: {n}", "Fakturadatum: {d}", "Moms 25 %   {m} kr", "Att betala   {m} kr"),
    ("Faktura VAT {n}", "Data wystawienia: {d}", "Netto   {m}", "VAT 23%   {m}", "Do zapłaty   {m} zł"),
    ("Fatura n.º {n}", "Data: {d}", "IVA 23%   {m} €", "Total a pagar   {m} €"),
    ("Factuur {n}", "Factuurdatum: {d}", "BTW 21%   {m}", "Totaal incl. btw   € {m}"),
    (
        "CREDIT NOTE",
        "Credit note no: {n}",
        "Date: {d}",
        "Subtotal   ({m})",
        "VAT 20%   ({m})",
        "Total   £({m})",
    ),
    ("Lasku", "Laskun numero {n}", "Eräpäivä {d}", "ALV 24 %   {m}", "Yhteensä   {m} €"),
    ("Számla", "Számlaszám: {n}", "Fizetési határidő: {d}", "ÁFA 27%   {m} Ft", "Fizetendő   {m} Ft"),
    ("Faktura č. {n}", "Datum splatnosti {d}", "DPH 21 %   {m}", "K úhradě   {m} Kč"),
    (
        "Factuur",
        "Factuur {n}",
        "Datum {d}",
        "Totaal   € {m}",
        "Gelieve te betalen op rekening BE68 5390 0754 7034",
    ),
    ("Factura", "Factura nº {n}", "Fecha: {d}", "Total   {m} €"),
    ("FACTURA ELECTRÓNICA N° {n}", "Fecha emisión: {d}", "Neto   $ {m}", "IVA 19%   $ {m}", "Total   $ {m}"),
    ("Fattura {n}", "Data: {d}", "Totale   {m}"),
    ("Faktura {n}", "Dato: {d}", "Totalt   kr {m}"),
    ("Invoice {n}", "Date {d}", "Total   ${m}"),
    ("TAX INVOICE", "Invoice {n}", "Date {d}", "GST 15%   ${m}", "Total NZD   ${m}"),
    ("BILL OF SUPPLY", "Bill No. {n}", "Date: {d}", "Total Amount Payable   ₹ {m}"),
    ("FAKTUR", "No. Faktur: {n}", "Tanggal: {d}", "PPN 11%   Rp {m}", "Jumlah   Rp {m}"),
    ("HÓA ĐƠN", "Số: {n}", "Ngày {d}", "Thuế GTGT 10%   {m} đ", "Tổng cộng   {m} đ"),
    ("Rechnung {n}", "{d}", "Summe   {m} €"),
    ("Facture n° {n}", "Le {d}", "Total à payer   {m} €"),
    ("R E C H N U N G", "Nummer {n} vom {d}", "Gesamtbetrag   {m} EUR", "Zahlbar ohne Abzug"),
)


def _plain_invoice(r: random.Random) -> list[str]:
    """A small firm's: a heading, a few rows, a total; amounts whole or with two or three decimals."""
    form = r.choice(("{:.2f}", "{:.2f}", "{:.0f}", "{:,.0f}", "{:.3f}", "{:,.2f}"))

    def money() -> str:
        return form.format(r.uniform(5, 4000))

    words = [
        row.format(n=f"{r.choice(('', '2024-', 'F', 'RE-'))}{r.randint(10, 99999)}", d=a_day(r), m=money())
        for row in r.choice(_PLAIN_INVOICES)
    ]
    mark = r.choice(("", " €", " kr", ""))
    goods = [f"{r.choice(GOODS)} {r.choice(GOODS)}   {money()}{mark}" for _ in range(r.randint(1, 6))]
    at = 2 if len(words) > 3 else 1
    foot = some_of(
        r,
        "IBAN DE08 7009 0100 1234 5678 90",
        "Zahlbar innerhalb 14 Tagen",
        "Thank you for your business",
        least=0,
    )
    return [
        a_firm(r),
        *an_address(r),
        *some_of(r, a_name(r), least=0),
        *words[:at],
        *goods,
        *words[at:],
        *foot,
    ]


def bank_statement(r: random.Random) -> list[str]:
    head = r.choice(
        (
            "Kontoauszug",
            "BANK STATEMENT",
            "Account Statement",
            "Relevé de compte",
            "Extracto de cuenta",
            "Estratto conto",
        )
    )
    rows = [
        f"{a_day(r)}   {r.choice(GOODS)} {a_name(r)}   {r.choice('+-')}{a_sum(r)}"
        for _ in range(r.randint(5, 20))
    ]
    return [
        a_firm(r),
        head,
        "IBAN DE08 7009 0100 1234 5678 90",
        *some_of(
            r, "Opening balance 100.00", "Alter Saldo 100,00", "Ancien solde 100,00", "Saldo inicial 100,00"
        ),
        *rows,
        *some_of(r, "Closing balance 90.00", "Neuer Saldo 90,00", "Nouveau solde 90,00", "Saldo final 90,00"),
    ]


def tax(r: random.Random) -> list[str]:
    return [
        *some_of(
            r,
            "Finanzamt Köln",
            "Internal Revenue Service",
            "Agencia Tributaria",
            "Agenzia delle Entrate",
            "Direction générale des finances",
        ),
        r.choice(
            (
                "Einkommensteuerbescheid",
                "Form W-2",
                "Steuerbescheid",
                "Avis d'impôt",
                "Tax return",
                "Modello 730",
                "Déclaration des revenus",
                "Lohnsteuerbescheinigung",
            )
        ),
        f"{a_day(r)}",
        *[f"{r.choice(GOODS)}   {a_sum(r)}" for _ in range(4)],
        *sentences(r, 3),
    ]
