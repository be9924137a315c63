"""Invent invoices in six layouts and eleven languages, with known facts: what confidences of invoices are fitted and judged on.

Names, streets and towns are those of Faker (``pip install faker``). A layout is a family: a fit is judged on families that had no
part in it. Pages are text in columns, as a text layer gives them; nothing has to be read by an engine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bench.documents.stranger_receipts import _faker, ascii_of
from ocr_service.domain.page import Page
from ocr_service.layout.plain_text import page_from_text

CENT = Decimal("0.01")
Rows = list[str]


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of a language's invoices; where two are given, one of them is drawn."""

    locale: str
    title: tuple[str, ...]
    number: tuple[str, ...]
    day: tuple[str, ...]
    due: tuple[str, ...]
    customer: tuple[str, ...]
    order: tuple[str, ...]
    buyer: tuple[str, ...]
    columns: tuple[str, str, str, str]
    net: tuple[str, ...]
    tax: tuple[str, ...]
    gross: tuple[str, ...]
    forms: tuple[str, ...]
    dates: tuple[str, ...]
    rate: int
    currency: str = "EUR"
    sign: str = "€"
    style: str = "1.234,56"


SPEECHES = (
    Speech("de_DE", ("Rechnung", "RECHNUNG"), ("Rechnungsnummer", "Rechnungs-Nr.", "Rechnung Nr.", "Belegnummer"), ("Datum", "Rechnungsdatum", "Belegdatum"), ("Fällig am", "Zahlbar bis"), ("Kundennummer", "Kunden-Nr."), ("Bestellnummer", "Auftrag"), ("Rechnungsempfänger", "Rechnung an"), ("Beschreibung", "Menge", "Preis", "Betrag"), ("Nettobetrag", "Summe netto", "Zwischensumme"), ("MwSt.", "USt", "Umsatzsteuer"), ("Gesamtbetrag", "Rechnungsbetrag", "Bruttobetrag", "Zu zahlen"), ("GmbH", "AG", "GmbH & Co. KG", "e.K.", "UG (haftungsbeschränkt)"), ("%d.%m.%Y", "%d.%m.%y"), 19),
    Speech("en_GB", ("INVOICE", "Tax Invoice"), ("Invoice number", "Invoice No.", "Invoice #", "Document no."), ("Invoice date", "Date", "Date of issue", "Tax point"), ("Due date", "Payment due"), ("Customer no.", "Account no."), ("PO number", "Your order"), ("Bill to", "Invoice to", "Customer"), ("Description", "Qty", "Unit price", "Amount"), ("Subtotal", "Net total", "Total excl. VAT"), ("VAT",), ("Total", "Amount due", "Total due", "Invoice total", "Total incl. VAT"), ("Ltd", "Limited", "LLP", "PLC"), ("%d/%m/%Y", "%d %B %Y", "%d %b %Y"), 20, "GBP", "£", "1,234.56"),
    Speech("en_US", ("INVOICE", "Invoice"), ("Invoice number", "Invoice #", "Invoice No"), ("Invoice date", "Date", "Date of issue"), ("Due date", "Date due"), ("Customer ID",), ("P.O. #", "Order"), ("Bill to", "Billed to", "Sold to"), ("Item", "Qty", "Rate", "Amount"), ("Subtotal",), ("Sales tax", "Tax"), ("Total", "Amount due", "Balance due", "Total (USD)"), ("Inc.", "LLC", "Corp.", "Inc"), ("%B %d, %Y", "%m/%d/%Y", "%b %d, %Y"), 8, "USD", "$", "1,234.56"),
    Speech("fr_FR", ("FACTURE", "Facture"), ("Facture n°", "N° de facture", "Numéro de facture", "Numéro"), ("Date", "Date de facture", "Date d'émission"), ("Échéance", "Date d'échéance"), ("Code client", "N° client"), ("Commande n°",), ("Client", "Facturé à", "Destinataire"), ("Désignation", "Qté", "Prix unit.", "Montant HT"), ("Total HT", "Sous-total"), ("TVA",), ("Total TTC", "Net à payer", "Montant TTC"), ("SARL", "SAS", "SA", "EURL"), ("%d/%m/%Y", "%d.%m.%Y"), 20, style="1 234,56"),
    Speech("es_ES", ("FACTURA", "Factura"), ("Nº de factura", "Factura nº", "Número de factura", "Factura"), ("Fecha", "Fecha de emisión", "Fecha de factura"), ("Vencimiento", "Fecha de vencimiento"), ("Nº cliente", "Código cliente"), ("Pedido nº",), ("Cliente", "Facturar a"), ("Concepto", "Cant.", "Precio", "Importe"), ("Base imponible", "Subtotal"), ("IVA",), ("Total factura", "Total", "Importe total", "TOTAL A PAGAR"), ("S.L.", "S.A.", "S.L.U."), ("%d/%m/%Y", "%d-%m-%Y"), 21),
    Speech("it_IT", ("FATTURA", "Fattura"), ("Fattura n.", "Numero fattura", "Fattura nr.", "N. documento"), ("Data", "Data fattura", "Data documento"), ("Scadenza",), ("Cod. cliente",), ("Ordine n.",), ("Cliente", "Spett.le", "Destinatario"), ("Descrizione", "Q.tà", "Prezzo", "Importo"), ("Imponibile", "Totale imponibile"), ("IVA",), ("Totale fattura", "Totale documento", "TOTALE", "Totale da pagare"), ("S.r.l.", "S.p.A.", "SNC"), ("%d/%m/%Y", "%d-%m-%Y"), 22),
    Speech("nl_NL", ("FACTUUR", "Factuur"), ("Factuurnummer", "Factuurnr.", "Factuur nr."), ("Factuurdatum", "Datum"), ("Vervaldatum", "Uiterlijk betalen"), ("Klantnummer", "Debiteurnr."), ("Ordernummer",), ("Factuur aan", "Klant"), ("Omschrijving", "Aantal", "Prijs", "Bedrag"), ("Subtotaal", "Totaal excl. BTW"), ("BTW",), ("Totaal incl. BTW", "Te betalen", "Totaal"), ("B.V.", "BV", "N.V."), ("%d-%m-%Y", "%d/%m/%Y"), 21),
    Speech("pt_PT", ("FATURA", "Fatura"), ("Fatura n.º", "Número da fatura", "Fatura nº"), ("Data", "Data de emissão"), ("Vencimento", "Data de vencimento"), ("Cliente n.º",), ("Encomenda",), ("Cliente", "Exmo.(s) Sr.(s)"), ("Descrição", "Qtd", "Preço", "Valor"), ("Total líquido", "Subtotal"), ("IVA",), ("Total", "Total a pagar", "Total do documento"), ("Lda", "S.A.", "Unipessoal Lda"), ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"), 23),
    Speech("pl_PL", ("FAKTURA", "Faktura VAT"), ("Faktura nr", "Numer faktury", "Nr faktury"), ("Data wystawienia", "Data"), ("Termin płatności",), ("Nr klienta",), ("Zamówienie nr",), ("Nabywca",), ("Nazwa", "Ilość", "Cena", "Wartość"), ("Razem netto", "Wartość netto"), ("VAT",), ("Do zapłaty", "Razem brutto", "Razem do zapłaty"), ("Sp. z o.o.", "S.A.", "sp. j."), ("%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y"), 23, "PLN", "zł", "1 234,56"),
    Speech("sv_SE", ("FAKTURA", "Faktura"), ("Fakturanummer", "Fakturanr", "Faktura nr"), ("Fakturadatum", "Datum"), ("Förfallodatum", "Oss tillhanda"), ("Kundnummer", "Kundnr"), ("Ordernr",), ("Kund", "Faktureras"), ("Beskrivning", "Antal", "Pris", "Belopp"), ("Netto", "Summa exkl. moms"), ("Moms",), ("Att betala", "Summa att betala", "Totalt inkl. moms"), ("AB", "HB"), ("%Y-%m-%d", "%d.%m.%Y"), 25, "SEK", "kr", "1 234,56"),
    Speech("da_DK", ("FAKTURA", "Faktura"), ("Fakturanr.", "Fakturanummer", "Faktura nr."), ("Fakturadato", "Dato"), ("Forfaldsdato", "Betales senest"), ("Kundenr.", "Debitornr."), ("Ordrenr.",), ("Kunde", "Faktureres til"), ("Beskrivelse", "Antal", "Pris", "Beløb"), ("Subtotal", "I alt ekskl. moms"), ("Moms",), ("I alt DKK", "Total inkl. moms", "Til betaling"), ("ApS", "A/S", "I/S"), ("%d-%m-%Y", "%d.%m.%Y"), 25, "DKK", "kr."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sale:
    """What an invoice says; ``fields`` by the names of a label, amounts with a point."""

    r: random.Random
    speech: Speech
    seller: str
    sender: tuple[str, str]
    buyer: tuple[str, str, str]
    number: str
    day: date
    goods: tuple[tuple[str, int, Decimal], ...]
    bank: str
    site: str

    @property
    def net(self) -> Decimal:
        return sum((count * price for _, count, price in self.goods), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return (self.net * self.speech.rate / 100).quantize(CENT, ROUND_HALF_UP)

    def pick(self, name: str) -> str:
        """One of the words for ``name``, the same each time it is asked for."""
        words: tuple[str, ...] = getattr(self.speech, name)
        return random.Random(f"{self.number} {name}").choice(words)

    def written(self, day: date) -> str:
        return day.strftime(random.Random(self.number).choice(self.speech.dates))

    def money(self, value: Decimal) -> str:
        text = f"{value:,.2f}"
        group, mark = self.speech.style[1], self.speech.style[-3]
        return text.translate(str.maketrans({",": group, ".": mark}))

    def labelled(self) -> Rows:
        """Number, date and others as label and value, two of them always first."""
        extra = [
            (self.pick("customer"), str(self.r.randrange(10**4, 10**6))),
            (self.pick("due"), self.written(self.day + timedelta(days=30))),
            (self.pick("order"), f"B{self.r.randrange(10**4, 10**5)}"),
        ]
        pairs = [
            (self.pick("number"), self.number),
            (self.pick("day"), self.written(self.day)),
            *self.r.sample(extra, self.r.randint(0, 3)),
        ]
        mark = self.r.choice((":", "", " :"))
        return [f"{label}{mark}\t{value}" for label, value in pairs]


@dataclass(frozen=True, slots=True)
class InventedInvoice:
    """A page with its family and its facts: issuer, invoice_number, date (ISO), amount, currency."""

    family: str
    language: str
    page: Page
    fields: Mapping[str, str]


def invented_invoice(seed: int) -> InventedInvoice:
    """The invoice of a seed."""
    r = random.Random(f"invoice {seed}")
    speech, family = r.choice(SPEECHES), r.choice(list(FAMILIES))
    sale = _sale(seed, r, speech)
    text = "\n".join(FAMILIES[family](sale))
    fields = {
        "issuer": sale.seller,
        "invoice_number": sale.number,
        "date": sale.day.isoformat(),
        "amount": f"{sale.net + sale.tax:.2f}",
        "currency": speech.currency,
    }
    return InventedInvoice(family, speech.locale, page_from_text(text), fields)


def _sale(seed: int, r: random.Random, speech: Speech) -> Sale:
    fake = _faker(speech.locale)
    fake.seed_instance(seed)
    seller = f"{fake.last_name()} {r.choice(('', fake.last_name() + ' ', '& ' + fake.last_name() + ' '))}{r.choice(speech.forms)}"
    people = [fake.name() for _ in range(2)]
    place = [(fake.street_address().replace("\n", " "), f"{fake.postcode()} {fake.city()}") for _ in range(2)]
    year = r.randint(2012, 2026)
    digits = r.randrange(1, 10**5)
    number = r.choice(
        (
            f"{year}-{digits:04}",
            f"RE{digits:06}",
            f"INV-{digits:05}",
            str(digits + 10**5),
            f"{year}{digits:05}",
            f"F{year % 100}/{digits:04}",
            f"{digits:05}/{year}",
        )
    )
    goods = tuple(
        (
            fake.word().capitalize() + " " + fake.word(),
            r.randint(1, 12),
            Decimal(r.randrange(199, r.choice((3000, 90000)))) / 100,
        )
        for _ in range(r.randint(1, 6))
    )
    site = ascii_of(seller.split(maxsplit=1)[0]).lower()
    bank = f"IBAN {fake.iban()}"
    buyer = (r.choice((people[0], f"{fake.last_name()} {r.choice(speech.forms)}")), *place[1])
    return Sale(
        r,
        speech,
        seller,
        place[0],
        buyer,
        number,
        date(year, 1, 1) + timedelta(days=r.randrange(360)),
        goods,
        bank,
        site,
    )


def _beside(left: Rows, right: Rows, at: int = 50) -> Rows:
    """Two columns, the tabs of the right one at one stop."""
    wide = max((len(row.partition("\t")[0]) for row in right), default=0) + 3
    rows = []
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ""
        label, tab, value = (right[number] if number < len(right) else "").partition("\t")
        rows.append(f"{one:<{at}}{f'{label:<{wide}}{value}' if tab else label}".rstrip())
    return rows


def _table(sale: Sale) -> Rows:
    heads = sale.speech.columns
    rows = [f"{heads[0]:<36}{heads[1]:>8}{heads[2]:>16}{heads[3]:>16}"]
    for name, count, price in sale.goods:
        rows.append(f"{name[:34]:<36}{count:>8}{sale.money(price):>16}{sale.money(count * price):>16}")
    return ["", *rows, ""]


def _sums(sale: Sale, sign: str = "") -> Rows:
    def row(label: str, value: Decimal) -> str:
        return f"{'':<36}{label:<24}{sign + sale.money(value) + behind:>16}"

    behind = sale.r.choice(("", f" {sale.speech.sign}", f" {sale.speech.currency}")) if not sign else ""
    tax = f"{sale.pick('tax')} {sale.speech.rate} %"
    return [row(sale.pick("net"), sale.net), row(tax, sale.tax), row(sale.pick("gross"), sale.net + sale.tax)]


def _foot(sale: Sale) -> Rows:
    return ["", f"{sale.seller} | {sale.sender[0]} | {sale.sender[1]}", f"{sale.bank} | www.{sale.site}.com"]


def _letter(sale: Sale) -> Rows:
    """Letterhead, buyer at the left, particulars at the right."""
    head = [sale.seller, *sale.sender, f"info@{sale.site}.com", ""]
    return [
        *head,
        *_beside(list(sale.buyer), sale.labelled()),
        "",
        sale.pick("title"),
        *_table(sale),
        *_sums(sale),
        "",
        sale.bank,
    ]


def _headed_columns(sale: Sale) -> Rows:
    """Particulars in a row of headings with their values below."""
    pairs = [row.replace(":", "").split("\t") for row in sale.labelled()]
    heads, values = ("".join(f"{pair[n].strip():<22}" for pair in pairs) for n in (0, 1))
    right = [sale.seller, *sale.sender]
    return [
        *_beside([sale.pick("title")], right, 56),
        "",
        sale.pick("buyer"),
        *sale.buyer,
        "",
        heads,
        values,
        *_table(sale),
        *_sums(sale),
        *_foot(sale),
    ]


def _from_and_to(sale: Sale) -> Rows:
    """Seller and buyer side by side below the title, the sum with a sign."""
    left = [sale.seller, *sale.sender]
    right = [sale.pick("buyer"), *sale.buyer]
    sign = sale.speech.sign if sale.speech.style == "1,234.56" else ""
    return [
        sale.pick("title"),
        *(row.replace("\t", " ") for row in sale.labelled()),
        "",
        *_beside(left, right),
        *_table(sale),
        *_sums(sale, sign),
    ]


def _window(sale: Sale) -> Rows:
    """A small sender's row above the buyer's window; the firm's name again at the foot."""
    row = f"{sale.seller} · {sale.sender[0]} · {sale.sender[1]}"
    title = f"{sale.pick('title')} {sale.number}"
    others = [one for one in sale.labelled() if sale.number not in one]
    return ["", row, *sale.buyer, "", *_beside([title], others), *_table(sale), *_sums(sale), *_foot(sale)]


def _listed(sale: Sale) -> Rows:
    """A plain list, the amount due repeated in words of its own above the table."""
    total = f"{sale.money(sale.net + sale.tax)} {sale.speech.currency}"
    head = _beside([sale.pick("title")], [sale.seller], 60)
    rows = [f"{label:<24}{value}" for label, _, value in (row.partition("\t") for row in sale.labelled())]
    parties = _beside([sale.seller, *sale.sender], [sale.pick("buyer"), *sale.buyer], 40)
    return [
        *head,
        *rows,
        "",
        *parties,
        "",
        f"{total} {sale.pick('due').lower()}",
        *_table(sale),
        *_sums(sale),
    ]


def _logo(sale: Sale) -> Rows:
    """The firm's name only at the foot; at the head a trade name."""
    trade = sale.site.upper()
    body = _beside([sale.pick("buyer"), *sale.buyer], sale.labelled(), 46)
    return [trade, "", *body, "", sale.pick("title"), *_table(sale), *_sums(sale), *_foot(sale)]


FAMILIES: Mapping[str, Callable[[Sale], Rows]] = {"letter": _letter, "headed columns": _headed_columns, "from and to": _from_and_to, "window": _window, "listed": _listed, "logo": _logo}  # fmt: skip
