"""Documents of every kind become text, page by page."""

from __future__ import annotations

import pypdf
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from pypdf.generic import NameObject, StreamObject

from ocr_service.domain.document import Limits
from ocr_service.domain.page import PageSource
from ocr_service.domain.status import Mode
from tests.support.drawings import draw_page, scan_pdf, scanned, sentence, text_pdf
from tests.support.pipeline_runs import Setting, run, word_recall

WORDS = sentence(seed=3, length=60)


@pytest.fixture(scope="module")
def drawing():
    return draw_page(WORDS, inch=(8.27, 3))


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("png", {}),
        ("jpg", {"quality": 70}),
        ("tif", {}),
        ("webp", {"lossless": True}),
        ("bmp", {}),
        ("gif", {}),
    ],
)
def test_a_picture_of_any_format_is_read(run_file, tmp_path, drawing, suffix, options):
    file = tmp_path / f"page.{suffix}"
    drawing.picture.save(file, **options)

    ran = run_file(file)

    assert word_recall(drawing.text, ran.text) > 0.95
    assert [page.source for page in ran.pages] == [PageSource.OCR]


def test_a_scanned_pdf_is_read_and_its_words_stand_where_they_were_drawn(run_file, tmp_path, drawing):
    ran = run_file(scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200))

    page = ran.pages[0]
    scale = page.dpi / drawing.dpi
    first = drawing.words[0]
    assert page.words[0].text == first.text
    assert page.words[0].box.left == pytest.approx(first.box[0] * scale, abs=4)
    assert page.words[0].box.top == pytest.approx(first.box[1] * scale, abs=4)


@pytest.mark.parametrize(
    "title",
    ["T" * 100_000, "One\nPages:           9\nPage    1 size:  99999 x 99999 pts\nTwo"],
    ids=["long", "forged"],
)
def test_a_title_is_only_a_title(run_file, tmp_path, title):
    ran = run_file(text_pdf(tmp_path / "text.pdf", [["The quick brown fox"]], title=title))

    assert ran.text == "The quick brown fox"
    assert ran.head.properties["title"].startswith(title[:3])


def test_a_sound_text_layer_is_kept_and_not_read_again(run_file, tmp_path):
    ran = run_file(text_pdf(tmp_path / "text.pdf", [["The quick brown fox", "jumps over the lazy dog"]]))

    assert ran.text == "The quick brown fox\njumps over the lazy dog"
    assert ran.pages[0].source is PageSource.TEXT_LAYER
    assert ran.head.confidence == 100


def test_force_reads_a_page_that_has_a_text_layer(run_file, tmp_path):
    ran = run_file(text_pdf(tmp_path / "text.pdf", [["The quick brown fox jumps over"] * 5]), mode=Mode.FORCE)

    assert ran.pages[0].source is PageSource.OCR
    assert "quick brown fox" in ran.text


def test_text_mode_reads_no_picture(run_file, tmp_path, drawing):
    ran = run_file(scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200), mode=Mode.TEXT)

    assert ran.text == ""


def test_a_garbled_text_layer_is_read_again(run_file, tmp_path):
    garbage = ["xqz wrtk pzzv bcdfg hjklm npqrs tvwxz qwrtp"] * 4
    ran = run_file(text_pdf(tmp_path / "garbled.pdf", [garbage]))

    assert ran.pages[0].source is PageSource.OCR
    assert ran.pages[0].decisions["source"] == "text layer is garbled"


def test_a_page_of_text_and_a_picture_with_text_gets_both(run_file, tmp_path, drawing):
    picture = tmp_path / "picture.png"
    drawing.picture.save(picture)
    file = tmp_path / "mixed.pdf"
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(file), pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 790, "A heading that was typed")
    canvas.drawImage(str(picture), 0, 400, width=595, height=216)
    canvas.save()

    ran = run_file(file)

    assert ran.pages[0].source is PageSource.MIXED
    assert ran.text.startswith("A heading that was typed")
    assert word_recall(drawing.text, ran.text) > 0.9


@pytest.mark.parametrize(
    "turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]
)
def test_a_page_that_lies_on_its_side_or_head_is_read(run_file, tmp_path, turn):
    drawing = draw_page(sentence(seed=5, length=220))
    file = tmp_path / "turned.png"
    drawing.picture.transpose(turn).save(file, dpi=(200, 200))

    ran = run_file(file)

    assert word_recall(drawing.text, ran.text) > 0.95
    assert ran.pages[0].rotation in (90, 180, 270)


