"""Draw up papers that look like invoices and are none, and other things that belong to no category."""

from __future__ import annotations

import random

_FIRMS = (
    "Huber Fensterbau",
    "Norton Supplies Ltd",
    "Atelier Dubois SARL",
    "Talleres Ruiz S.L.",
    "Officina Conti S.r.l.",
    "Byggmester Lund AS",
    "Van Dam BV",
)
_GOODS = (
    "windows",
    "chairs",
    "paper",
    "cable",
    "Lampen",
    "Holz",
    "tuiles",
    "peinture",
    "tornillos",
    "vernice",
    "bricks",
    "glass",
    "doors",
)
_PEOPLE = ("Petra Muster", "John Field", "Claire Petit", "Ana Ortega", "Marco Gallo", "Ole Berg")
_QUOTES = (
    ("Angebot", "Angebots-Nr.: {n}", "Datum: {d}", "Gültig bis: {e}", "Gesamtbetrag   {m} €", "Wir freuen uns auf Ihren Auftrag."),
    ("QUOTATION", "Quote No. {n}", "Date: {d}", "This quote is valid until {e}", "Total   {m}", "Prices exclude VAT."),
    ("Estimate", "Estimate # {n}", "{d}", "Valid for 30 days", "Total estimate   {m}", "Please sign to accept."),
    ("Devis", "Devis n° {n}", "Date : {d}", "Validité : {e}", "Total TTC   {m} €", "Bon pour accord"),
    ("Presupuesto", "Presupuesto n.º {n}", "Fecha: {d}", "Válido hasta {e}", "Total   {m} €", "Quedamos a su disposición."),
    ("Preventivo", "Preventivo n. {n}", "Data: {d}", "Valido fino al {e}", "Totale   {m} €", "Restiamo a disposizione."),
    ("Kostenvoranschlag", "Nr. {n}", "vom {d}", "Bindefrist {e}", "Summe   {m} €", "freibleibend"),
    ("Offerte", "Offertenummer {n}", "Datum {d}", "Geldig tot {e}", "Totaal   {m}", "Wij zien uw opdracht graag tegemoet."),
)  # fmt: skip
_REMINDERS = (
    ("Mahnung", "Datum: {d}", "unsere Rechnung Nr. {n} vom {e} über {m} EUR ist noch offen.", "Mahngebühr 5,00 EUR", "Bitte zahlen Sie bis zum {d}."),
    ("Zahlungserinnerung", "{d}", "leider konnten wir zu Rechnung {n} vom {e} keinen Zahlungseingang feststellen.", "Offener Betrag   {m} €"),
    ("PAYMENT REMINDER", "Date: {d}", "Our invoice {n} dated {e} for {m} is overdue.", "Please pay within seven days."),
    ("Second reminder", "{d}", "Amount outstanding   {m}", "Invoice {n} of {e} remains unpaid."),
    ("Lettre de relance", "{d}", "Sauf erreur, la facture n° {n} du {e} reste impayée : {m} €.", "Mise en demeure"),
    ("Recordatorio de pago", "{d}", "La factura {n} de {e} por {m} € sigue pendiente."),
    ("Sollecito di pagamento", "{d}", "La fattura n. {n} del {e} di {m} € risulta insoluta."),
)  # fmt: skip
_DELIVERIES = (
    (
        "Lieferschein",
        "Lieferschein-Nr. {n}",
        "Lieferdatum: {d}",
        "Ihre Bestellung {n}",
        "Ware erhalten: ____",
    ),
    (
        "DELIVERY NOTE",
        "Delivery note no. {n}",
        "Date {d}",
        "Your order {n}",
        "Received in good condition: ____",
    ),
    ("PACKING SLIP", "Order # {n}", "Ship date {d}", "Backordered: 0"),
    ("Bon de livraison", "N° {n}", "Date {d}", "Commande {n}", "Reçu le ____"),
    ("Albarán de entrega", "N.º {n}", "Fecha {d}", "Pedido {n}"),
    ("Documento di trasporto", "DDT n. {n}", "del {d}", "Causale: vendita"),
)
_PAYSLIPS = (
    ("Entgeltabrechnung", "Personalnummer {n}", "Gesamtbrutto   {m}", "Lohnsteuer   412,33", "Rentenversicherung   320,85", "Krankenversicherung   279,45", "Auszahlungsbetrag   {m}"),
    ("Gehaltsabrechnung", "Pers.-Nr. {n}", "Bruttolohn   {m}", "Sozialversicherung   540,10", "Nettolohn   {m}", "Überweisung am {d}"),
    ("PAYSLIP", "Employee no. {n}", "Pay period {d}", "Basic pay   {m}", "Pension   80.00", "Gross pay   {m}", "Net pay   {m}"),
    ("EARNINGS STATEMENT", "Employee ID {n}", "Pay date {d}", "Regular hours   80", "Deductions   210.55", "Net pay   {m}", "Year to date   {m}"),
    ("Bulletin de paie", "Matricule {n}", "Salaire brut   {m}", "Cotisations   230,10", "Net à payer   {m}", "Congés payés"),
    ("Nómina", "Trabajador {n}", "Salario base   {m}", "Retención IRPF   120,00", "Líquido a percibir   {m}"),
    ("Busta paga", "Matricola {n}", "Retribuzione lorda   {m}", "Trattenute   233,10", "Netto in busta   {m}"),
)  # fmt: skip
_VOUCHERS = (
    ("GIFT VOUCHER", "Value {m}", "Code {n}", "Valid until {d}", "Cannot be exchanged for cash"),
    ("Gutschein", "im Wert von {m} €", "Code {n}", "Gültig bis {d}"),
    ("Bon cadeau", "Valeur {m} €", "Code {n}", "Valable jusqu'au {d}"),
    ("BOARDING PASS", "Seat 14C   Gate 7", "{d}", "Booking {n}"),
    ("ADMIT ONE", "Row 5   Seat {n}", "{d} 20:00", "{m}"),
)
_CERTIFICATES = (
    ("CERTIFICATE OF ATTENDANCE", "This is to certify that", "{p}", "attended the course on {d}", "No. {n}"),
    ("Zertifikat", "Hiermit wird bescheinigt, dass", "{p}", "am {d} erfolgreich teilgenommen hat", "Nr. {n}"),
    ("Certificat de participation", "Il est certifié que", "{p}", "a suivi la formation du {d}"),
    ("Diploma", "has been awarded to", "{p}", "on {d}", "with distinction"),
    ("Certificate of insurance", "Policy {n}", "valid from {d} until {e}", "{p}"),
)


