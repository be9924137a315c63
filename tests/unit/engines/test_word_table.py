"""Tables of words, as two programs write them."""

from __future__ import annotations

from ocr_service.engines.word_table import join_words, mean_confidence, read_pages, read_words

TESSERACT = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t800\t600\t-1\t
5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tHello
5\t1\t1\t1\t1\t2\t45\t20\t30\t12\t80.0\tworld
5\t1\t1\t1\t2\t1\t10\t40\t30\t12\t70.0\t"quoted
5\t1\t1\t2\t1\t1\t10\t80\t30\t12\t60.0\tEnd
5\t1\t1\t2\t1\t2\t10\t80\t30\t12\t95.0\t
5\t1\t2
"""
PDFTOTEXT = """level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0.000000\t0.000000\t595.0\t842.0\t-1\t###PAGE###
5\t1\t3\t7\t0\t0\t45.41\t43.06\t88.33\t24.52\t100\tFACTUUR.
1\t2\t0\t0\t0\t0\t0.000000\t0.000000\t842.0\t595.0\t-1\t###PAGE###
"""


def test_words_keep_their_place_and_confidence():
    words = read_words(TESSERACT.splitlines(keepends=True))

    assert [word.text for word in words] == ["Hello", "world", '"quoted', "End"]
    assert words[0].box == (10, 20, 30, 12)
    assert words[0].confidence == 96.5


def test_text_has_lines_and_paragraphs():
    assert join_words(read_words(TESSERACT.splitlines())) == 'Hello world\n"quoted\n\nEnd'


def test_columns_go_by_name_and_pages_by_number():
    (first, second) = [(n, frame, list(words)) for n, frame, words in read_pages(PDFTOTEXT.splitlines())]

    assert first[0] == 1
    assert (first[2][0].paragraph, first[2][0].block) == (3, 7)
    assert second == (2, (0, 0, 842, 595), [])


def test_a_line_break_within_a_word_loses_nothing():
    broken = PDFTOTEXT.replace("FACTUUR.", "FACTUUR.\nvan 4\nmei")

    ((_, _, words), _) = read_pages(broken.splitlines(keepends=True))

    assert [word.text for word in words] == ["FACTUUR. van 4 mei"]


def test_confidence_is_weighted_by_length():
    words = read_words(TESSERACT.splitlines())[:2]

    assert mean_confidence(words) == (96.5 * 5 + 80 * 5) / 10
    assert mean_confidence([]) == 0
