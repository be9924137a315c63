"""Words of everyday that drawn documents are filled with: names, firms, addresses, days, money, sentences."""

from __future__ import annotations

import random

FIRST_NAMES = [
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
LAST_NAMES = [
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
GOODS = [
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


def a_name(r: random.Random) -> str:
    return f"{r.choice(FIRST_NAMES)} {r.choice(LAST_NAMES)}"


def a_firm(r: random.Random) -> str:
    return f"{r.choice(LAST_NAMES)} {r.choice(_TRADE)} {r.choice(_FORMS)}"


def an_address(r: random.Random) -> list[str]:
    return [f"{r.choice(_STREETS)} {r.randint(1, 99)}", r.choice(_PLACES)]


def a_day(r: random.Random) -> str:
    day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(2005, 2026)
    return r.choice(
        (f"{day:02}.{month:02}.{year}", f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}")
    )


def a_sum(r: random.Random, most: int = 900) -> str:
    value = r.uniform(1, most)
    return f"{value:.2f}" if r.random() < 0.5 else f"{value:.2f}".replace(".", ",")


def some_of(r: random.Random, *lines: str, least: int = 1) -> list[str]:
    return r.sample(lines, r.randint(min(least, len(lines)), len(lines)))


def sentences(r: random.Random, rows: int) -> list[str]:
    return [r.choice(_FILL) for _ in range(rows)]
