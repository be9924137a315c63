"""How the files of results are called."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from ocr_service.cli.result_names import outputs_named, result_names
from ocr_service.domain.status import Output
from ocr_service.errors import ValidationFailed

OUT = Path("out")


def names(*stems: str, outputs: tuple[Output, ...] = (Output.JSON,)) -> list[str]:
    made = result_names([PurePath(stem) for stem in stems], [], OUT, outputs)
    return [str(each.path(outputs[0]).relative_to(OUT)) for each in made]


def test_equal_names_are_numbered_and_never_meet_a_name_that_is_there():
    assert names("letter", "letter-2", "letter", "letter", "2024/letter") == [
        "letter.json",
        "letter-2.json",
        "letter-3.json",
        "letter-4.json",
        "2024/letter.json",
    ]


def test_names_that_differ_in_large_and_small_letters_alone_are_equal():
    assert names("Letter", "LETTER") == ["Letter.json", "LETTER-2.json"]


def test_no_output_of_one_document_is_another_ones():
    assert names("a", "a.pdfa", outputs=(Output.PDF, Output.PDF_A)) == ["a.pdf", "a.pdfa-2.pdf"]


def test_a_document_that_is_read_is_not_written_over():
    (made,) = result_names([PurePath("a")], [OUT / "a.pdf"], OUT, [Output.PDF])

    assert made.path(Output.PDF) == OUT / "a.ocr.pdf"


def test_outputs_have_the_names_of_the_api_and_shorter_ones():
    assert outputs_named("text, markdown,images,txt,md,pages") == (
        Output.TEXT,
        Output.MARKDOWN,
        Output.IMAGES,
    )


@pytest.mark.parametrize("text", ["docx", "", " , "])
def test_other_names_are_refused(text):
    with pytest.raises(ValidationFailed, match="--outputs"):
        outputs_named(text)
