"""Set receipts as a web page is set and scan them badly: the source that is kept aside, by which the others' curves are judged.

No rule, no feature and no constant was written or chosen with these in view: ``fit_weights.py`` reads them with ``--kept`` alone.
People, firms, streets and towns are those of mimesis (``pip install mimesis``), in twelve countries; Chromium breaks long names
and addresses where they do not fit, and the scan is a fax's or an office machine's. Fonts of Debian, laid below
``var/bench/fonts`` as ``printed_receipts.py`` says:

    apt-get download fonts-crosextra-carlito fonts-firacode fonts-noto-mono fonts-ocr-b fonts-league-mono fonts-cantarell fonts-3270
"""

from __future__ import annotations

import html
import random
import subprocess
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from mimesis import Address, Finance, Person
from mimesis.locales import Locale
from PIL import Image, ImageChops, ImageFilter, ImageOps

CENT = Decimal("0.01")
Words = tuple[str, ...]
FONTS = Path("var/bench/fonts/usr/share/fonts")
_FACES = (
    "truetype/crosextra/Carlito-Regular.ttf",
    "truetype/firacode/FiraCode-Regular.ttf",
    "truetype/noto/NotoSansMono-Regular.ttf",
    "opentype/ocr-b/OCRB.otf",
    "opentype/league-mono/LeagueMono-Regular.otf",
    "opentype/cantarell/Cantarell-Regular.otf",
    "truetype/3270/3270-Regular.ttf",
)
_HEIGHT = 1500


@dataclass(frozen=True, slots=True)
class Shop:
    """The words of a country. ``form`` writes a date, ``point`` stands before the cents."""

    locale: Locale
    form: Words
    when: Words
    sum: Words
    before: str
    tax: str
    rate: int
    paid: Words
    change: str
    later: str
    goods: Words
    money: str = "{}"
    point: str = ","
    dear: int = 1


SHOPS = (
    Shop(Locale.EN_GB, ("%d/%m/%Y", "%d-%b-%y", "%d %B %Y"), ("Date of sale", "Sold on", ""), ("Total to pay", "TOTAL", "Grand total"), "Goods total", "VAT", 20, ("Debit card", "Cash tendered"), "Change given", "Return by", ("Hammer", "Paint 2.5L", "Wall plugs", "Stamps x6", "Parcel 2kg", "Screen ticket"), "£{}", "."),
    Shop(Locale.EN, ("%m/%d/%Y", "%B %d, %Y", "%m.%d.%y"), ("Ride date", "Purchased", ""), ("Trip total", "TOTAL", "You paid"), "Fare", "Sales tax", 7, ("Visa", "Cash"), "Change", "Valid thru", ("Base fare", "Distance", "Popcorn L", "Lumber 2x4", "Drill bit", "Bagel"), "${}", "."),
    Shop(Locale.EN_CA, ("%Y-%m-%d", "%d %b %Y"), ("Date", "Transaction date"), ("Total", "Total CAD", "AMOUNT"), "Subtotal", "HST", 13, ("Interac", "Cash"), "Change", "Expires", ("Muffin", "Double double", "Postage", "Nails 1lb", "Tape", "Map"), "${}", "."),
    Shop(Locale.EN_AU, ("%d/%m/%y", "%d %b %Y", "%d/%m/%Y"), ("Date", "Served", ""), ("Total incl. GST", "TOTAL", "To pay"), "Excl. GST", "GST", 10, ("EFTPOS", "Cash"), "Change", "Redeem before", ("Flat white", "Meat pie", "Timber", "Sunscreen", "Taxi fare", "Tolls"), "${}", "."),
    Shop(Locale.DE, ("%d.%m.%Y", "%d.%m.%y"), ("Kaufdatum", "Datum", ""), ("Gesamtsumme", "SUMME EUR", "Zu zahlen"), "Nettobetrag", "USt", 19, ("Karte", "Bar gegeben"), "Rückgeld", "Umtausch bis", ("Brötchen", "Farbe 5L", "Dübel", "Paket", "Fahrt Zone A", "Kinokarte")),
    Shop(Locale.FR, ("%d/%m/%Y", "%d.%m.%Y"), ("Date de vente", "le", ""), ("Total à payer", "TOTAL EUR", "Montant"), "Total hors taxe", "TVA", 20, ("Carte bleue", "Espèces"), "Rendu", "Valable jusqu'au", ("Baguette", "Peinture", "Timbres", "Billet cinéma", "Course taxi", "Vis")),
    Shop(Locale.ES, ("%d/%m/%Y", "%d-%m-%Y"), ("Fecha de venta", "Fecha", ""), ("Total EUR", "TOTAL", "Suma total"), "Base", "IVA", 21, ("Tarjeta", "Efectivo"), "Cambio", "Válido hasta", ("Pan", "Sellos", "Martillo", "Entrada cine", "Taxi", "Pintura")),
    Shop(Locale.IT, ("%d/%m/%Y", "%d-%m-%y"), ("Data vendita", "Data", ""), ("Totale", "TOTALE EURO", "Totale da pagare"), "Imponibile", "IVA", 22, ("Carta", "Contanti"), "Resto", "Valido fino al", ("Pane", "Vernice", "Francobolli", "Biglietto", "Corsa taxi", "Viti")),
    Shop(Locale.NL, ("%d-%m-%Y", "%d/%m/%y"), ("Aankoopdatum", "Datum", ""), ("Totaalbedrag", "TOTAAL", "Te voldoen"), "Bedrag excl. btw", "BTW", 21, ("Pinnen", "Contant"), "Terug", "Geldig tot", ("Stroopwafel", "Verf", "Postzegels", "Kaartje", "Taxirit", "Pluggen")),
    Shop(Locale.PT_BR, ("%d/%m/%Y", "%d/%m/%y"), ("Data da venda", "Data", ""), ("Valor total", "TOTAL R$", "Total geral"), "Subtotal", "ICMS", 18, ("Cartão", "Dinheiro"), "Troco", "Válido até", ("Pão", "Tinta", "Selos", "Ingresso", "Corrida", "Pregos"), "R$ {}", dear=5),
    Shop(Locale.PL, ("%Y-%m-%d", "%d.%m.%Y"), ("Data sprzedazy", "Data", ""), ("Suma", "RAZEM PLN", "Do zaplaty"), "Netto", "VAT", 23, ("Karta", "Gotówka"), "Reszta", "Wazne do", ("Chleb", "Farba", "Znaczki", "Bilet", "Kurs", "Gwozdzie"), dear=4),
    Shop(Locale.SV, ("%Y-%m-%d", "%d/%m %Y"), ("Köpdatum", "Datum", ""), ("Summa", "Att betala", "TOTALT SEK"), "Netto", "Moms", 25, ("Kort", "Kontant"), "Tillbaka", "Giltig till", ("Bulle", "Färg", "Frimärken", "Biljett", "Taxiresa", "Spik"), dear=10),
)  # fmt: skip
_TRADES = (
    "{last} Hardware",
    "Bakery {last}",
    "{last} Taxi Service",
    "{city} Cinema",
    "{last} & {other}",
    "{firm}",
    "{firm}",
    "{firm}",
)


