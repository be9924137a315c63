"""Draw up plain documents of every category, in five languages, to train and test the categorizer on."""

from __future__ import annotations

import random
from collections.abc import Callable

from bench.documents.form_documents import draw_form
from bench.documents.paper_documents import draw_paper
from bench.documents.plain_documents import draw_plain
from bench.documents.till_documents import draw_till

_FIRST = [
    "Anna",
    "Marta",
    "Luis",
    "Pierre",
    "Giulia",
    "Hans",
    "Sarah",
    "Tom",
    "Elena",
    "Karl",
    "Julia",
    "Marco",
    "Claire",
    "Peter",
    "Nora",
    "Ben",
]
_LAST = [
    "Weber",
    "Rossi",
    "Martin",
    "Garcia",
    "Smith",
    "Keller",
    "Bianchi",
    "Dubois",
    "Lopez",
    "Brown",
    "Vogel",
    "Conti",
    "Moreau",
    "Ruiz",
    "Clark",
    "Huber",
]
_TRADE = [
    "Baustoffe",
    "Trading",
    "Services",
    "Logistik",
    "Conseil",
    "Elettronica",
    "Papeterie",
    "Motors",
    "Foods",
    "Garten",
    "Design",
    "Energie",
    "Optik",
    "Travel",
]
_FORMS = ["GmbH", "AG", "Ltd", "SARL", "S.r.l.", "S.L.", "Inc.", "SAS", "KG"]
_STREETS = (
    "Hauptstraße",
    "Station Road",
    "rue Pasteur",
    "Calle Mayor",
    "Via Verdi",
    "Lindenweg",
    "Park Avenue",
    "Jalan Mawar",
)
_PLACES = (
    "50667 Köln",
    "London NW1 4NP",
    "75011 Paris",
    "28013 Madrid",
    "20121 Milano",
    "8001 Zürich",
    "47500 Subang Jaya",
    "Denver, CO 80203",
)
_GOODS = [
    "paper",
    "stapler",
    "coffee",
    "cable",
    "lamp",
    "chair",
    "ink",
    "folder",
    "bread",
    "juice",
    "soap",
    "brush",
    "screw",
    "filter",
    "battery",
    "notebook",
    "Kleber",
    "Papier",
    "Stuhl",
    "tasse",
    "lampe",
]
_FILL = (
    "the project continues as planned and results will follow in the next weeks for all parts of the programme",
    "wir haben Ihre Unterlagen erhalten und werden sie in den nächsten Tagen prüfen und Ihnen dann antworten",
    "nous avons bien reçu votre demande et nous vous répondrons dans les meilleurs délais après étude du dossier",
    "hemos recibido su solicitud y le responderemos lo antes posible una vez revisada toda la documentación",
    "abbiamo ricevuto la vostra richiesta e vi risponderemo al più presto dopo aver esaminato la pratica",
    "please find below the details that were discussed during our last meeting and the steps that were agreed",
)

# Most forms are drawn by ``form_documents``: an office's, a laboratory's, a fax's.
PART_OF_FORMS = 0.85
PART_OF_PAPERS, PART_OF_PLAIN = 0.45, 0.4
PART_OF_TILLS = 0.7
PART_OF_OVERS = 0.3
PART_OF_PLAIN_INVOICES = 0.4
Draw = Callable[[random.Random], list[str]]


def _name(r: random.Random) -> str:
    return f"{r.choice(_FIRST)} {r.choice(_LAST)}"


def _firm(r: random.Random) -> str:
    return f"{r.choice(_LAST)} {r.choice(_TRADE)} {r.choice(_FORMS)}"


def _address(r: random.Random) -> list[str]:
    return [f"{r.choice(_STREETS)} {r.randint(1, 99)}", r.choice(_PLACES)]


def _day(r: random.Random) -> str:
    day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(2005, 2026)
    return r.choice(
        (f"{day:02}.{month:02}.{year}", f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}")
    )


def _money(r: random.Random, most: int = 900) -> str:
    value = r.uniform(1, most)
    return f"{value:.2f}" if r.random() < 0.5 else f"{value:.2f}".replace(".", ",")


def _some(r: random.Random, *lines: str, least: int = 1) -> list[str]:
    return r.sample(lines, r.randint(min(least, len(lines)), len(lines)))


def _prose(r: random.Random, rows: int) -> list[str]:
    return [r.choice(_FILL) for _ in range(rows)]


