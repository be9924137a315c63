"""Draw up what is about one person, and about a match: CVs, passports, findings of doctors, scorecards."""

from __future__ import annotations

import random

from bench.documents.everyday_words import LAST_NAMES, a_day, a_firm, a_name, an_address, sentences, some_of

PART_OF_OVERS = 0.3


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
    jobs = [
        f"{r.randint(1995, 2010)} - {r.randint(2011, 2025)}   {a_firm(r)}" for _ in range(r.randint(2, 6))
    ]
    return [
        words[0],
        a_name(r),
        *an_address(r),
        words[1],
        *jobs[:2],
        words[2],
        *jobs,
        words[3],
        *sentences(r, 2),
    ]


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
        a_name(r).upper(),
        *some_of(
            r,
            f"Date of birth {a_day(r)}",
            f"Geburtsdatum {a_day(r)}",
            "Nationality",
            "Staatsangehörigkeit DEUTSCH",
            f"Date of expiry {a_day(r)}",
            f"Gültig bis {a_day(r)}",
            least=2,
        ),
        *some_of(r, "P<D<<WEBER<<ANNA<<<<<<<<<<<<<<<<<<<<", "C01X00T478D<<6408125F2702283<<<<<<4"),
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
        f"Patient: {a_name(r)}",
        *some_of(
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
        *sentences(r, r.randint(2, 8)),
    ]


def scorecard(r: random.Random) -> list[str]:
    if r.random() < PART_OF_OVERS:
        return _overs(r)
    bats = [
        f"{a_name(r)}   c {r.choice(LAST_NAMES)} b {r.choice(LAST_NAMES)}   {r.randint(0, 99)}   {r.randint(1, 120)}   {r.randint(0, 9)}   {r.randint(0, 5)}"
        for _ in range(r.randint(5, 11))
    ]
    bowls = [
        f"{a_name(r)}   {r.randint(1, 10)}   0   {r.randint(10, 60)}   {r.randint(0, 4)}" for _ in range(4)
    ]
    return [
        f"{r.choice(LAST_NAMES)} XI v {r.choice(LAST_NAMES)} XI",
        "BATTING   R   B   4s   6s   SR",
        *bats,
        "Extras (b 1, lb 4, w 5, nb 0)   10",
        f"Total ({r.randint(10, 50)} overs)   {r.randint(80, 330)}-{r.randint(1, 10)}",
        *some_of(r, "Fall of wickets: 1-12, 2-40"),
        "BOWLING   O   M   R   W   Econ",
        *bowls,
    ]


def _overs(r: random.Random) -> list[str]:
    """Over by over, as marks or ball by ball, without a table of batting."""

    def marks() -> str:
        return " ".join(r.choice((".", ".", "1", "1", "2", "4", "W", "1nb", "wd")) for _ in range(6))

    bowler = r.choice(("{n}: ", "{n} ({b}): ", "{n} - {b}: "))
    rows = [f"Over {bowler.format(n=n, b=a_name(r))}{marks()}" for n in range(1, r.randint(3, 20))]
    balls = [
        f"{over}.{ball} {r.choice(LAST_NAMES)} to {r.choice(LAST_NAMES)}, {r.choice(('no run', '1 run', 'FOUR', 'OUT, bowled', '1 wide'))}"
        for over in range(r.randint(1, 5))
        for ball in range(1, 7)
    ]
    return [
        f"{r.choice(LAST_NAMES)} XI v {r.choice(LAST_NAMES)} XI", *some_of(r, a_day(r), least=0), f"{r.choice(LAST_NAMES)} XI innings",
        *(rows if r.random() < 0.6 else balls), *some_of(r, "Total 120 for 4 (20 overs)", least=0),
    ]  # fmt: skip
