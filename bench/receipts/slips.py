"""Print slips of restaurants, pumps, car parks and pharmacies, as photographs: a third drawn source beside the two of ``printed_receipts.py``.

Words, layouts, fonts and wear were written without looking at the other sources or at the rules: two columns of a proportional face
set by reportlab and drawn by poppler, then a photo of the paper on a table (askew, in uneven light, as JPEG). Beside the day of
the sale stand others: of a birth, a prescription, an arrival, when goods are ready; beside the total, tips that are suggested.
Fonts of Debian, laid below ``var/bench/fonts`` as ``printed_receipts.py`` says:

    apt-get download fonts-lato fonts-open-sans fonts-paratype fonts-jetbrains-mono fonts-oxygen
"""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.colors import black
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.receipts.slip_words import LANDS, MONTHS, TRADES

CENT = Decimal("0.01")
_FONTS = {
    "lato/Lato-Regular.ttf": 10.5,
    "open-sans/OpenSans-Regular.ttf": 9.5,
    "paratype/PTN57F.ttf": 11.0,
    "paratype/PTM55F.ttf": 9.5,
    "jetbrains-mono/JetBrainsMono-Regular.ttf": 9.0,
    "oxygen/Oxygen-Sans.ttf": 9.5,
}
FONTS = Path("var/bench/fonts/usr/share/fonts/truetype")


