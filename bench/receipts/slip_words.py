"""The words of slips: how totals, taxes, days, streets and dishes are called in twelve countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Land:
    """How slips of a country speak. ``street`` and ``town`` are patterns of {n} number, {name}, {place} and {code}."""

    total: Words
    subtotal: Words
    tax: str
    rate: int
    paid: Words
    dates: Words
    day: Words
    streets: Words
    town: str
    places: Words
    names: Words
    sign: str = ""
    comma: bool = True
    dear: int = 1
    tip: str = "Tip"
    units: Words = (
        "Coffee",
        "Soup",
        "Fish of the day",
        "House wine",
        "Mineral water",
        "Ice cream",
        "Salad",
        "Toast",
    )


LANDS = (
    Land(("Total", "Bill total", "TOTAL GBP", "Amount due"), ("Subtotal", "Net total"), "VAT", 20, ("Card", "Cash", "Contactless"), ("%a %d %b %Y", "%d/%m/%Y", "%d %B %Y", "%d.%m.%y"), ("Date", "Printed", ""), ("{n} {name} Road", "{n} {name} Lane", "Unit {n}, {name} Retail Park"), "{place} {code}", ("Ludlow", "Whitby", "Stroud", "Kendal", "Truro", "Oban"), ("Hartwell", "Penrose", "Ashdown", "Marlow", "Thackeray", "Dunmore"), "£", False),
    Land(("Total", "TOTAL USD", "Check total", "Amount"), ("Sub-total", "Food & Bev"), "Tax", 8, ("Visa", "Amex", "Cash"), ("%m/%d/%Y", "%b %d, %Y", "%A, %B %d, %Y", "%m-%d-%y"), ("Date", "Opened", "Closed", ""), ("{n} {name} Ave", "{n} N {name} Blvd", "{n} {name} St Ste 4"), "{place}, OR {code}", ("Bend", "Astoria", "Medford", "Eugene", "Hood River", "Salem"), ("Cascade", "Juniper", "Lincoln", "Maple", "Wallace", "Bishop"), "$", False),
    Land(("TOTAL", "Total Due", "Amount Payable"), ("Excl. VAT",), "VAT", 15, ("Card", "Cash", "SnapScan"), ("%Y/%m/%d", "%d %b %Y", "%d-%m-%Y"), ("Date", "DATE", ""), ("{n} {name} Street", "Cnr {name} & Main Rd", "{n} {name} Drive"), "{place}, {code}", ("Knysna", "Paarl", "Upington", "Howick", "George", "Durban"), ("Protea", "Impala", "Kruger", "Baobab", "Jacaranda", "Marula"), "R", False, 12),
    Land(("TOTAL", "Nett Total", "Total (SGD)"), ("Subtotal",), "GST", 9, ("NETS", "Visa", "Cash"), ("%d/%m/%Y", "%d %b %y", "%d-%b-%Y"), ("Date", ""), ("Blk {n} {name} Avenue #01-{n}", "{n} {name} Quay", "{n} Jalan {name}"), "{place} {code}", ("Singapore",), ("Orchid", "Bishan", "Merah", "Keppel", "Tampines", "Novena"), "$", False),
    Land(("Gesamt", "Endbetrag", "Rechnungsbetrag", "Summe"), ("Netto", "Zwischensumme"), "MwSt", 19, ("Bar", "Girocard", "Kreditkarte"), ("%d.%m.%Y", "%d.%m.%y", "%d. {month} %Y"), ("Datum", "vom", ""), ("{name}strasse {n}", "Am {name}platz {n}", "{name}weg {n}"), "{code} {place}", ("Husum", "Fulda", "Passau", "Goslar", "Aalen", "Emden"), ("Linden", "Bruecken", "Muehlen", "Kloster", "Garten", "Kirch"), "", tip="Trinkgeld", units=("Schnitzel", "Apfelsaft", "Maultaschen", "Pils 0,5", "Kaffee", "Kuchen", "Brezel", "Suppe")),
    Land(("Total", "TOTAL TTC", "Total a regler", "Net a payer"), ("Total HT",), "TVA", 10, ("Carte", "Especes", "Bancontact"), ("%d/%m/%Y", "%d-%m-%y", "%d {month} %Y"), ("Date", "Le", ""), ("{n}, rue {name}", "{n} avenue {name}", "Place {name}, {n}"), "{code} {place}", ("Namur", "Dinant", "Spa", "Huy", "Arlon", "Mons"), ("Leopold", "Voltaire", "Gambetta", "des Lilas", "du Moulin", "Pasteur"), tip="Pourboire", units=("Cafe creme", "Menu du jour", "Frites", "Biere 33cl", "Tarte", "Eau plate", "Salade", "Croque")),
    Land(("TOTALE", "Totale EUR", "Importo totale", "Da pagare"), ("Imponibile",), "IVA", 10, ("Carta", "Contanti", "Bancomat"), ("%d/%m/%Y", "%d-%m-%Y", "%d {month} %Y"), ("Data", "del", ""), ("Via {name} {n}", "Corso {name}, {n}", "P.zza {name} {n}"), "{code} {place}", ("Lucca", "Asti", "Rieti", "Como", "Lecce", "Trento"), ("Garibaldi", "Dante", "Mazzini", "Verdi", "Roma", "Cavour"), tip="Mancia", units=("Espresso", "Coperto", "Gnocchi", "Acqua nat.", "Tiramisu", "Pizza", "Calice", "Insalata")),
    Land(("TOTAL", "Total a pagar", "Importe"), ("Subtotal",), "IVA", 21, ("Tarjeta", "Efectivo", "Debito"), ("%d/%m/%Y", "%d-%m-%y", "%d de {month} de %Y"), ("Fecha", ""), ("Av. {name} {n}", "{name} {n}", "Calle {name} {n}"), "{code} {place}", ("Salta", "Tandil", "Neuquen", "Rosario", "Ushuaia", "Junin"), ("San Martin", "Belgrano", "Mitre", "Sarmiento", "Moreno", "Alvear"), "$", dear=400, tip="Propina", units=("Empanada", "Cafe", "Milanesa", "Agua", "Flan", "Vino tinto", "Ensalada", "Asado")),
    Land(("CELKEM", "Celkem Kc", "K uhrade"), ("Zaklad",), "DPH", 21, ("Kartou", "Hotovost"), ("%d.%m.%Y", "%d. %m. %Y"), ("Datum", "Dne", ""), ("{name} {n}", "{name} {n}/12"), "{code} {place}", ("Telc", "Kladno", "Olomouc", "Pisek", "Zlin", "Beroun"), ("Nadrazni", "Husova", "Palackeho", "Zahradni", "Lipova", "Skolni"), dear=22, tip="Spropitne", units=("Polevka", "Gulas", "Pivo 0,5", "Kava", "Knedliky", "Rizek", "Limonada", "Dort")),
    Land(("I ALT", "Total DKK", "At betale"), ("Subtotal",), "Moms", 25, ("Dankort", "Kontant", "MobilePay"), ("%d-%m-%Y", "%d.%m.%y", "%d/%m %Y"), ("Dato", ""), ("{name}gade {n}", "{name}vej {n}", "{name} Alle {n}"), "{code} {place}", ("Ribe", "Skagen", "Koge", "Vejle", "Hobro", "Faaborg"), ("Skov", "Strand", "Vester", "Norre", "Kirke", "Algade"), dear=8, tip="Drikkepenge", units=("Kaffe", "Smorrebrod", "Fadol", "Frikadeller", "Kage", "Vand", "Salat", "Suppe")),
    Land(("TOPLAM", "Genel Toplam", "Odenecek"), ("Ara toplam",), "KDV", 10, ("Kredi karti", "Nakit"), ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"), ("Tarih", "TARIH", ""), ("{name} Cad. No: {n}", "{name} Sok. {n}"), "{code} {place}", ("Bodrum", "Sivas", "Konya", "Rize", "Izmir", "Bursa"), ("Ataturk", "Cumhuriyet", "Istiklal", "Mimar Sinan", "Barbaros", "Inonu"), dear=30, tip="Bahsis", units=("Cay", "Kebap", "Ayran", "Pide", "Baklava", "Su", "Corba", "Lahmacun")),
    Land(("FIZETENDO", "Osszesen", "Vegosszeg"), ("Netto",), "AFA", 27, ("Bankkartya", "Keszpenz"), ("%Y.%m.%d.", "%Y.%m.%d", "%Y-%m-%d"), ("Datum", "Kelt", ""), ("{name} utca {n}.", "{name} ter {n}.", "{name} ut {n}."), "{code} {place}", ("Eger", "Pecs", "Szeged", "Gyor", "Tata", "Sopron"), ("Petofi", "Kossuth", "Dozsa", "Arany", "Jokai", "Rakoczi"), " ", True, 300, tip="Borravalo", units=("Gulyas", "Langos", "Kave", "Sor 0,5", "Retes", "Leves", "Salata", "Viz")),
)  # fmt: skip
MONTHS = {
    4: "Jan. Feb. Maerz April Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    5: "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    6: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    7: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
TRADES: Mapping[str, Words] = {
    "table": ("The {name} Table", "{name}'s Kitchen", "Trattoria {name}", "Cafe {place}", "Bistro {name}", "{name} & {other}", "Gasthof {name}", "{place} Grill House"),
    "pump": ("{name} Fuels", "{place} Service Station", "{name} Energy", "Station {name}", "{name} Oil {place}", "Autohof {place}"),
    "park": ("{place} Parking", "Parkhaus {name}", "City Park {place}", "{name} Car Parks", "Parking {name}", "Q-Garage {place}"),
    "pharmacy": ("{name} Pharmacy", "{place} Apotheke", "Farmacia {name}", "Pharmacie {name}", "{name} Chemists", "{place} Health & Care"),
}  # fmt: skip
