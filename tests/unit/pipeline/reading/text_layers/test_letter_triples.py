"""Words of any language are told from words that a wrong character map made up."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.reading.text_layers.letter_triples import belongs_to_no_language

TEXTS = {
    "English": "The heating of your building will be renewed between the eighth and the nineteenth of April. "
    "During these days there may be no warm water for several hours, and our engineers will need to enter each flat once",
    "German": "Sehr geehrte Damen und Herren, hiermit kündigen wir den bestehenden Vertrag über die Wartung der Heizungsanlage "
    "fristgerecht zum nächstmöglichen Zeitpunkt und bitten Sie um eine schriftliche Bestätigung dieser Kündigung",
    "Polish": "Szanowni Państwo, uprzejmie informujemy, że przegląd instalacji grzewczej odbędzie się w przyszłym tygodniu, "
    "dlatego prosimy wszystkich mieszkańców o udostępnienie pomieszczeń oraz przygotowanie dokumentów dotyczących umowy",
    "Finnish": "Hyvät asukkaat, rakennuksen lämmitysjärjestelmä uusitaan huhtikuun aikana, ja sen vuoksi lämmintä vettä ei ole "
    "saatavilla muutamaan tuntiin päivittäin, mutta huoltomiehet ilmoittavat jokaiselle käyntinsä ajankohdan etukäteen",
    "Turkish": "Değerli sakinlerimiz, binanızın ısıtma sistemi nisan ayında yenilenecektir, bu nedenle birkaç saat boyunca "
    "sıcak su verilemeyecektir ve çalışanlarımız her daireye bir kez girmek zorunda kalacaktır, anlayışınız için teşekkürler",
    "Czech": "Vážení nájemníci, oznamujeme vám, že topení ve vašem domě bude během dubna vyměněno, a proto nebude několik hodin "
    "denně k dispozici teplá voda, naši technici budou muset jednou vstoupit do každého bytu, děkujeme za pochopení",
    "Latin": "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, tertiam qui ipsorum lingua "
    "Celtae, nostra Galli appellantur, hi omnes lingua institutis legibus inter se differunt",
    "Russian": "Уважаемые жильцы, сообщаем вам, что система отопления вашего дома будет заменена в апреле, поэтому несколько "
    "часов в день не будет горячей воды, наши мастера должны будут один раз войти в каждую квартиру",
    "Bulgarian": "Община Пловдив уведомява госпожа Димитрова, че заявлението от май е прието и срокът изтича през декември, с уважение Иван "
    "Стаменов, началник на отдел Благоустройство",
    "Serbian": "Поштовани станари, обавештавамо вас да ће грејање у вашој згради бити замењено током априла, због чега неколико сати дневно неће бити топле воде",
    "Belarusian": "Паважаныя жыхары, паведамляем вам, што сістэма ацяплення вашага дома будзе заменена ў красавіку, таму некалькі гадзін "
    "у дзень не будзе гарачай вады, нашы майстры павінны будуць зайсці ў кожную кватэру",
    "Kazakh": "Құрметті тұрғындар, үйіңіздің жылыту жүйесі сәуір айында ауыстырылады, сондықтан күніне бірнеше сағат ыстық су болмайды, "
    "біздің шеберлер әр пәтерге бір рет кіруі керек болады, түсіністікпен қарағаныңызға рахмет",
    "Mongolian": "Эрхэм хүндэт оршин суугчид аа, танай байрны халаалтын системийг дөрөвдүгээр сард солих тул өдөрт хэдэн цаг халуун ус "
    "тасарна, манай засварчид айл бүрт нэг удаа орох шаардлагатай болохыг мэдэгдье",
    "Kyrgyz": "Урматтуу тургундар, үйүңүздөрдүн жылытуу системасы апрель айында алмаштырылат, ошондуктан күнүнө бир нече саат ысык суу болбойт, "
    "биздин усталар ар бир батирге бир жолу кириши керек болот",
    "Greek": "Αγαπητοί ένοικοι, σας ενημερώνουμε ότι η θέρμανση του κτιρίου θα αντικατασταθεί τον Απρίλιο, γι' αυτό για μερικές ώρες την ημέρα δεν θα "
    "υπάρχει ζεστό νερό",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("style", [str, str.upper], ids=["as written", "capitals"])
def test_a_text_belongs_to_its_language(text, style):
    assert not belongs_to_no_language(style(text).split())


@pytest.mark.parametrize("language", ["English", "German", "Polish", "Finnish"])
@pytest.mark.parametrize("shift", [1, 3, 7])
def test_shifted_letters_belong_to_none(language, shift):
    letters = "abcdefghijklmnopqrstuvwxyz"
    table = str.maketrans(letters, letters[shift:] + letters[:shift])

    assert belongs_to_no_language(TEXTS[language].lower().translate(table).split())


@pytest.mark.parametrize("language", ["Russian", "Bulgarian", "Serbian", "Belarusian"])
@pytest.mark.parametrize("shift", [1, 3, 7])
def test_shifted_letters_of_cyrillic_belong_to_none(language, shift):
    letters = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    table = str.maketrans(letters, letters[shift:] + letters[:shift])

    assert belongs_to_no_language(TEXTS[language].lower().translate(table).split())


def test_vowels_for_vowels_and_consonants_for_consonants_belong_to_none():
    table = str.maketrans("aeioubcdfghjklmnpqrstvwxyz", "ouaeitnvxzbcwdfqgjhkplmrsy")

    assert belongs_to_no_language(TEXTS["English"].lower().translate(table).split())


@pytest.mark.parametrize(
    "text",
    ["KX-4471-B 12.50 EUR 3 pcs DIN912 M8x40 A2-70 " * 20, "BWKX QZRT 0417", "", "12 34 56 " * 60],
    ids=["part numbers", "a few codes", "nothing", "figures"],
)
def test_codes_and_figures_are_not_judged(text):
    assert not belongs_to_no_language(text.split())
