"""A text layer whose font maps letters wrongly is no text layer; one of odd names is."""

from __future__ import annotations

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from ocr_service.domain.page import PageSource
from tests.support.drawings import sentence, text_pdf
from tests.support.pipeline_runs import word_recall

LINES = [" ".join(sentence(row, 9)) for row in range(8)]


def mapped(source, target, table, name=""):
    """The same page, its font (that of this name) saying of each letter that it is another one."""
    rows = "\n".join(f"<{ord(one):02x}> <{ord(other):04x}>" for one, other in table.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(table)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )
    writer = pypdf.PdfWriter(clone_from=source)
    stream = StreamObject()
    stream.set_data(cmap.encode())
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        found: DictionaryObject = font.get_object()
        if name not in found["/BaseFont"]:
            continue
        found[NameObject("/ToUnicode")] = stream
    writer.write(target)
    return target


@pytest.mark.parametrize("shift", [1, 5])
def test_letters_that_the_font_maps_wrongly_are_read_from_the_page(run_file, tmp_path, shift):
    letters = "abcdefghijklmnopqrstuvwxyz"
    table = dict(zip(letters, letters[shift:] + letters[:shift], strict=True))
    source = mapped(text_pdf(tmp_path / "born.pdf", [LINES]), tmp_path / "wrong.pdf", table)

    ran = run_file(source)

    assert ran.pages[0].source is PageSource.OCR
    assert "no language" in ran.pages[0].decisions["source"]
    assert word_recall(" ".join(LINES), ran.text) > 0.9


def test_words_of_one_wrong_font_among_others_are_read_in_their_place(run_file, tmp_path):
    canvas = Canvas(str(tmp_path / "born.pdf"), pagesize=(595, 842))
    for number, line in enumerate(LINES):
        canvas.setFont("Times-Roman" if 2 <= number < 5 else "Helvetica", 12)
        canvas.drawString(70, 760 - 16 * number, line)
    canvas.save()
    letters = "abcdefghijklmnopqrstuvwxyz"
    table = dict(zip(letters, letters[1:] + letters[:1], strict=True))

    ran = run_file(mapped(tmp_path / "born.pdf", tmp_path / "wrong.pdf", table, "Times"))

    (page,) = ran.pages
    assert page.source is PageSource.MIXED
    assert page.decisions["source"] == "some words of the text layer belong to no language"
    found, wanted = page.text.split(), " ".join(LINES).split()
    sound = len(" ".join(LINES[:2]).split())
    assert found[:sound] == wanted[:sound]
    assert found[-27:] == wanted[-27:]
    assert word_recall(" ".join(LINES[2:5]), ran.text) > 0.9


def test_names_of_no_language_keep_their_layer(run_file, tmp_path):
    names = ["Xobix Yokin Nuaytom Qworbel Zvarkut Jubmox", "Wikzor Puxtaw Hyqsel Vozdriq Kwuxi Byzgor"] * 4

    ran = run_file(text_pdf(tmp_path / "names.pdf", [names]))

    assert ran.pages[0].source is PageSource.TEXT_LAYER
    assert ran.text.split() == " ".join(names).split()