@dataclass
class Slip:
    """Rows of a slip, top to bottom: left and right text and how large; and its facts."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def add(self, left: str, right: str = "", size: str = "plain") -> None:
        self.rows.append((left, right, size))


class Clerk:
    """Writes one slip of a country by chance."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(f"slip {seed}")
        self.number = self.r.randrange(len(LANDS))
        self.land = LANDS[self.number]
        self.kind = self.r.choice(tuple(TRADES))
        self.moment = datetime(2012, 1, 1, 7) + timedelta(minutes=self.r.randrange(5000 * 1440))
        self.form = self.r.choice(self.land.dates)

    def slip(self) -> Slip:
        slip = Slip()
        self._head(slip)
        slip.add("", size="rule")
        is_above = self.r.random() < 0.55
        when = {
            "table": self._served,
            "pump": self._pumped,
            "park": self._parked,
            "pharmacy": self._dispensed,
        }
        prices = self._prices()
        if is_above:
            when[self.kind](slip)
        self._sums(slip, prices)
        if not is_above:
            when[self.kind](slip)
        self._foot(slip)
        return slip

    def day(self, moment: datetime) -> str:
        months = MONTHS.get(self.number, "").split()
        form = self.form.replace("{month}", months[moment.month - 1]) if months else self.form
        return moment.strftime(form)

    def money(self, value: Decimal, *, signed: bool = True) -> str:
        text = f"{value:,.2f}"
        if self.land.comma:
            text = text.translate(str.maketrans(",.", ".,"))
        return (self.land.sign.strip() if signed else "") + text

    def _filled(self, pattern: str) -> str:
        name, other = self.r.sample(self.land.names, 2)
        return pattern.format(
            n=self.r.randrange(1, 240),
            name=name,
            other=other,
            place=self.r.choice(self.land.places),
            code=self.r.randrange(10000, 99999),
        )

    def _head(self, slip: Slip) -> None:
        r, land = self.r, self.land
        company = self._filled(r.choice(TRADES[self.kind]))
        if r.random() < 0.3:
            company += r.choice((" Ltd", " GmbH", " S.r.l.", " SA", " Inc", " Kft"))
        street, town = self._filled(r.choice(land.streets)), self._filled(land.town)
        is_one_row = r.random() < 0.25
        address = [f"{street}, {town}"] if is_one_row else [street, town]
        shown = company.upper() if r.random() < 0.4 else company
        greeting = r.choice(("", "", "", "* * *", "Customer copy", f"Store {r.randrange(10, 999)}"))
        if greeting:
            slip.add(greeting)
        slip.add(shown, size=r.choice(("large", "large", "plain")))
        for row in address:
            slip.add(row)
        for row in (
            f"{r.choice(('Tel', 'T', 'Phone'))} {r.randrange(10**8, 10**9)}",
            f"{land.tax} {r.choice(('no.', 'Nr', 'ID'))} {r.randrange(10**9, 10**10)}",
        ):
            if r.random() < 0.5:
                slip.add(row)
        slip.fields |= {"company": company, "address": " ".join(address)}

    def _dated(self, slip: Slip, label: str | None = None) -> None:
        """The day of the sale, with or without its label, its time and a number beside it."""
        written, clock = self.day(self.moment), self.moment.strftime(self.r.choice(("%H:%M", "%H:%M:%S")))
        name = self.r.choice(self.land.day) if label is None else label
        number = f"{self.r.choice(('No.', '#', 'Ref', 'Ticket'))} {self.r.randrange(100, 99999)}"
        slip.add(
            *self.r.choice(
                (
                    (f"{name} {written} {clock}".strip(), ""),
                    (f"{name} {written}".strip(), clock),
                    (number, f"{written} {clock}"),
                    (f"{name}:" if name else number, written),
                )
            )
        )
        slip.fields["date"] = self.moment.date().isoformat()

    def _served(self, slip: Slip) -> None:
        slip.add(f"Table {self.r.randrange(1, 60)}", f"Guests {self.r.randrange(1, 9)}")
        self._dated(slip)

    def _pumped(self, slip: Slip) -> None:
        self._dated(slip)
        slip.add(f"Pump {self.r.randrange(1, 13)}", f"Receipt {self.r.randrange(10**4, 10**6)}")

    def _parked(self, slip: Slip) -> None:
        stay = timedelta(minutes=self.r.choice((45, 130, 260, 1900)))
        slip.add(
            self.r.choice(("Entry", "In")), f"{self.day(self.moment - stay)} {(self.moment - stay):%H:%M}"
        )
        self._dated(slip, self.r.choice(("Paid", "Exit", "Payment")))

    def _dispensed(self, slip: Slip) -> None:
        born = datetime(1935, 1, 1) + timedelta(days=self.r.randrange(25000))
        rows: list[Callable[[], None]] = [lambda: self._dated(slip)]
        if self.r.random() < 0.5:
            rows.append(lambda: slip.add("DOB", self.day(born)))
        if self.r.random() < 0.5:
            written = self.moment - timedelta(days=self.r.randrange(1, 30))
            rows.append(lambda: slip.add(f"Rx {self.r.randrange(10**5, 10**6)} written", self.day(written)))
        self.r.shuffle(rows)
        for row in rows:
            row()

    def _prices(self) -> list[Decimal]:
        count = 1 if self.kind in {"pump", "park"} else self.r.randrange(1, 7)
        most = 80 if self.kind == "pump" else 30
        return [self._cents(Decimal(self.r.uniform(1.5, most)) * self.land.dear) for _ in range(count)]

    @staticmethod
    def _cents(value: Decimal) -> Decimal:
        return value.quantize(CENT, ROUND_HALF_UP)

    def _sums(self, slip: Slip, prices: list[Decimal]) -> None:
        r, land = self.r, self.land
        for price in prices:
            self._item(slip, price)
        goods = sum(prices, Decimal(0))
        served = (
            self._cents(goods * r.choice((10, 12)) / 100)
            if self.kind == "table" and r.random() < 0.2
            else Decimal(0)
        )
        is_added = land.sign == "$" and not land.comma
        tax = self._cents(goods * land.rate / 100 if is_added else goods - goods * 100 / (100 + land.rate))
        total = goods + served + (tax if is_added else 0)
        if is_added or served or r.random() < 0.4:
            slip.add(r.choice(land.subtotal), self.money(goods if is_added or served else goods - tax))
        if served:
            slip.add("Service", self.money(served))
        if is_added or r.random() < 0.5:
            slip.add(f"{land.tax} {land.rate}%", self.money(tax))
        slip.add(r.choice(land.total), self.money(total), r.choice(("plain", "large")))
        slip.add(r.choice(land.paid), self.money(total)) if r.random() < 0.7 else None
        if self.kind == "table" and r.random() < 0.3:
            for share in (15, 20):
                slip.add(f"{land.tip} {share}%", self.money(self._cents(total * share / 100)))
        slip.fields["total"] = f"{total:.2f}"

    def _item(self, slip: Slip, price: Decimal) -> None:
        if self.kind == "pump":
            each = Decimal(self.r.randrange(1200, 1999)) / 1000 * self.land.dear
            slip.add(
                f"{self.r.choice(('Diesel', 'Unleaded 95', 'E10'))} {price / each:.2f} L x {each:.3f}",
                self.money(price, signed=False),
            )
        elif self.kind == "park":
            slip.add(
                f"{self.r.choice(('Short stay', 'Day rate', 'Zone B'))}", self.money(price, signed=False)
            )
        else:
            slip.add(
                f"{self.r.choice(('', '1 ', '2 '))}{self.r.choice(self.land.units)}",
                self.money(price, signed=False),
            )

    def _foot(self, slip: Slip) -> None:
        later = self.day(self.moment + timedelta(days=self.r.choice((2, 7, 90))))
        for row in self.r.choice(((), ("Thank you",), (f"Ready from {later}",), (f"Offer ends {later}", "See you soon"), (f"TID {self.r.randrange(10**7)}", "APPROVED"))):  # fmt: skip
            slip.add(row)


