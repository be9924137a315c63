"""The language that a page is in, whatever it was read in."""

from __future__ import annotations

import pytest

from ocr_service.layout.found_language import language_found, languages_found

TEXTS = {
    "eng": "Dear Sir, thank you for your letter of the third. We have sent the books that you asked for.",
    "deu": "Sehr geehrte Frau Huber, wir danken Ihnen für Ihr Schreiben und bestätigen, dass der Vertrag läuft.",
    "fra": "Nous vous remercions de votre lettre et vous envoyons les livres que vous avez demandés pour la classe.",
    "spa": "Le enviamos los libros que usted pidió para la escuela y esperamos que todo llegue en buen estado.",
    "ita": "Le inviamo i libri che ha chiesto per la scuola e speriamo che tutto arrivi in buono stato della merce.",
    "nld": "Hierbij ontvangt u de boeken die u voor de school besteld heeft. Wij hopen dat alles in orde is.",
    "por": "Enviamos os livros que pediu para a escola e esperamos que tudo chegue em bom estado com a nossa fatura.",
    "dan": "Vi sender dig de bøger, som du har bestilt til skolen, og håber, at det hele er i orden efter aftale.",
    "swe": "Vi skickar de böcker som ni har beställt till skolan och hoppas att allt är i ordning efter resan.",
    "nob": "Vi sender deg bøkene som du har bestilt til skolen, og håper at alt er i orden etter reisen. Hva mener du om det?",
    "fin": "Lähetämme teille kirjat, jotka olette tilanneet koululle, ja toivomme, että kaikki on kunnossa kun ne tulevat.",
    "pol": "Wysyłamy książki, które zamówił pan dla szkoły, i mamy nadzieję, że wszystko jest w porządku oraz na czas.",
    "ces": "Posíláme knihy, které jste objednal pro školu, a doufáme, že je vše v pořádku a že se vám budou líbit.",
    "hun": "Küldjük a könyveket, amelyeket az iskola számára rendelt, és reméljük, hogy minden rendben van.",
    "ron": "Vă trimitem cărțile pe care le-ați comandat pentru școală și sperăm că totul este în ordine după drum.",
    "tur": "Okul için sipariş ettiğiniz kitapları gönderiyoruz ve her şeyin yolunda olduğunu umuyoruz. Bu bir test için.",
    "heb": "אנו שולחים לך את הספרים שהזמנת עבור בית הספר",
    "ell": "Σας στέλνουμε τα βιβλία που παραγγείλατε για το σχολείο",
    "rus": "Мы отправляем вам книги, которые вы заказали для школы, и надеемся, что всё в порядке.",
    "ukr": "Ми надсилаємо вам книги, які ви замовили для школи, і сподіваємося, що все гаразд та вчасно.",
    "bul": "Изпращаме ви книгите, които сте поръчали за училището, и се надяваме, че всичко е наред.",
    "ara": "نرسل إليكم الكتب التي طلبتموها للمدرسة ونأمل أن يكون كل شيء على ما يرام",
    "fas": "کتاب‌هایی را که برای مدرسه سفارش داده‌اید می‌فرستیم و امیدواریم",
    "jpn": "学校のために注文された本をお送りします。",
    "kor": "학교를 위해 주문하신 책을 보내드립니다.",
    "chi_sim": "我们寄给您为学校订购的书，希望一切顺利。",
    "chi_tra": "我們寄給您為學校訂購的書，希望一切順利。",
    "tha": "เราส่งหนังสือที่คุณสั่งสำหรับโรงเรียน",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_tells_its_language(language):
    assert language_found(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4711 12.50",
        "INVOICE 2024-117 ACME",
        "ACME GmbH\nXK-12 AB 9000",
        "T/F 03-4100 2200 SDN BHD",
        "Data de emissão: 02\nData de vencimento: 08",
    ],
)
def test_what_does_not_tell_is_not_guessed(text):
    assert language_found(text) == ""


def test_a_text_in_two_languages_tells_both():
    found = languages_found("\n".join([TEXTS["eng"], TEXTS["fra"], TEXTS["eng"], TEXTS["fra"], TEXTS["eng"]]))

    assert list(found) == ["eng", "fra"]
    assert found["eng"] + found["fra"] == pytest.approx(1, abs=0.2)
