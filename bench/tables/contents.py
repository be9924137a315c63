"""What stands in the drawn tables: rows of cells by kind of table, always the same for one seed.

A cell is its text, or ``(text, row_span, column_span)``; a place that a span covers holds None.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

Content = str | tuple[str, int, int] | None

_THINGS = [
    "Valve",
    "Bracket",
    "Cable",
    "Hinge",
    "Sensor",
    "Filter",
    "Gasket",
    "Panel",
    "Roller",
    "Switch",
    "Bearing",
    "Nozzle",
    "Lamp",
    "Pump",
    "Spring",
]
_KINDS = ["steel", "brass", "short", "heavy", "narrow", "double", "sealed", "spare", "coated", "silent"]
_TOWNS = ["Alden", "Berwick", "Corby", "Dunster", "Elgin", "Falmouth", "Girvan", "Hexham", "Ilkley", "Jarrow"]
_PEOPLE = ("M. Okafor", "L. Brandt", "S. Ito", "R. Nuñez", "A. Haddad", "P. Novak", "T. Lindqvist")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of cells; the first ``heads`` rows are headings, ``numbers`` are the columns of numbers."""

    rows: list[list[Content]]
    heads: int = 1
    numbers: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


def _money(dice: random.Random, most: int = 9000) -> str:
    return f"{dice.randint(100, most * 100) / 100:,.2f}"


def _thing(dice: random.Random) -> str:
    return f"{dice.choice(_THINGS)} {dice.choice(_KINDS)} {dice.randint(10, 99)}"


def items(dice: random.Random, count: int, *, notes: bool = False) -> Grid:
    """Line items of an invoice; with ``notes`` some descriptions have further lines."""
    rows: list[list[Content]] = [["Pos", "Description", "Qty", "Unit price", "Amount"]]
    for number in range(1, count + 1):
        text = _thing(dice)
        if notes and dice.random() < 0.6:
            text += f"\nfor {dice.choice(_TOWNS)}, {dice.choice(_KINDS)}"
        quantity = dice.randint(1, 40)
        rows.append([str(number), text, str(quantity), _money(dice, 300), _money(dice)])
    return Grid(rows=rows, numbers=(2, 3, 4), widths=(0.7, 3.4, 0.7, 1.3, 1.4))


def figures(dice: random.Random, count: int) -> Grid:
    """Numbers by place and year, with empty cells."""
    rows: list[list[Content]] = [["Region", "2021", "2022", "2023", "2024"]]
    rows += [
        [town, *(_money(dice, 90) if dice.random() > 0.12 else "" for _ in range(4))]
        for town in dice.sample(_TOWNS, count)
    ]
    return Grid(rows=rows, numbers=(1, 2, 3, 4), widths=(1.6, 1, 1, 1, 1))


def two_heads(dice: random.Random, count: int) -> Grid:
    """Two rows of headings, the upper ones over two columns each."""
    rows: list[list[Content]] = [
        [("Site", 2, 1), ("First half", 1, 2), None, ("Second half", 1, 2), None],
        [None, "Plan", "Actual", "Plan", "Actual"],
    ]
    rows += [[town, *(_money(dice, 90) for _ in range(4))] for town in dice.sample(_TOWNS, count)]
    return Grid(rows=rows, heads=2, numbers=(1, 2, 3, 4), widths=(1.6, 1, 1, 1, 1))


def spans(dice: random.Random, count: int) -> Grid:
    """Groups in the first column that span rows, and a total that spans columns."""
    rows: list[list[Content]] = [["Group", "Article", "Pieces", "Value"]]
    for group in dice.sample(_TOWNS, count // 2):
        rows.append([(group, 2, 1), _thing(dice), str(dice.randint(1, 99)), _money(dice)])
        rows.append([None, _thing(dice), str(dice.randint(1, 99)), _money(dice)])
    rows.append([("Total of all groups", 1, 3), None, None, _money(dice)])
    return Grid(rows=rows, numbers=(2, 3), widths=(1.4, 2.4, 1, 1.4))


def plan(dice: random.Random, count: int) -> Grid:
    """Words only: who does what where."""
    rows: list[list[Content]] = [["Day", "Person", "Place", "Task"]]
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for day in days[:count]:
        rows.append([day, dice.choice(_PEOPLE), dice.choice(_TOWNS), f"check {_thing(dice).lower()}"])
    return Grid(rows=rows, widths=(1.2, 1.3, 1.2, 2.2))


def remarks(dice: random.Random, count: int) -> Grid:
    """Long cells of several lines beside short ones."""
    rows: list[list[Content]] = [["Part", "Remark", "State"]]
    for _ in range(count):
        lines = [
            f"The {_thing(dice).lower()} was",
            f"seen in {dice.choice(_TOWNS)} by",
            f"{dice.choice(_PEOPLE)} twice",
        ]
        rows.append(
            [dice.choice(_THINGS), "\n".join(lines[: dice.randint(1, 3)]), dice.choice(("open", "done", ""))]
        )
    return Grid(rows=rows, widths=(1.2, 3, 0.9))


def pairs(dice: random.Random, count: int) -> Grid:
    """Two columns of labels with values."""
    names = [
        "Number",
        "Date",
        "Customer",
        "Order",
        "Project",
        "Contact",
        "Terms",
        "Carrier",
        "Weight",
        "Origin",
    ]
    rows: list[list[Content]] = []
    for place in range(0, 2 * count, 2):
        rows.append([names[place], dice.choice(_TOWNS), names[place + 1], str(dice.randint(100, 99999))])
    return Grid(rows=rows, heads=0, widths=(1.1, 1.6, 1.1, 1.6))


def wide(dice: random.Random, count: int) -> Grid:
    """Nine narrow columns."""
    rows: list[list[Content]] = [["No", *(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul"]), "Sum"]]
    rows += [[str(number), *(str(dice.randint(1, 999)) for _ in range(8))] for number in range(1, count + 1)]
    return Grid(rows=rows, numbers=tuple(range(1, 9)), widths=(0.7, *([1.0] * 7), 1.2))


def list_of_prices(dice: random.Random, count: int) -> Grid:
    """Two columns: a thing and its price."""
    rows: list[list[Content]] = [["Article", "Price"]]
    rows += [[_thing(dice), _money(dice, 500)] for _ in range(count)]
    return Grid(rows=rows, numbers=(1,), widths=(3, 1.2))


def tight(dice: random.Random, count: int) -> Grid:
    """Line items whose last headings stand as close as words do."""
    rows: list[list[Content]] = [["Article", "Number", "Price each", "Tax", "Price with tax"]]
    for _ in range(count):
        price, number = dice.randint(500, 90_000) / 100, dice.randint(1, 9)
        rows.append([_thing(dice), str(number), f"€ {price:,.2f}", "21%", f"€ {price * number * 1.21:,.2f}"])
    return Grid(rows=rows, numbers=(1, 2, 3, 4), widths=(40, 12, 16, 9.5, 16.5))