def draw_paper(r: random.Random) -> list[str]:
    """The rows of a quote, reminder, delivery note, payslip, voucher or certificate in one of several languages."""
    kind = r.choice(
        (
            _QUOTES,
            _QUOTES,
            _REMINDERS,
            _REMINDERS,
            _DELIVERIES,
            _PAYSLIPS,
            _PAYSLIPS,
            _VOUCHERS,
            _CERTIFICATES,
        )
    )
    rows = [_filled(row, r) for row in r.choice(kind)]
    if kind in (_QUOTES, _DELIVERIES):
        rows[4:4] = [_item(r, has_price=kind is _QUOTES) for _ in range(r.randint(1, 6))]
    head = [r.choice(_FIRMS), f"Hauptstr. {r.randint(1, 99)}, 50667 Köln"] if r.random() < 0.8 else []
    foot = ["IBAN DE08 7009 0100 1234 5678 90"] if r.random() < 0.3 and kind is not _CERTIFICATES else []
    person = [r.choice(_PEOPLE)] if r.random() < 0.5 else []
    return [*head, *person, *rows, *foot]


def _filled(row: str, r: random.Random) -> str:
    return row.format(
        n=f"{r.choice(('A-', '', 'AN', '20'))}{r.randint(100, 99999)}",
        d=_day(r),
        e=_day(r),
        m=_money(r),
        p=r.choice(_PEOPLE),
    )


def _item(r: random.Random, *, has_price: bool) -> str:
    row = f"{r.randint(1, 40)} {r.choice(_GOODS)}, {r.choice(_GOODS)}"
    return f"{row}   {_money(r)}" if has_price else f"{row}   {r.randint(1, 90)} kg"


def _day(r: random.Random) -> str:
    day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(2015, 2026)
    return r.choice(
        (
            f"{day:02}.{month:02}.{year}",
            f"{day}/{month}/{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} May {year}",
        )
    )


def _money(r: random.Random) -> str:
    value = f"{r.uniform(5, 9000):,.2f}"
    return value if r.random() < 0.5 else value.translate(str.maketrans(",.", ".,"))