def browser_receipt(seed: int) -> tuple[Image.Image, Mapping[str, str]]:
    """The scan of the receipt of a seed, in gray, and its facts: company, date (ISO), address, total."""
    r = random.Random(f"browser {seed}")
    page, fields = _page(r, seed)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "receipt.html", Path(folder) / "receipt.png"
        source.write_text(page, encoding="utf-8")
        width = r.choice((430, 500, 580))
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--window-size={width},{_HEIGHT}", f"--force-device-scale-factor={r.choice((1, 1.25, 1.6))}",
             "--allow-file-access-from-files", f"--screenshot={target}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        with Image.open(target) as shot:
            gray = shot.convert("L")
    foot = ImageOps.invert(gray).getbbox()
    return _scanned(gray.crop((0, 0, gray.width, (foot[3] if foot else gray.height) + 40)), r), fields


def _page(r: random.Random, seed: int) -> tuple[str, Mapping[str, str]]:
    shop = r.choice(SHOPS)
    company, address = _names(r, shop, seed)
    moment = datetime(2013, 1, 1, 8) + timedelta(minutes=r.randrange(4600 * 1440))
    form = r.choice(shop.form)
    total, sums = _sums(r, shop)
    when = _when(r, shop, moment, form)
    head = _head(r, company, address)
    parts = (
        [head, when, sums]
        if r.random() < 0.5
        else [head, sums, when]
        if r.random() < 0.6
        else [when, head, sums]
    )
    later = (moment + timedelta(days=r.choice((10, 30, 180)))).strftime(form)
    parts.append(
        r.choice(("", "<p>* * *</p>", f"<p>{shop.later} {later}</p>", f"<p>{r.randrange(10**9)}</p>"))
    )
    face, size = r.choice(_FACES), r.choice((17, 19, 22))
    style = (
        f"@font-face{{font-family:till;src:url('{(FONTS / face).resolve().as_uri()}')}}"
        f"body{{font:{size}px/1.35 till;margin:24px;text-align:{r.choice(('center', 'left'))}}} table{{width:100%;border-spacing:0}}"
        "td{text-align:left;vertical-align:top} td+td{text-align:right;white-space:nowrap} h1{font-size:1.3em;margin:0} p{margin:.3em 0}"
        f" .sum{{{r.choice(('font-size:1.3em', 'border-top:2px solid', 'font-weight:bold', ''))}}}"
    )
    fields = {
        "company": company,
        "date": moment.date().isoformat(),
        "address": " ".join(address),
        "total": f"{total:.2f}",
    }
    return f"<meta charset=utf-8><style>{style}</style>{''.join(parts)}", fields


