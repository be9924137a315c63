"""Names of months as sentences bend them and bills shorten them, where Unicode CLDR has other forms, and those of Hebrew, Arabic, Georgian and Armenian."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ocr_service.extractors.locales.fold import folded

# Twelve to a row, from January on; a stroke where CLDR has the form, or where there is none.
_ROWS = (
    # Irish: the genitive, what follows `de`, and the autumn's months of two words.
    "- - - Aibreáin - Meithimh - - Meán·Fómhair Deireadh·Fómhair Samhna Nollag",
    "- Fheabhra Mhárta - Bhealtaine Mheitheamh - - Mheán·Fómhair Dheireadh·Fómhair Shamhain -",
    # Latvian: genitive and accusative.
    "janvāra februāra marta - maija jūnija jūlija augusta septembra oktobra novembra decembra",
    "janvāri februāri martu aprīli maiju jūniju jūliju augustu septembri oktobri novembri decembri",
    # Lithuanian in three letters.
    "- - - - - - - rgp rgs spl - grd",
    # Estonian: genitive and adessive.
    "jaanuari veebruari märtsi aprilli - juuni juuli augusti septembri oktoobri novembri detsembri",
    "jaanuaril veebruaril märtsil aprillil - juunil juulil augustil septembril oktoobril novembril detsembril",
    # Finnish: genitive.
    "tammikuun helmikuun maaliskuun huhtikuun toukokuun kesäkuun heinäkuun elokuun syyskuun lokakuun marraskuun joulukuun",
    # Slovene, and the genitive of Serbian, which is that of Croatian beside its own names.
    "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
    "januarju februarju marcu aprilu maju juniju juliju avgustu septembru oktobru novembru decembru",
    "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra",
    "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра",
    "- - - - - - - - - - studenog -",
    # Basque: without an article, on a day of it, and of it.
    "urtarril otsail martxo apiril maiatz ekain uztail abuztu irail urri azaro abendu",
    "urtarrilak otsailak martxoak apirilak maiatzak ekainak uztailak abuztuak irailak urriak azaroak abenduak",
    "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren irailaren urriaren azaroaren abenduaren",
    # Welsh: behind `o`.
    "- - Fawrth - - Fehefin Orffennaf - - - Dachwedd Ragfyr",
    # Hungarian: in a month, and of it.
    "januárban februárban márciusban áprilisban májusban júniusban júliusban augusztusban szeptemberben októberben novemberben decemberben",
    "januári februári márciusi áprilisi májusi júniusi júliusi augusztusi szeptemberi októberi novemberi decemberi",
    # Short forms: Polish, Bulgarian, Greek, Italian, and single ones of German, French, Spanish, Hungarian and Galician.
    "stycz - marz kwiec - czerw - sierp wrześ paźdz listop grudz",
    "ян февр март - - - - - септ - ноем -",
    "- Φεβρ Μάρτ - - - - - Σεπτ - Νοέμ -",
    "genn febbr - - magg giug lugl - - - - -",
    "- Feber - - - - - aoû szep - - -",
    "- - - - - xuñ - agto - - - -",
    # Hebrew, and on a day of the month.
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "- - במרס - - - - - - - - -",
    # Arabic: of the Nile and the Gulf, of the Levant, of Algeria and Tunisia, of Morocco.
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "- - - - - يونيه يوليه - - - - -",
    "كانون·الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين·الأول تشرين·الثاني كانون·الأول",
    "جانفي فيفري - أفريل ماي جوان جويلية أوت - - - -",
    "- - - - - - يوليوز غشت شتنبر - نونبر دجنبر",
    # Georgian, and on a day of it; the genitive of Armenian.
    "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
    "იანვარს თებერვალს მარტს აპრილს მაისს ივნისს ივლისს აგვისტოს სექტემბერს ოქტომბერს ნოემბერს დეკემბერს",
    "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի",
)

# What is another word elsewhere, with the language (Tesseract's code) in which it is a month.
ONLY_IN = {
    "mail": ("est", 5), "fai": ("cym", 5), "fedi": ("cym", 9), "noi": ("ron", 11),
    "sau": ("lit", 1), "bir": ("lit", 6), "lie": ("lit", 7), "lap": ("lit", 11),
}  # fmt: skip
# Ireland's September and October, the Levant's winter, as a pattern.
TWO_WORDS = r"(?:Mh?e[áa]n|Dh?eireadh)\s(?:an\s)?F[óo]mhair|(?:كانون|تشرين)\s(?:ال[أا]ول|الثاني)"


def month_forms() -> Mapping[str, int]:
    """The folded forms with their month, 1-12."""
    return dict(_forms())


def _forms() -> Iterator[tuple[str, int]]:
    for row in _ROWS:
        for number, form in enumerate(row.split(), start=1):
            if form != "-":
                yield folded(form), number
