"""Draw up plain documents of every category, in five languages, to train and test the categorizer on."""

from __future__ import annotations

import random
from collections.abc import Callable

from bench.documents.everyday_words import (
    FIRST_NAMES,
    GOODS,
    a_day,
    a_firm,
    a_name,
    a_sum,
    an_address,
    sentences,
    some_of,
)
from bench.documents.form_documents import draw_form
from bench.documents.money_documents import bank_statement, invoice, receipt, tax
from bench.documents.paper_documents import draw_paper
from bench.documents.person_documents import identity_document, medical, resume, scorecard
from bench.documents.plain_documents import draw_plain

# Most forms are drawn by ``form_documents``: an office's, a laboratory's, a fax's.
PART_OF_FORMS = 0.85
PART_OF_PAPERS, PART_OF_PLAIN = 0.45, 0.4
Draw = Callable[[random.Random], list[str]]
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
        blank = r.choice(("", "____________", a_day(r), a_name(r), r.choice(GOODS), str(r.randint(1, 9999))))
        rows.append(f"{label} {blank}")
    return [
        *some_of(r, r.choice(_HEADS).upper(), a_firm(r).upper()),
        *rows,
        *some_of(
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
            (f"Dear {a_name(r)},", "Kind regards"),
            ("Madame, Monsieur,", "Cordialement"),
            ("Estimado señor:", "Atentamente"),
            ("Egregio Signore,", "Cordiali saluti"),
        )
    )
    return [
        a_firm(r),
        *an_address(r),
        a_name(r),
        *an_address(r),
        a_day(r),
        *some_of(r, "Betreff: Ihr Schreiben", "Subject: your order", "Objet : votre dossier"),
        hello,
        *sentences(r, r.randint(3, 10)),
        bye,
        a_name(r),
    ]


def contract(r: random.Random) -> list[str]:
    head = r.choice(
        (
            ["Mietvertrag", "zwischen", a_name(r), "und", a_name(r), "Die Vertragsparteien vereinbaren"],
            [
                "SERVICE AGREEMENT",
                f"This Agreement is made between {a_firm(r)} and {a_firm(r)}",
                "hereinafter the parties",
            ],
            ["Contrat de prestation", "Entre les soussignés", "les parties conviennent"],
            ["CONTRATO DE ARRENDAMIENTO", "Las partes acuerdan"],
            ["Contratto di locazione", "Le parti convengono"],
        )
    )
    return [
        *head,
        *[f"§ {n} {line}" for n, line in enumerate(sentences(r, r.randint(5, 14)), 1)],
        *some_of(
            r, "Kündigungsfrist drei Monate", "Governing law", "Gerichtsstand ist Köln", "IN WITNESS WHEREOF"
        ),
        "____________   ____________",
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
        a_firm(r),
        *some_of(
            r,
            "Executive Summary",
            "Abstract",
            "Zusammenfassung",
            "Table of Contents",
            "Inhaltsverzeichnis",
            "Sommaire",
        ),
        *sentences(r, r.randint(8, 20)),
        *some_of(r, "Conclusions", "Results"),
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
        *sentences(r, 3),
        *some_of(
            r,
            "Safety instructions",
            "Troubleshooting",
            "Sicherheitshinweise",
            "Technische Daten",
            "Warning: hot surface. Caution",
        ),
        *[f"{n}. {line}" for n, line in enumerate(sentences(r, r.randint(4, 10)), 1)],
    ]


def other(r: random.Random) -> list[str]:
    chance = r.random()
    if chance < PART_OF_PAPERS + PART_OF_PLAIN:
        return draw_paper(r) if chance < PART_OF_PAPERS else draw_plain(r)
    return r.choice((
        sentences(r, r.randint(1, 30)),
        [r.choice(GOODS) for _ in range(r.randint(2, 30))],
        [f"{n}" for n in r.sample(range(1, 999), 20)],
        [f"{r.choice(GOODS)} {r.choice(GOODS)}   {r.choice(GOODS)}" for _ in range(r.randint(4, 40))],
        [f"{r.choice(FIRST_NAMES)}: {line}" for line in sentences(r, r.randint(2, 8))],
        ["Menu", *[f"{r.choice(GOODS)}   {a_sum(r, 30)}" for _ in range(8)]],
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
