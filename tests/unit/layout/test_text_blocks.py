"""Blocks of text: lines of one size that follow each other closely."""

from __future__ import annotations

from ocr_service.domain.page import Word
from ocr_service.layout.fragments import fragments_of
from ocr_service.layout.text_blocks import text_blocks
from tests.support.set_words import SIZE, set_block, set_line


def texts(*words: list[Word]) -> list[list[str]]:
    """The lines of each block."""
    blocks = text_blocks(fragments_of([word for each in words for word in each]))
    return [
        [" ".join(word.text for fragment in line for word in fragment.words) for line in block.lines]
        for block in blocks
    ]


def test_lines_of_an_address_are_one_block() -> None:
    assert texts(set_block(1, 0, 0, "Brook Limited", "High Street 14", "Oxford")) == [
        ["Brook Limited", "High Street 14", "Oxford"]
    ]


def test_white_as_high_as_a_line_parts_blocks() -> None:
    assert texts(set_block(1, 0, 0, "one", "two"), set_block(1, 0, 4 * SIZE, "three")) == [
        ["one", "two"],
        ["three"],
    ]


def test_a_heading_in_larger_type_is_a_block_of_its_own() -> None:
    heading = set_line("Conditions", 0, 50, size=48)

    assert texts(heading, set_block(1, 0, 60, "of sale", "and delivery")) == [
        ["Conditions"],
        ["of sale", "and delivery"],
    ]


def test_two_addresses_on_the_same_lines_are_two_blocks() -> None:
    left = set_block(1, 0, 0, "Brook Limited", "High Street 14", "Oxford")
    right = set_block(1, 600, 0, "Hill and Sons", "Low Road 3", "Cambridge")

    assert texts(left, right) == [
        ["Brook Limited", "High Street 14", "Oxford"],
        ["Hill and Sons", "Low Road 3", "Cambridge"],
    ]


def test_a_wide_gap_within_a_justified_line_parts_nothing() -> None:
    lines = set_block(
        1, 0, 0, "the carriers asked for payment", "before they went", "and left the house again"
    )
    pushed = [
        word._replace(box=word.box._replace(left=word.box.left + 25)) for word in lines if word.text == "went"
    ]
    kept = [word for word in lines if word.text != "went"]

    assert texts(kept, pushed) == [
        ["the carriers asked for payment", "before they went", "and left the house again"]
    ]


def test_a_note_number_above_the_line_stays_in_it() -> None:
    line = set_line("as was reported", 0, 100)
    end = line[-1].box.left + line[-1].box.width

    assert texts(line, set_line("2", end + 2, 90, size=18)) == [["as was reported 2"]]


def test_a_page_without_words_has_no_blocks() -> None:
    assert text_blocks([]) == []