def test_a_skewed_noisy_scan_is_read_and_the_skew_recorded(run_file, tmp_path):
    drawing = draw_page(sentence(seed=6, length=200))
    file = tmp_path / "skewed.jpg"
    scanned(drawing.picture, skew=2.5, noise=30, blur=0.6).save(file, quality=60, dpi=(200, 200))

    ran = run_file(file)

    assert word_recall(drawing.text, ran.text) > 0.93
    assert ran.pages[0].skew == pytest.approx(-2.5, abs=0.4)


def test_white_text_on_black_is_read(run_file, tmp_path, drawing):
    file = tmp_path / "dark.png"
    drawing.picture.point(lambda value: 255 - value).save(file)

    assert word_recall(drawing.text, run_file(file).text) > 0.95


def test_light_gray_print_beside_black_print_is_read(run_file, tmp_path):
    black, gray = draw_page(sentence(seed=7, length=90)), draw_page(sentence(seed=8, length=90))
    height = black.picture.height // 3
    page = Image.new("L", black.picture.size, 255)
    page.paste(black.picture.crop((0, 0, page.width, height)))
    page.paste(
        gray.picture.crop((0, 0, page.width, height)).point(lambda ink: 175 + ink * 80 // 255), (0, height)
    )
    file = tmp_path / "gray.png"
    page.save(file, dpi=(200, 200))

    ran = run_file(file)

    assert word_recall(f"{black.text} {gray.text}", ran.text) > 0.95
    assert "darkened" in ran.pages[0].decisions["steps"]


def test_a_page_half_in_the_shadow_of_a_hand_is_read(run_file, tmp_path, drawing):
    shadow = Image.new("L", drawing.picture.size, 255)
    shadow.paste(140, (shadow.width // 2, 0, shadow.width, shadow.height))
    file = tmp_path / "shadow.png"
    shaded = ImageChops.multiply(drawing.picture, shadow.filter(ImageFilter.GaussianBlur(40)))
    shaded.save(file, dpi=(200, 200))

    ran = run_file(file)

    assert word_recall(drawing.text, ran.text) > 0.9
    assert "shadows removed" in ran.pages[0].decisions["steps"]


def test_a_phone_picture_is_turned_as_its_exif_says(run_file, tmp_path, drawing):
    exif = Image.Exif()
    exif[0x0112] = 6
    file = tmp_path / "phone.jpg"
    drawing.picture.transpose(Image.Transpose.ROTATE_90).save(file, exif=exif)

    assert word_recall(drawing.text, run_file(file).text) > 0.95


def test_an_empty_page_is_blank(run_file, tmp_path):
    file = tmp_path / "empty.png"
    Image.new("L", (800, 1000), 250).save(file)

    ran = run_file(file)

    assert ran.pages[0].source is PageSource.BLANK
    assert ran.text == ""


def test_all_frames_of_a_tiff_are_pages_and_only_one_of_an_animation(run_file, tmp_path):
    frames = [
        draw_page([word] * 3, inch=(3, 2.5), points=20).picture for word in ("winter", "garden", "bridges")
    ]
    tiff, gif = tmp_path / "frames.tif", tmp_path / "frames.gif"
    frames[0].save(tiff, save_all=True, append_images=frames[1:])
    frames[0].save(gif, save_all=True, append_images=frames[1:])

    many, one = run_file(tiff), run_file(gif)

    assert [page.text.split()[0] for page in many.pages] == ["winter", "garden", "bridges"]
    assert many.text.count("\f") == 2
    assert one.head.page_count == 1
    assert one.head.warnings == ("Only the first picture of the animation was read.",)


def test_only_the_wanted_pages_are_read_and_keep_their_numbers(run_file, tmp_path):
    file = text_pdf(tmp_path / "many.pdf", [[f"This is the page number {n} of many"] for n in range(1, 8)])

    ran = run_file(file, pages="2-3,6")

    assert [page.number for page in ran.pages] == [2, 3, 6]
    assert "number 6" in ran.pages[2].text


def test_a_password_opens_an_encrypted_pdf(tmp_path):
    file = text_pdf(tmp_path / "locked.pdf", [["The secret meeting in the garden"]], password="open sesame")

    ran = run(file, tmp_path / "out", Setting(password="open sesame"))

    assert "secret meeting" in ran.text


def test_auto_picks_the_language_of_the_page(run_file, tmp_path):
    german = [
        "der",
        "und",
        "die",
        "wir",
        "bitten",
        "Sie",
        "um",
        "die",
        "Zahlung",
        "für",
        "den",
        "Monat",
        "und",
        "danken",
        "für",
        "das",
        "Vertrauen",
        "bei",
        "der",
        "Firma",
    ]
    file = tmp_path / "german.png"
    draw_page(german * 8, inch=(8.27, 5)).picture.save(file, dpi=(200, 200))

    ran = run_file(file, language="auto")

    assert ran.head.language == "deu"


def test_properties_and_progress_are_those_of_the_document(run_file, tmp_path):
    ran = run_file(text_pdf(tmp_path / "titled.pdf", [["One page of the letter"]] * 4, title="A fine letter"))

    assert ran.head.properties["title"] == "A fine letter"
    assert [step.percent for step in ran.progress] == sorted(step.percent for step in ran.progress)
    assert "Processed page 4/4" in [step.message for step in ran.progress]


def test_nothing_but_results_stays_behind(run_file, tmp_path, drawing):
    ran = run_file(scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200))

    assert sorted(path.name for path in ran.folder.iterdir()) == ["pages.ndjson", "text.txt"]


def test_pages_are_in_order_when_several_are_read_at_once(tmp_path):
    numbers = ["first", "second", "third", "fourth", "fifth"]
    pictures = [draw_page([word] * 5, inch=(4, 3), points=24).picture for word in numbers]
    file = scan_pdf(tmp_path / "five.pdf", pictures, dpi=200)

    ran = run(file, tmp_path / "out", Setting(slots=2))

    assert [page.text.split()[0] for page in ran.pages] == numbers


def test_a_damaged_page_beside_good_ones_is_a_warning(run_file, tmp_path):
    file = text_pdf(tmp_path / "half.pdf", [["The page that can be read"], ["The page that cannot"]])
    writer = pypdf.PdfWriter(clone_from=file)
    damaged = writer.pages[1]
    damaged[NameObject("/Contents")] = writer._add_object(endless_drawing())
    writer.write(file)

    ran = run(file, tmp_path / "out", Setting(limits=Limits(page_timeout_s=12)), mode=Mode.FORCE)

    assert ran.pages[1].source is PageSource.FAILED
    assert ran.pages[1].error["code"] == "PAGE_TIMEOUT"
    assert any("Page 2 could not be read: PAGE_TIMEOUT" in warning for warning in ran.head.warnings)
    assert "page that can be read" in ran.text


def endless_drawing() -> StreamObject:
    """A content stream that keeps poppler busy for minutes."""
    stream = StreamObject()
    stream.set_data(b"0 0 595 842 re f " * 3_000_000)
    return stream.flate_encode()


def test_white_print_in_a_dark_column_beside_black_print_is_read(run_file, tmp_path):
    side, body = draw_page(sentence(5, 60), inch=(3, 8)), draw_page(sentence(6, 90), inch=(5.27, 8))
    picture = Image.new("L", (side.picture.width + body.picture.width, body.picture.height), 255)
    picture.paste(ImageChops.invert(side.picture).point([max(50, level) for level in range(256)]), (0, 0))
    picture.paste(body.picture, (side.picture.width, 0))
    picture.save(tmp_path / "resume.png", dpi=(200, 200))

    ran = run_file(tmp_path / "resume.png")

    assert word_recall(f"{side.text} {body.text}", ran.text) > 0.97
    assert "dark areas inverted" in ran.pages[0].decisions["steps"]


def test_a_page_under_a_stamp_is_read(run_file, tmp_path):
    drawing = draw_page(sentence(8, 250))
    pen = ImageDraw.Draw(drawing.picture)
    for left, top in ((300, 250), (900, 600)):
        pen.ellipse((left, top, left + 400, top + 400), outline=90, width=6)
    drawing.picture.save(tmp_path / "stamped.png", dpi=(200, 200))

    ran = run_file(tmp_path / "stamped.png")

    assert word_recall(drawing.text, ran.text) > 0.8


def test_a_table_with_thick_rules_is_read(run_file, tmp_path):
    picture, words = Image.new("L", (1654, 1200), 255), sentence(9, 72)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(9 * 200 / 72)
    for number, word in enumerate(words):
        left, top = 120 + number % 6 * 235, 120 + number // 6 * 48
        pen.rectangle((left, top, left + 235, top + 48), outline=0, width=5)
        pen.text((left + 14, top + 10), word, fill=10, font=font)
    picture.save(tmp_path / "table.png", dpi=(200, 200))

    ran = run_file(tmp_path / "table.png")

    assert word_recall(" ".join(words), ran.text) > 0.9
