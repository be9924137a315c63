"""Parts that many drawn pages have in common: margins, columns, running heads, names, addresses, amounts."""

from __future__ import annotations

from tests.support.documents.typesetting import Setter

LEFT, RIGHT, TOP, BOTTOM = 55.0, 540.0, 70.0, 770.0
MIDDLE = (LEFT + RIGHT) / 2
NAMES = ("Brook and Hill Limited", "Garden Society", "Miller and Sons", "Northern Bridges", "River Carriers")
PEOPLE = ("Anna Miller", "J. B. Hill", "Peter Brook", "Maria del Campo", "K. Winter", "Sophie Carrier")
STREETS = ("14 High Street", "7 Low Road", "103 Mill Lane", "22 Church Hill", "5 Station Yard")
TOWNS = ("Oxford OX1 2JD", "Cambridge CB2 3QZ", "Ely CB7 4DL", "Lincoln LN2 1PX")
THINGS = ("Garden chair", "Candles", "Paper, white", "Ink", "Oak table", "Lamp oil", "Rope", "Copper wire")
LABELS = (
    "Name",
    "First name",
    "Date of birth",
    "Street",
    "Town",
    "Country",
    "Telephone",
    "Member since",
    "Account",
)


def columns(count: int, gutter: float) -> list[tuple[float, float]]:
    """Left edge and width of each."""
    width = (RIGHT - LEFT - gutter * (count - 1)) / count
    return [(LEFT + number * (width + gutter), width) for number in range(count)]


def in_columns(
    page: Setter, count: int, top: float = TOP, bottom: float = BOTTOM, headings: float = 0.2
) -> None:
    """Prose in columns; some end early."""
    justified, pitch = page.rng.random() < 0.6, page.rng.choice((1.15, 1.2, 1.3))
    for left, width in columns(count, page.rng.uniform(14, 30)):
        end = bottom if page.rng.random() < 0.7 else bottom - page.rng.uniform(0, 0.3) * (bottom - top)
        page.prose(left, width, top, end, justified=justified, pitch=pitch, headings=headings)


def running_head(page: Setter) -> None:
    """A name on the left and a number on the right."""
    page.line("The Garden Society", LEFT, 40, size=8)
    page.line(str(page.rng.randint(2, 90)), RIGHT, 40, size=8, to_right=True)


def page_number(page: Setter) -> None:
    """In the middle of the foot."""
    page.line(str(page.rng.randint(2, 90)), 297, 810, size=9)


def address(page: Setter) -> list[str]:
    """A name, a street, a town."""
    return [page.rng.choice(NAMES), page.rng.choice(STREETS), page.rng.choice(TOWNS)]


def amount(page: Setter) -> str:
    """Two decimals."""
    return f"{page.rng.uniform(1, 900):.2f}"


def row(page: Setter, cells: list[str], edges: tuple[float, ...], y: float, *, bold: bool = False) -> None:
    """Two cells to the left, the others to the right of their edges."""
    for place, (text, edge) in enumerate(zip(cells, edges, strict=True)):
        page.line(text, edge, y, bold=bold, to_right=place > 1)
