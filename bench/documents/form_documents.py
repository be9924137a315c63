"""Draw up forms of many kinds, as typewriters, faxes and offices fill them, and as an engine reads them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_SUBJECTS = (
    "PROJECT", "PRODUCT", "EQUIPMENT", "TRAVEL", "SAMPLE", "MARKETING", "ADVERTISING", "RESEARCH", "LABORATORY", "PERSONNEL",
    "VEHICLE", "PURCHASE", "CHANGE", "TEST", "INSPECTION", "SHIPMENT", "MEMBERSHIP", "TRAINING", "SAFETY", "ACCIDENT",
    "CUSTOMER", "SUPPLIER", "EXPENSE", "LEAVE", "MEDIA", "PRINTING", "STORE", "SALES", "BUDGET", "COUPON", "STUDY", "SPECIMEN",
    "MATERIAL", "ACCOUNT", "CONTRACTOR", "INVENTORY", "QUALITY", "ANALYTICAL", "PROMOTION", "DISPLAY", "FIELD", "DATA",
)  # fmt: skip
_KINDS = (
    "FORM", "REQUEST", "SHEET", "AUTHORIZATION", "APPROVAL", "APPLICATION", "REQUISITION", "RECORD", "QUESTIONNAIRE", "SURVEY", "REPORT FORM",
    "CHECKLIST", "EVALUATION", "REGISTRATION", "ORDER FORM", "WORK ORDER", "PROPOSAL", "CHARTER", "NOTICE", "LOG", "SUMMARY SHEET",
    "DATA SHEET", "TRANSMITTAL", "CLEARANCE", "ROUTING SLIP", "UPDATE SHEET", "SPECIFICATION", "AGENDA SHEET", "CERTIFICATION", "PROFILE",
)  # fmt: skip
_LABELS = (
    "Name", "Address", "City", "State", "Zip", "Date", "Department", "Dept.", "Title", "Phone", "Telephone", "Fax", "Brand", "Product", "Quantity",
    "Qty", "Requested by", "Approved by", "Prepared by", "Submitted by", "Completed by", "Received by", "Comments", "Remarks", "Notes", "Project",
    "Project no.", "Budget", "Account", "Account no.", "To", "From", "cc", "Subject", "Re", "Code", "Company", "Contact", "Location", "Region",
    "Division", "Area", "Description", "Purpose", "Objective", "Reason", "Start date", "Completion date", "Date initiated", "Due date", "Effective date",
    "Expiration date", "Lot no.", "Sample no.", "Batch", "Type", "Size", "Color", "Weight", "Length", "Width", "Method", "Supplier", "Vendor", "Unit cost",
    "Total cost", "Estimated cost", "Actual cost", "Cost center", "Current balance", "Charge to", "Ship to", "Delivery date", "Terms", "Initiator",
    "Supervisor", "Manager", "Coordinator", "Employee", "Employee no.", "Social security no.", "Date of birth", "Sex", "Age", "Position", "Hours",
    "Number of pages", "Pages", "Page", "Time", "Attention", "Attn", "Reference", "Ref. no.", "Job no.", "Order no.", "Serial no.", "Model", "Room", "Ext.",
    "Study title", "Test material", "Protocol", "Storage", "Condition", "Results", "Conclusion", "Recommendation", "Action", "Status", "Priority", "Source",
    "Market", "Circulation", "Issue", "Edition", "Media", "Space", "Rate", "Amount", "Value", "Period", "Frequency", "Distribution", "Copies", "Signature",
    "Vorname", "Nachname", "Geburtsdatum", "Anschrift", "Straße", "PLZ, Ort", "Telefon", "Abteilung", "Datum", "Bemerkungen", "Antragsteller", "Familienstand",
    "Nom", "Prénom", "Adresse", "Code postal", "Ville", "Téléphone", "Né(e) le", "Objet", "Observations", "Service",
    "Nombre", "Apellidos", "Domicilio", "Población", "Teléfono", "Fecha", "Firma", "Cargo",
    "Nome", "Cognome", "Indirizzo", "Comune", "Codice fiscale", "Luogo e data",
)  # fmt: skip
_WORDS = (
    "new", "red", "standard", "none", "approx.", "monthly", "local", "north", "carton", "paper", "steel", "main", "soft pack", "direct mail", "first class",
    "per week", "final", "draft", "see attached", "N/A", "TBD", "as discussed", "two copies", "storage at 4 C", "unchanged", "retail", "phase II", "complete",
)  # fmt: skip
_NAMES = (
    "R. Miller", "J. A. Brown", "Susan Clark", "T. Weber", "Mary Ellen Roth", "D. Huber", "P. Lopez", "K. L. Stevens", "Anna Conti",
    "Luc Moreau", "W. H. Carter", "Nora Lindt", "B. Young", "Carlos Ruiz", "E. Novak",
)  # fmt: skip
_CHOICES = (
    ("YES", "NO"), ("Male", "Female"), ("POOR", "FAIR", "GOOD", "EXCELLENT"), ("Low", "Medium", "High"), ("Daily", "Weekly", "Monthly"),
    ("New", "Revised"), ("Ja", "Nein"), ("Oui", "Non"), ("Sí", "No"), ("Agree", "Disagree", "No opinion"), ("Pass", "Fail"), ("Domestic", "Export"),
    ("A", "B", "C", "D", "E"), ("1", "2", "3", "4", "5"), ("Mr", "Mrs", "Ms"), ("Single", "Married", "Divorced"), ("Full time", "Part time"),
)  # fmt: skip
_QUESTIONS = (
    "How often do you use this product?", "Which of these brands have you heard of?", "Would you recommend it to a friend?", "What did you like best?",
    "Were the quantities appropriate?", "Was the schedule met?", "Is protective equipment required?", "Have you visited a doctor in the last year?",
    "Wie zufrieden sind Sie mit dem Angebot?", "Avez-vous déjà utilisé ce service ?", "If no, please explain", "Are samples to be returned?",
)  # fmt: skip
_PLEAS = (
    "PLEASE PRINT OR TYPE", "(To be completed by the requesting department)", "Please return this sheet by Friday", "FOR OFFICE USE ONLY",
    "Attach additional sheets if necessary", "Complete all items that apply", "(Attach copies)", "Check one", "Distribution: white - file, yellow - accounting",
    "If you do not receive all pages, please call at once.", "This message is intended only for the addressee and may be confidential.",
    "Bitte in Blockschrift ausfüllen", "À remplir en majuscules", "I hereby certify that the above is true and correct.",
    "Sworn to and subscribed before me this day", "Cross out what does not apply", "Zutreffendes bitte ankreuzen",
)  # fmt: skip
_TABLE_HEADS = (
    ("Item", "Description", "Quantity", "Remarks"), ("Supplier", "Cost", "Travel", "Total"), ("Date", "Activity", "Hours", "Initials"),
    ("Department", "Signature", "Date"), ("Sample", "Weight", "Result", "Unit"), ("Store", "Display", "Price", "Comments"), ("No.", "Name", "Company"),
    ("Column", "Inches", "Rate"), ("Brand", "Size", "Share", "Change"),
)  # fmt: skip
_FAX = (
    "FAX COVER SHEET",
    "FACSIMILE TRANSMITTAL",
    "TELECOPIER COVER SHEET",
    "TELEFAX",
    "FAX TRANSMISSION",
    "Facsimile message",
)

PART_WITHOUT_AMOUNTS = 0.6
_AMOUNT = re.compile(r"\$\d+,\d{3}|\d+\.\d\d\b")
Part = Callable[[random.Random], list[str]]


def draw_form(r: random.Random) -> list[str]:
    """The rows of one form: a head, four to twelve parts of its kind, a foot."""
    kind = r.choice(
        (_office, _office, _office, _fax, _fax, _questions, _laboratory, _evaluation, _foreign, _foreign)
    )
    rows = kind(r)
    if r.random() < PART_WITHOUT_AMOUNTS:
        rows = [_AMOUNT.sub("", row) for row in rows]
    return _smudged(rows[: r.choice((8, 12, len(rows), len(rows)))], r)


def _office(r: random.Random) -> list[str]:
    parts = (_pairs, _pairs, _columns, _values_below, _checks, _table, _blanks)
    return [*_head(r), *_some_parts(r, parts, 2, 6), *_foot(r)]


def _laboratory(r: random.Random) -> list[str]:
    return [*_head(r), *_some_parts(r, (_pairs, _checks, _values_below, _table, _note), 3, 6), *_foot(r)]


def _evaluation(r: random.Random) -> list[str]:
    return [*_head(r), *_pairs(r), *_some_parts(r, (_checks, _checks, _note, _pairs), 2, 5), *_foot(r)]


def _questions(r: random.Random) -> list[str]:
    asked = [
        row for q in r.sample(_QUESTIONS, r.randint(3, 8)) for row in (q, *_choice(r), *_maybe(r, _line(r)))
    ]
    return [*_head(r), *_maybe(r, r.choice(_PLEAS)), *_pairs(r)[:3], *asked]


def _fax(r: random.Random) -> list[str]:
    labels = [
        "TO",
        "FROM",
        "DATE",
        *r.sample(
            ("FAX", "PHONE", "COMPANY", "PAGES", "RE", "NUMBER OF PAGES (INCLUDING COVER SHEET)", "ROOM"), 3
        ),
    ]
    strip = f"{_day(r)} {r.randint(1, 12)}:{r.randint(10, 59)} {r.randint(200, 999)} {r.randint(200, 999)} {r.randint(1000, 9999)} P.0{r.randint(1, 9)}"
    rows = [f"{label}: {_value(r)}" for label in labels]
    return [
        *_maybe(r, strip), *_maybe(r, f"{r.choice(_NAMES).upper()} & ASSOCIATES, INC."), *_maybe(r, f"{r.randint(10, 9000)} Market Street, Suite {r.randint(1, 90)}"),
        *_maybe(r, r.choice(_FAX), 0.8), *rows, *_maybe(r, r.choice(_PLEAS)), *_note(r), *_maybe(r, "THANK YOU."),
    ]  # fmt: skip


def _foreign(r: random.Random) -> list[str]:
    """A form in a language that nobody knows: nothing but its blanks and boxes says what it is."""
    blank = r.choice((_line, _dots, _line, _dots, _dated))
    rows = []
    for _ in range(r.randint(4, 12)):
        labels = [_foreign_words(r) + r.choice((":", ":", "", " :")) for _ in range(r.choice((1, 1, 1, 2)))]
        rows += r.choice((
            ["   ".join(f"{label} {blank(r)}" for label in labels)],
            ["   ".join(labels), "   ".join(blank(r) for _ in labels)],
            [f"{labels[0]}  {'   '.join(r.choice(('☐ {}', '[ ] {}', '( ) {}', '□ {}')).format(_foreign_words(r, 1)) for _ in range(r.randint(2, 4)))}"],
            [blank(r) for _ in range(r.choice((1, 2)))],
        ))  # fmt: skip
    return [
        *_maybe(r, r.choice((str, str.upper))(_foreign_words(r, 4)), 0.9),
        *rows,
        *_maybe(r, f"{_foreign_words(r, 1)} {_dots(r)}  {_foreign_words(r, 1)} {_line(r)}"),
    ]


def _foreign_words(r: random.Random, most: int = 3) -> str:
    words = [
        "".join(
            r.choice("bcdfghjklmnprstvzčšžłșýđ") + r.choice("aeiouyäöåáíéůą") for _ in range(r.randint(1, 4))
        )
        for _ in range(r.randint(1, most))
    ]
    return " ".join(words).capitalize()


def _dots(r: random.Random) -> str:
    return r.choice((".", ".", "…")) * r.randint(6, 50)


def _dated(r: random.Random) -> str:
    return r.choice(("__.__.____", "../../....", "..-..-....", "___/___/_____", "____.__.__"))


def _head(r: random.Random) -> list[str]:
    head = f"{r.choice(_SUBJECTS)} {r.choice(_SUBJECTS) + ' ' if r.random() < 0.3 else ''}{r.choice(_KINDS)}"
    head = head if r.random() < 0.7 else head.title()
    return [
        *_maybe(r, f"{r.choice(_NAMES).split()[-1].upper()} {r.choice(_SUBJECTS)} CORPORATION"), *_maybe(r, head, 0.85), *_maybe(r, r.choice(_PLEAS), 0.3),
        *_maybe(r, f"No. {r.randint(1, 9999)}", 0.3),
    ]  # fmt: skip


def _foot(r: random.Random) -> list[str]:
    return [
        *_maybe(r, r.choice(("Signature", "Approved", "APPROVALS:", "Authorized signature:", "Signed", "Unterschrift", "Date    Signature")), 0.5),
        *_maybe(r, r.choice(_NAMES), 0.3), *_maybe(r, r.choice(_PLEAS), 0.25), *_maybe(r, str(r.randint(10_000_000, 99_999_999)), 0.6),
    ]  # fmt: skip


def _some_parts(r: random.Random, parts: Sequence[Part], least: int, most: int) -> list[str]:
    return [row for part in r.choices(parts, k=r.randint(least, most)) for row in part(r)]


def _pairs(r: random.Random) -> list[str]:
    case = r.choice((str, str, str.upper, str.upper))
    mark = r.choice((":", ":", ":", "", " -", "."))
    return [f"{case(label)}{mark} {_value(r)}".rstrip() for label in r.sample(_LABELS, r.randint(3, 9))]


def _columns(r: random.Random) -> list[str]:
    case, mark = r.choice((str, str.upper)), r.choice((":", ":", ""))
    labels = r.sample(_LABELS, 2 * r.randint(2, 5))
    return [
        f"{case(one)}{mark} {_value(r)}    {case(other)}{mark} {_value(r)}"
        for one, other in zip(labels[::2], labels[1::2], strict=True)
    ]


def _values_below(r: random.Random) -> list[str]:
    return [
        row
        for _ in range(r.randint(1, 3))
        for labels in [r.sample(_LABELS, r.randint(1, 4))]
        for row in (
            "    ".join(label.upper() for label in labels),
            "    ".join(_value(r) or "-" for _ in labels),
        )
    ]


def _checks(r: random.Random) -> list[str]:
    return [
        row
        for _ in range(r.randint(1, 4))
        for row in (f"{r.choice(_LABELS).upper()}{r.choice((':', '?', ''))} {' '.join(_choice(r))}",)
    ]


def _choice(r: random.Random) -> list[str]:
    box = r.choice(("[ ] {}", "{} ___", "__ {}", "( ) {}", "O {}", "{}", "☐ {}", "{} X", "0 {}", "D {}"))
    return ["   ".join(box.format(one) for one in r.choice(_CHOICES))]


def _table(r: random.Random) -> list[str]:
    head = r.choice(_TABLE_HEADS)
    return ["    ".join(head), *("    ".join(_value(r) or "-" for _ in head) for _ in range(r.randint(1, 4)))]


def _blanks(r: random.Random) -> list[str]:
    return [f"{label} {'_' * r.randint(4, 30)}" for label in r.sample(_LABELS, r.randint(2, 6))]


def _note(r: random.Random) -> list[str]:
    words = (
        "the enclosed samples were received in good order and will be tested as soon as the room is free please call if there is anything "
        "that should be changed before the field work starts next week we expect some negative comments about the price of the pack"
    )
    return [" ".join(words.split()[at : at + 14]).capitalize() for at in range(0, r.randint(1, 3) * 14, 14)]


def _line(r: random.Random) -> str:
    return "_" * r.randint(5, 40)


def _value(r: random.Random) -> str:
    return r.choice((
        "", "", r.choice(_NAMES), r.choice(_NAMES), _day(r), _day(r), str(r.randint(1, 9999)), r.choice(_WORDS), f"{r.choice(_WORDS)} {r.choice(_WORDS)}",
        f"${r.randint(1, 90)},{r.randint(100, 999)}", f"{r.randint(1, 900)}.{r.randint(10, 99)}", f"({r.randint(200, 999)}) {r.randint(200, 999)}-{r.randint(1000, 9999)}",
        "X", "_" * r.randint(3, 15), f"{r.randint(5, 95)}%",
    ))  # fmt: skip


def _day(r: random.Random) -> str:
    day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(60, 99)
    return r.choice((
        f"{month}/{day}/{year}", f"{month:02}-{day:02}-{year}", f"{r.choice(('January', 'March', 'July', 'OCT.', 'Nov'))} {day}, 19{year}",
        f"{day}.{month}.20{r.randint(10, 25)}",
    ))  # fmt: skip


def _maybe(r: random.Random, row: str, chance: float = 0.5) -> list[str]:
    return [row] if r.random() < chance else []


_SCRAPS = ("ie", "LS", "|", "a se", "&", "i.", "'", ".", "L/ bbe", "nN", "=D,", "a", "oO", "S$", "ree ie om", "—", "1? ) 1a)", "\\", "cco", "x", "~ ,")  # fmt: skip


def _smudged(rows: list[str], r: random.Random) -> list[str]:
    """Rows as an old scan gives them: torn apart, out of order, with scraps between and labels that lost their marks."""
    wear = r.choice((0.0, 0.1, 0.25, 0.4))
    out: list[str] = []
    for row in rows:
        if r.random() < wear / 3:
            out.append(r.choice(_SCRAPS))
        pieces = row.split("    ") if r.random() < wear else [row]
        out += [piece.replace(":", "") if r.random() < wear / 2 else piece for piece in pieces]
    for at in range(len(out) - 1):
        if r.random() < wear / 3:
            out[at], out[at + 1] = out[at + 1], out[at]
    return [row for row in out if row.strip()]
