from __future__ import annotations

import pytest

from ocr_service.results.selection import Selection, members_named, pages_named, parts_named
from ocr_service.results.stored_pages import number_of, scales_of, whole_lines


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2", [2]), ("1-3,7", [1, 2, 3, 7]), ("5-", [5, 6, 7, 8]), ("7, 2", [2, 7]), ("8-8", [8])],
)
def test_pages_are_named_as_in_an_upload(text, wanted):
    selection = Selection(pages=pages_named(text))

    assert [number for number in range(1, 9) if selection.wants_page(number)] == wanted


@pytest.mark.parametrize(
    "text", ["", "0", "3-1", "1,,2", "-3", "a", "1-2-3", "1;2", "9999999", ",".join("1" * 201)]
)
def test_what_is_no_range_of_pages_is_refused(text):
    with pytest.raises(ValueError, match="Give page numbers"):
        pages_named(text)


@pytest.mark.parametrize("text", ["nonsense", "text,", "", "pages.text", "fields.", "fields.A", "text.x"])
def test_an_unknown_member_is_refused(text):
    with pytest.raises(ValueError, match=r"Name some of|names by commas"):
        members_named(text)


@pytest.mark.parametrize("text", ["", "nonsense", "words,none"])
def test_an_unknown_part_is_refused(text):
    with pytest.raises(ValueError, match=r"Name some of|names by commas"):
        parts_named(text)


def test_no_part_can_be_asked_for():
    assert parts_named("none") == frozenset()


def test_single_facts_can_be_taken():
    selection = Selection(members=members_named("category,fields.total,metadata.title"))
    told = {
        "schema_version": 2,
        "category": "invoice",
        "language": "deu",
        "fields": {"total": 1, "sender": 2},
        "metadata": {"created": 3},
    }

    assert selection.only_wanted(told) == {
        "schema_version": 2,
        "category": "invoice",
        "fields": {"total": 1},
        "metadata": {},
    }


def test_every_selection_has_a_key_of_its_own():
    asked = [
        Selection(),
        Selection(version=1),
        Selection(members=members_named("text")),
        Selection(pages=pages_named("1")),
        Selection(pages=pages_named("1-2")),
        Selection(parts=parts_named("words")),
    ]

    assert len({one.key for one in asked}) == len(asked)


def test_scales_are_looked_up_no_farther_than_needed():
    lines = iter([b'{"page":1,"dpi":72}', b'{"page":2,"dpi":144}', b"not read"])

    assert scales_of(lines, {2}) == {2: 0.5}
    assert scales_of(iter([b"not read"]), set()) == {}


def test_the_number_of_a_page_is_told_without_reading_it():
    assert number_of(b'{"page": 12, "text"') == 12
    assert number_of(b'{"dpi": 72, "page": 3}') == 3


@pytest.mark.parametrize("length", [1, 2, 3, 7, 100])
def test_lines_are_whole_however_they_are_cut(length):
    content = b'{"page":1}\n{"page":2}\n{"page":3}\n'
    pieces = [content[at : at + length] for at in range(0, len(content), length)]

    found = list(whole_lines(pieces))

    assert [line for lines in found for line in lines] == content.splitlines()
    assert all(found)