def slip_receipt(seed: int) -> tuple[Image.Image, Mapping[str, str]]:
    """The photograph of the slip of a seed, in gray, and its facts: company, date (ISO), address, total."""
    slip = Clerk(seed).slip()
    r = random.Random(f"slip's paper {seed}")
    return photographed(_set(slip, r), r), slip.fields


def _set(slip: Slip, r: random.Random) -> Image.Image:
    """The slip as poppler draws it, 130 to 200 dots an inch."""
    path, size = r.choice(tuple(_FONTS.items()))
    pdfmetrics.registerFont(TTFont(path, str(FONTS / path)))
    width, leading = r.choice((164.0, 204.0, 226.0)), size * r.choice((1.2, 1.35, 1.5))
    height = leading * (len(slip.rows) * 1.15 + 5)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    canvas.setFillColor(black)
    head, y, is_head = r.choice(("middle", "middle", "left")), height - 2 * leading, True
    for left, right, kind in slip.rows:
        y -= leading * (1.3 if kind == "large" else 1.0)
        if kind == "rule":
            canvas.line(12, y + size / 2, width - 12, y + size / 2)
            is_head = False
            continue
        of_row = size * (1.25 if kind == "large" else 1.0)
        room = width - 24 - (pdfmetrics.stringWidth(right, path, of_row) + 6 if right else 0)
        of_row *= min(1.0, room / max(pdfmetrics.stringWidth(left, path, of_row), 1))
        canvas.setFont(path, of_row)
        if is_head and head == "middle":
            canvas.drawCentredString(width / 2, y, left)
        else:
            canvas.drawString(12, y, left)
        canvas.drawRightString(width - 12, y, right)
    canvas.save()
    drawn = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(r.choice((130, 150, 170, 200))), "-"],
        input=buffer.getvalue(),
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(drawn.stdout)).convert("L")


def photographed(paper: Image.Image, r: random.Random) -> Image.Image:
    """The paper on a table: askew, in light from one side, a little out of focus, as JPEG."""
    hard = r.random() ** 1.3
    ink = paper.point(
        lambda shade: (
            round(shade * (0.8 - 0.35 * hard * r.random()) / 1 + 255 * 0.2) if shade > 127 else shade
        )
    )
    across, down = round(ink.width * 0.06), round(ink.height * 0.03)
    table = Image.new("L", (ink.width + 2 * across, ink.height + 2 * down), r.choice((60, 95, 130)))
    table.paste(ink, (across, down))
    bend = 0.035 * hard
    corners = [(0, 0), (0, table.height), (table.width, table.height), (table.width, 0)]
    askew = [
        (x + r.uniform(-bend, bend) * table.width, y + r.uniform(-bend, bend) * table.width)
        for x, y in corners
    ]
    seen = table.transform(table.size, Image.Transform.QUAD, [part for point in askew for part in point], Image.Resampling.BICUBIC, fillcolor=90)  # fmt: skip
    light = Image.radial_gradient("L").resize(seen.size).point(lambda shade: 255 - round(shade * 0.45 * hard))
    seen = ImageChops.multiply(seen, light).filter(ImageFilter.GaussianBlur(0.3 + 0.7 * hard * r.random()))
    buffer = io.BytesIO()
    seen.save(buffer, "JPEG", quality=round(85 - 50 * hard))
    return Image.open(buffer).convert("L")