def receipt(r: random.Random) -> list[str]:
    if r.random() < PART_OF_TILLS:
        return draw_till(r)
    goods = [
        f"{r.randint(1, 3)} {r.choice(_GOODS).upper()}   {_money(r, 60)}" for _ in range(r.randint(1, 9))
    ]
    head = [
        _firm(r).upper(),
        *_address(r),
        *_some(
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
        f"{r.choice(('DATE', 'Datum', 'Fecha', 'Data'))}: {_day(r)} 12:3{r.randint(0, 9)}",
        *_some(r, "CASHIER: 01", "TABLE 5", "Bedienung: 3", "POS 2"),
        *goods,
    ]
    totals = [
        *_some(r, f"SUBTOTAL   {_money(r)}", "ROUNDING ADJ   0.01", "GST SUMMARY   AMOUNT   TAX"),
        f"{r.choice(('TOTAL', 'SUMME', 'TOTALE', 'TOTAL TTC'))}   {_money(r)}",
    ]
    pay = [
        f"{r.choice(('CASH', 'VISA', 'GEGEBEN', 'EFECTIVO', 'CONTANTI', 'ESPECES'))}   {_money(r)}",
        *_some(r, "CHANGE   1.20", "RÜCKGELD   2,00", "CAMBIO   0,50"),
    ]
    return [
        *head,
        *body,
        *totals,
        *pay,
        *_some(
            r,
            "THANK YOU, PLEASE COME AGAIN",
            "Vielen Dank für Ihren Einkauf",
            "GRAZIE E ARRIVEDERCI",
            "GOODS SOLD ARE NOT RETURNABLE",
        ),
    ]


def invoice(r: random.Random) -> list[str]:
    head = r.choice((
        ["Rechnung", f"Rechnungsnummer: {r.randint(1000, 99999)}", f"Rechnungsdatum: {_day(r)}", "Pos   Beschreibung   Menge   Einzelpreis   Betrag"],
        ["INVOICE", f"# {r.randint(1000, 99999)}", f"Date: {_day(r)}", "Bill To:", _name(r), "Payment Terms:   Net 30 days", f"Due Date: {_day(r)}", "Item   Quantity   Rate   Amount"],
        [f"Invoice Number: {r.randint(1000, 99999)}", f"Invoice Date: {_day(r)}", "Description   Qty   Unit price   Amount"],
        [f"Facture n° {r.randint(1000, 99999)}", f"Date : {_day(r)}", "Désignation   Quantité   P.U. HT   Montant HT"],
        [f"Factura N.º {r.randint(1000, 99999)}", f"Fecha: {_day(r)}", "Descripción   Cantidad   Precio   Importe"],
        [f"Fattura n. {r.randint(1000, 99999)}", f"Data: {_day(r)}", "Descrizione   Quantità   Prezzo   Importo"],
    ))  # fmt: skip
    if r.random() < PART_OF_PLAIN_INVOICES:
        return _plain_invoice(r)
    goods = [
        f"{r.choice(_GOODS)} {r.choice(_GOODS)}   {r.randint(1, 20)}   {_money(r)}   {_money(r)}"
        for _ in range(r.randint(1, 8))
    ]
    sums = _some(
        r,
        f"Subtotal:   {_money(r)}",
        f"Netto   {_money(r)}",
        f"MwSt. 19 %   {_money(r)}",
        f"Total HT : {_money(r)} €",
        f"TVA 20% : {_money(r)} €",
        f"Tax (0%):   ${_money(r)}",
        least=2,
    )
    foot = _some(
        r,
        "IBAN DE08 7009 0100 1234 5678 90",
        "USt-IdNr. DE123456789",
        "Zahlbar innerhalb 30 Tagen",
        "VAT No GB123456789",
        "Amount due",
        f"Balance Due:   ${_money(r)}",
    )
    return [
        _firm(r),
        *_address(r),
        *_some(r, _name(r), _firm(r)),
        *head,
        *goods,
        *sums,
        f"Total   {_money(r)} EUR",
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
    ("R E C H N U N G", "Nummer {n} vom {d}", "Gesamtbetrag   {m} EUR", "Zahlbar ohne Abzug"),
)


def _plain_invoice(r: random.Random) -> list[str]:
    """A small firm's: a heading, a few rows, a total; amounts whole or with two or three decimals."""
    form = r.choice(("{:.2f}", "{:.2f}", "{:.0f}", "{:,.0f}", "{:.3f}", "{:,.2f}"))

    def money() -> str:
        return form.format(r.uniform(5, 4000))

    words = [
        row.format(n=f"{r.choice(('', '2024-', 'F', 'RE-'))}{r.randint(10, 99999)}", d=_day(r), m=money())
        for row in r.choice(_PLAIN_INVOICES)
    ]
    mark = r.choice(("", " €", " kr", ""))
    goods = [f"{r.choice(_GOODS)} {r.choice(_GOODS)}   {money()}{mark}" for _ in range(r.randint(1, 6))]
    at = 2 if len(words) > 3 else 1
    foot = _some(
        r,
        "IBAN DE08 7009 0100 1234 5678 90",
        "Zahlbar innerhalb 14 Tagen",
        "Thank you for your business",
        least=0,
    )
    return [_firm(r), *_address(r), *_some(r, _name(r), least=0), *words[:at], *goods, *words[at:], *foot]


_LABELS = [
    "Name:",
    "Address:",
    "Department:",
    "Title:",
    "Phone:",
    "Fax:",
    "Brand:",
    "Product:",
    "Quantity:",
    "Requested by:",
    "Approved by:",
    "Comments:",
    "Project:",
    "Budget:",
    "Account:",
    "To:",
    "From:",
    "cc:",
    "Subject:",
    "Code:",
    "Vorname:",
    "Geburtsdatum:",
    "Anschrift:",
    "Nom :",
    "Prénom :",
    "Adresse :",
    "Nombre:",
    "Domicilio:",
    "Nome:",
    "Indirizzo:",
]
_HEADS = [
    "REQUEST FORM",
    "APPLICATION FOR SERVICE",
    "AUTHORIZATION",
    "PROJECT SHEET",
    "SURVEY",
    "Antrag auf Förderung",
    "Formular",
    "Questionnaire",
    "Formulaire de demande",
    "Formulario de solicitud",
    "Modulo di richiesta",
    "REGISTRATION",
    "EVALUATION",
    "CHECKLIST",
    "TRANSMITTAL",
]


def form(r: random.Random) -> list[str]:
    if r.random() < PART_OF_FORMS:
        return draw_form(r)
    rows = []
    for label in r.sample(_LABELS, r.randint(6, 18)):
        blank = r.choice(("", "____________", _day(r), _name(r), r.choice(_GOODS), str(r.randint(1, 9999))))
        rows.append(f"{label} {blank}")
    return [
        *_some(r, r.choice(_HEADS).upper(), _firm(r).upper()),
        *rows,
        *_some(
            r,
            "Signature ________   Date ________",
            "Unterschrift: ______",
            "[ ] Yes   [ ] No",
            "PLEASE PRINT",
            "(Attach copies)",
        ),
    ]


def letter(r: random.Random) -> list[str]:
    hello, bye = r.choice(
        (
            ("Sehr geehrte Damen und Herren,", "Mit freundlichen Grüßen"),
            ("Dear Sir or Madam,", "Yours faithfully"),
            (f"Dear {_name(r)},", "Kind regards"),
            ("Madame, Monsieur,", "Cordialement"),
            ("Estimado señor:", "Atentamente"),
            ("Egregio Signore,", "Cordiali saluti"),
        )
    )
    return [
        _firm(r),
        *_address(r),
        _name(r),
        *_address(r),
        _day(r),
        *_some(r, "Betreff: Ihr Schreiben", "Subject: your order", "Objet : votre dossier"),
        hello,
        *_prose(r, r.randint(3, 10)),
        bye,
        _name(r),
    ]


def contract(r: random.Random) -> list[str]:
    head = r.choice(
        (
            ["Mietvertrag", "zwischen", _name(r), "und", _name(r), "Die Vertragsparteien vereinbaren"],
            [
                "SERVICE AGREEMENT",
                f"This Agreement is made between {_firm(r)} and {_firm(r)}",
                "hereinafter the parties",
            ],
            ["Contrat de prestation", "Entre les soussignés", "les parties conviennent"],
            ["CONTRATO DE ARRENDAMIENTO", "Las partes acuerdan"],
            ["Contratto di locazione", "Le parti convengono"],
        )
    )
    return [
        *head,
        *[f"§ {n} {line}" for n, line in enumerate(_prose(r, r.randint(5, 14)), 1)],
        *_some(
            r, "Kündigungsfrist drei Monate", "Governing law", "Gerichtsstand ist Köln", "IN WITNESS WHEREOF"
        ),
        "____________   ____________",
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
        f"{_day(r)}   {r.choice(_GOODS)} {_name(r)}   {r.choice('+-')}{_money(r)}"
        for _ in range(r.randint(5, 20))
    ]
    return [
        _firm(r),
        head,
        "IBAN DE08 7009 0100 1234 5678 90",
        *_some(
            r, "Opening balance 100.00", "Alter Saldo 100,00", "Ancien solde 100,00", "Saldo inicial 100,00"
        ),
        *rows,
        *_some(r, "Closing balance 90.00", "Neuer Saldo 90,00", "Nouveau solde 90,00", "Saldo final 90,00"),
    ]


def report(r: random.Random) -> list[str]:
    return [
        r.choice(
            (
                "Annual Report",
                "Technical Report",
                "Jahresbericht",
                "Abschlussbericht",
                "Rapport annuel",
                "Informe anual",
                "Relazione annuale",
            )
        ),
        _firm(r),
        *_some(
            r,
            "Executive Summary",
            "Abstract",
            "Zusammenfassung",
            "Table of Contents",
            "Inhaltsverzeichnis",
            "Sommaire",
        ),
        *_prose(r, r.randint(8, 20)),
        *_some(r, "Conclusions", "Results"),
    ]


def resume(r: random.Random) -> list[str]:
    words = r.choice(
        (
            ("Curriculum Vitae", "Education", "Experience", "Skills"),
            ("Lebenslauf", "Ausbildung", "Berufserfahrung", "Kenntnisse"),
            ("CV", "Formation", "Expériences", "Compétences"),
            ("Curriculum vitae", "Educación", "Experiencia", "Habilidades"),
            ("Curriculum vitae", "Istruzione", "Esperienze", "Competenze"),
        )
    )
    jobs = [f"{r.randint(1995, 2010)} - {r.randint(2011, 2025)}   {_firm(r)}" for _ in range(r.randint(2, 6))]
    return [words[0], _name(r), *_address(r), words[1], *jobs[:2], words[2], *jobs, words[3], *_prose(r, 2)]


def identity_document(r: random.Random) -> list[str]:
    head = r.choice(
        (
            "PASSPORT",
            "REISEPASS",
            "PERSONALAUSWEIS",
            "IDENTITY CARD",
            "CARTE NATIONALE D'IDENTITÉ",
            "DOCUMENTO NACIONAL DE IDENTIDAD",
            "CARTA D'IDENTITÀ",
            "DRIVING LICENCE",
        )
    )
    return [
        head,
        _name(r).upper(),
        *_some(
            r,
            f"Date of birth {_day(r)}",
            f"Geburtsdatum {_day(r)}",
            "Nationality",
            "Staatsangehörigkeit DEUTSCH",
            f"Date of expiry {_day(r)}",
            f"Gültig bis {_day(r)}",
            least=2,
        ),
        *_some(r, "P<D<<WEBER<<ANNA<<<<<<<<<<<<<<<<<<<<", "C01X00T478D<<6408125F2702283<<<<<<4"),
    ]


def medical(r: random.Random) -> list[str]:
    return [
        r.choice(
            (
                "Arztbrief",
                "Befund",
                "Lab Results",
                "Medical report",
                "Ordonnance",
                "Prescription",
                "Receta médica",
                "Referto",
            )
        ),
        f"Patient: {_name(r)}",
        *_some(
            r,
            "Diagnosis: hypertension",
            "Diagnose: Hypertonie",
            "Diagnostic",
            "Medication: 1-0-1",
            "Medikation",
            "Anamnese",
            "Laborwerte",
            least=2,
        ),
        *_prose(r, r.randint(2, 8)),
    ]


def tax(r: random.Random) -> list[str]:
    return [
        *_some(
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
        f"{_day(r)}",
        *[f"{r.choice(_GOODS)}   {_money(r)}" for _ in range(4)],
        *_prose(r, 3),
    ]


def manual(r: random.Random) -> list[str]:
    return [
        r.choice(
            (
                "User Manual",
                "Bedienungsanleitung",
                "Owner's Manual",
                "Mode d'emploi",
                "Manual de usuario",
                "Manuale d'uso",
                "Quick Start",
            )
        ),
        *_prose(r, 3),
        *_some(
            r,
            "Safety instructions",
            "Troubleshooting",
            "Sicherheitshinweise",
            "Technische Daten",
            "Warning: hot surface. Caution",
        ),
        *[f"{n}. {line}" for n, line in enumerate(_prose(r, r.randint(4, 10)), 1)],
    ]


def scorecard(r: random.Random) -> list[str]:
    if r.random() < PART_OF_OVERS:
        return _overs(r)
    bats = [
        f"{_name(r)}   c {r.choice(_LAST)} b {r.choice(_LAST)}   {r.randint(0, 99)}   {r.randint(1, 120)}   {r.randint(0, 9)}   {r.randint(0, 5)}"
        for _ in range(r.randint(5, 11))
    ]
    bowls = [
        f"{_name(r)}   {r.randint(1, 10)}   0   {r.randint(10, 60)}   {r.randint(0, 4)}" for _ in range(4)
    ]
    return [
        f"{r.choice(_LAST)} XI v {r.choice(_LAST)} XI",
        "BATTING   R   B   4s   6s   SR",
        *bats,
        "Extras (b 1, lb 4, w 5, nb 0)   10",
        f"Total ({r.randint(10, 50)} overs)   {r.randint(80, 330)}-{r.randint(1, 10)}",
        *_some(r, "Fall of wickets: 1-12, 2-40"),
        "BOWLING   O   M   R   W   Econ",
        *bowls,
    ]


def _overs(r: random.Random) -> list[str]:
    """Over by over, as marks or ball by ball, without a table of batting."""

    def marks() -> str:
        return " ".join(r.choice((".", ".", "1", "1", "2", "4", "W", "1nb", "wd")) for _ in range(6))

    bowler = r.choice(("{n}: ", "{n} ({b}): ", "{n} - {b}: "))
    rows = [f"Over {bowler.format(n=n, b=_name(r))}{marks()}" for n in range(1, r.randint(3, 20))]
    balls = [
        f"{over}.{ball} {r.choice(_LAST)} to {r.choice(_LAST)}, {r.choice(('no run', '1 run', 'FOUR', 'OUT, bowled', '1 wide'))}"
        for over in range(r.randint(1, 5))
        for ball in range(1, 7)
    ]
    return [
        f"{r.choice(_LAST)} XI v {r.choice(_LAST)} XI", *_some(r, _day(r), least=0), f"{r.choice(_LAST)} XI innings",
        *(rows if r.random() < 0.6 else balls), *_some(r, "Total 120 for 4 (20 overs)", least=0),
    ]  # fmt: skip


def other(r: random.Random) -> list[str]:
    chance = r.random()
    if chance < PART_OF_PAPERS + PART_OF_PLAIN:
        return draw_paper(r) if chance < PART_OF_PAPERS else draw_plain(r)
    return r.choice((
        _prose(r, r.randint(1, 30)),
        [r.choice(_GOODS) for _ in range(r.randint(2, 30))],
        [f"{n}" for n in r.sample(range(1, 999), 20)],
        [f"{r.choice(_GOODS)} {r.choice(_GOODS)}   {r.choice(_GOODS)}" for _ in range(r.randint(4, 40))],
        [f"{r.choice(_FIRST)}: {line}" for line in _prose(r, r.randint(2, 8))],
        ["Menu", *[f"{r.choice(_GOODS)}   {_money(r, 30)}" for _ in range(8)]],
        [],
    ))  # fmt: skip


CATEGORIES: dict[str, Draw] = {
    draw.__name__: draw
    for draw in (
        receipt,
        invoice,
        contract,
        letter,
        bank_statement,
        form,
        report,
        resume,
        identity_document,
        medical,
        tax,
        manual,
        scorecard,
        other,
    )
}


def draw_document(category: str, seed: int, *, noise: float = 0.0) -> str:
    """The text of one document; ``noise`` is the chance of a letter to be lost or misread."""
    r = random.Random(f"{category} {seed}")
    rows = [row for row in CATEGORIES[category](r) if r.random() > 0.04]
    return "\n".join("".join(_blur(c, r, noise) for c in row) for row in rows)


def _blur(c: str, r: random.Random, noise: float) -> str:
    if c.isspace() or r.random() >= noise:
        return c
    return r.choice(("", "l", "0", "e", "."))
