"""A page's blocks: each word is in one of them, in reading order."""

from __future__ import annotations

from dataclasses import replace

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.rules import Rules
from ocr_service.domain.shapes.blocks import BlockKind
from ocr_service.layout.blocks.page_blocks import with_blocks


def page_of(*lines: tuple[str, float, float, float], rules: Rules | None = None, number: int = 1) -> Page:
    """Lines as text, left, top and size; a paragraph each unless it begins with the text's ``&``."""
    words, paragraph = [], 0
    for place, (text, left, top, size) in enumerate(lines):
        paragraph += not text.startswith("&")
        x = left
        for token in text.removeprefix("&").split():
            words.append(Word(token, Box(x, top, size * 0.5 * len(token), size), 95.0, 1, paragraph, place))
            x += size * 0.5 * (len(token) + 0.6)
    return Page(
        number=number,
        text="",
        words=tuple(words),
        width=595,
        height=842,
        source=PageSource.TEXT_LAYER,
        rules=rules or Rules(),
    )


PROSE = "The figures were taken at the end of each quarter and checked twice"


def kinds(page: Page) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in with_blocks(page).blocks]


def test_title_headings_and_paragraphs_by_the_size_of_the_type():
    page = page_of(
        ("Annual report", 60, 100, 24), (PROSE, 60, 160, 10), ("Costs", 60, 200, 15.5), (PROSE, 60, 240, 10)
    )

    assert kinds(page) == [
        ("title", "Annual report"),
        ("paragraph", PROSE),
        ("heading", "Costs"),
        ("paragraph", PROSE),
    ]
    assert [block.level for block in with_blocks(page).blocks] == [1, 0, 2, 0]


def test_only_the_first_page_has_a_title():
    page = page_of(("Annual report", 60, 100, 24), (PROSE, 60, 160, 10), number=2)

    assert kinds(page)[0] == ("heading", "Annual report")


def test_entries_of_a_list_keep_their_numbers():
    page = page_of((PROSE, 60, 100, 10), ("1. wash the filter", 60, 140, 10), ("&2. dry it", 60, 154, 10))

    block = with_blocks(page).blocks[1]

    assert block.kind is BlockKind.LIST
    assert [(item.mark, item.text) for item in block.items] == [("1.", "wash the filter"), ("2.", "dry it")]


def test_lines_of_labels_with_values_are_pairs():
    page = page_of(
        (PROSE, 60, 100, 10), ("Order number: 4711", 60, 140, 10), ("&Contact: Ada Holm", 60, 154, 10)
    )

    pairs = with_blocks(page).blocks[1:]

    assert [tuple(part.text for part in pair.items) for pair in pairs] == [
        ("Order number:", "4711"),
        ("Contact:", "Ada Holm"),
    ]
    assert {pair.kind for pair in pairs} == {BlockKind.KEY_VALUE}


def test_pairs_that_are_set_wide_are_pairs_too_and_one_alone_is_text():
    page = page_of(
        (PROSE, 60, 100, 10),
        ("Order number: 4711", 60, 140, 10),
        ("Contact: Ada Holm", 60, 160, 10),
        (PROSE, 60, 200, 10),
        ("Remark: none", 60, 240, 10),
    )

    assert [kind for kind, _ in kinds(page)] == [
        "paragraph",
        "key_value",
        "key_value",
        "paragraph",
        "paragraph",
    ]


def test_the_address_at_the_end_of_a_paragraph_is_no_heading():
    page = page_of((PROSE, 60, 100, 10), ("&ask@holm-papers.example", 60, 112, 15))

    assert [kind for kind, _ in kinds(page)] == ["paragraph"]


def test_words_that_run_up_the_edge_are_no_title():
    page = page_of(("Annual report", 60, 100, 16), (PROSE, 60, 160, 10))
    turned = tuple(
        Word(text, Box(20, top, 8, 4 * len(text)), 95.0, 9, 9, 9)
        for text, top in (("printed", 560), ("Form", 600), ("7", 620))
    )

    blocks = with_blocks(replace(page, words=(*page.words, *turned))).blocks

    assert [block.text for block in blocks if block.kind is BlockKind.TITLE] == ["Annual report"]
    assert [block.kind for block in blocks if "printed" in block.text] == [BlockKind.PARAGRAPH]


def test_margins_and_footnotes_are_called_what_they_are():
    page = page_of(
        ("Mill Ltd, quarterly letter", 60, 30, 10),
        (PROSE, 60, 200, 10),
        (PROSE, 60, 240, 10),
        ("1 As told in the earlier report", 60, 700, 8),
        ("printed in Corby", 60, 800, 10),
        ("Page 3 of 4", 300, 820, 10),
    )

    assert [kind for kind, _ in kinds(page)] == [
        "header",
        "paragraph",
        "paragraph",
        "footnote",
        "footer",
        "page_number",
    ]


def test_a_picture_stands_where_it_is_read_and_its_caption_behind_it():
    page = page_of(
        (PROSE, 60, 100, 10),
        ("Figure 2 The pump", 60, 410, 10),
        (PROSE, 60, 500, 10),
        rules=Rules(pictures=(Box(60, 150, 300, 240),)),
    )

    assert [kind for kind, _ in kinds(page)] == ["paragraph", "figure", "caption", "paragraph"]


def test_every_word_is_in_one_block():
    page = with_blocks(
        page_of(
            (PROSE, 60, 60, 10),
            ("•", 60, 120, 10),
            *[(f"Valve {n}", 60, 200 + 20 * n, 10) for n in range(4)],
            *[(f"&{n}.50", 400, 200 + 20 * n, 10) for n in range(4)],
        )
    )

    assert sorted(place for block in page.blocks for place in block.words) == list(range(len(page.words)))