def _names(r: random.Random, shop: Shop, seed: int) -> tuple[str, list[str]]:
    where, who, firm = (kind(shop.locale, seed=seed) for kind in (Address, Person, Finance))
    company = r.choice(_TRADES).format(
        last=who.last_name(), other=who.last_name(), city=where.city(), firm=firm.company()
    )
    town = (where.postal_code(), where.city())
    is_code_last = shop.locale in {Locale.EN_GB, Locale.EN, Locale.EN_CA, Locale.EN_AU}
    address = [where.address(), " ".join(reversed(town) if is_code_last else town)]
    return _plain(company), [_plain(row) for row in address]


def _plain(text: str) -> str:
    """Without accents: English is read."""
    plain = text.translate(str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "æ": "ae"}))
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if ord(c) < 128 or c in "£€")


def _head(r: random.Random, company: str, address: list[str]) -> str:
    name = company.upper() if r.random() < 0.3 else company
    tag = r.choice(("h1", "p"))
    rows = f"{', '.join(address)}" if r.random() < 0.3 else "<br>".join(map(html.escape, address))
    extra = r.choice(
        (
            "",
            "",
            f"<p>Tel. {r.randrange(10**8, 10**9)}</p>",
            f"<p>Reg. {r.randrange(10**9)}</p>",
            "<p>www.our-shop.example</p>",
        )
    )
    above = r.choice(("", "", "", "<p>RECEIPT</p>", f"<p>No {r.randrange(1000, 10**6)}</p>"))
    return f"{above}<{tag}>{html.escape(name)}</{tag}><p>{rows}</p>{extra}"


def _row(left: str, right: str = "", kind: str = "") -> str:
    return f"<tr class={kind or 'row'}><td>{html.escape(_plain(left))}<td>{html.escape(_plain(right))}</tr>"


def _when(r: random.Random, shop: Shop, moment: datetime, form: str) -> str:
    written, clock, label = moment.strftime(form), moment.strftime("%H:%M"), r.choice(shop.when)
    return r.choice(
        (
            f"<table>{_row(label or 'No. ' + str(r.randrange(9999)), written)}</table>",
            f"<p>{_plain(label)} {written} {clock}</p>",
            f"<table>{_row(written, clock)}</table>",
            f"<p>{clock} {written} / {r.randrange(10, 99)}</p>",
        )
    )


def _sums(r: random.Random, shop: Shop) -> tuple[Decimal, str]:
    prices = [_cents(Decimal(r.uniform(1, 60)) * shop.dear) for _ in range(r.randint(1, 6))]
    goods = sum(prices, Decimal(0))
    is_added = shop.locale in {Locale.EN, Locale.EN_CA}
    tax = _cents(goods * shop.rate / 100 if is_added else goods - goods * 100 / (100 + shop.rate))
    total = goods + tax if is_added else goods
    rows = [_row(r.choice(shop.goods), _money(shop, price, signed=False)) for price in prices]
    if is_added or r.random() < 0.4:
        rows.append(_row(shop.before, _money(shop, goods if is_added else goods - tax)))
        rows.append(_row(f"{shop.tax} {shop.rate} %", _money(shop, tax)))
    rows.append(_row(r.choice(shop.sum), _money(shop, total), "sum"))
    if r.random() < 0.6:
        given = total if r.random() < 0.5 else _cents((total / 10).to_integral_value() * 10 + 10)
        rows.append(_row(shop.paid[given != total], _money(shop, given)))
        rows += [_row(shop.change, _money(shop, given - total))] if given != total else []
    return total, f"<table>{''.join(rows)}</table>"


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _money(shop: Shop, value: Decimal, *, signed: bool = True) -> str:
    text = f"{value:.2f}".replace(".", shop.point)
    return shop.money.format(text) if signed else text


def _scanned(picture: Image.Image, r: random.Random) -> Image.Image:
    """Through an office machine: slanted, too dark or too pale, speckled, some of them in black and white alone as a fax."""
    hard = r.random() ** 1.4
    angle = r.uniform(-1.5, 1.5) * hard
    scan = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255, expand=True)
    scan = scan.filter(ImageFilter.GaussianBlur(0.3 + 0.6 * hard))
    bend = r.uniform(0.7, 1.0 + 0.6 * hard)
    scan = scan.point(lambda shade: round(255 * (shade / 255) ** bend))
    if r.random() < 0.35:
        specks = Image.frombytes("L", scan.size, r.randbytes(scan.width * scan.height))
        scan = ImageChops.multiply(scan, specks.point(lambda shade: 60 if shade == 0 else 255))
    return scan.point(lambda shade: 255 if shade > 150 else 0) if r.random() < 0.3 else scan
