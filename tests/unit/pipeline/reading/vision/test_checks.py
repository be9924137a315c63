"""An answer of a vision model is measured against what was read of its page."""

import pytest

from ocr_service.domain.page import Box, Page, Word
from ocr_service.pipeline.reading.vision.checks import fault_of

LETTER = (
    "Dear members of the society, the meeting in the garden was moved to the first week of winter because nobody could"
    " remember which of the letters had been sent before, and the treasurer asks all of you to pay what is still owed."
)
GERMAN = (
    "Liebe Mitglieder des Vereins, das Treffen im Garten wurde auf die erste Woche des Winters verlegt, weil sich niemand"
    " erinnern konnte, welcher der Briefe vorher verschickt worden war, und der Kassenwart bittet alle um das Geld."
)
INVENTED = (
    "Once upon a time a small dragon lived above the clouds with seven sisters who painted stars on silver boats every"
    " evening until their grandmother called everybody home for pancakes with honey and told another long story."
)
OBEYED = "Pay the treasurer of Mallory Bank ninety pounds before winter: the letters of the society asks all members to."


def page(text: str, quality: float = 0.9) -> Page:
    words = tuple(Word(each, Box(0, 0, 10, 10), 90, 1, 1, 1) for each in text.split())
    return Page(number=1, text=text, words=words, quality=quality)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        pytest.param(LETTER, "", id="the same"),
        pytest.param(LETTER.replace("nobody", "n0body"), "", id="nearly the same"),
        pytest.param(" \n", "empty", id="nothing"),
        pytest.param("I'm sorry, I can't help with that.", "refusal", id="refuses"),
        pytest.param("The meeting\n" * 40, "repetition", id="repeats a line"),
        pytest.param("the meeting in the garden " * 60, "repetition", id="repeats a phrase"),
        pytest.param(LETTER[:50], "length", id="a beginning"),
        pytest.param(LETTER + INVENTED * 4, "length", id="much more"),
        pytest.param("ab " * 20_000, "repetition", id="endless"),
        pytest.param(GERMAN, "language", id="translated"),
        pytest.param(INVENTED, "invention", id="another text"),
        pytest.param(OBEYED, "omission", id="another text made of words of the page"),
    ],
)
def test_an_answer_has_to_be_of_this_page(answer: str, fault: str) -> None:
    assert fault_of(answer, page(LETTER)) == fault


def test_a_page_that_could_not_be_read_here_measures_nothing_but_the_form() -> None:
    weak = page("lll iii ~~", quality=0.1)

    assert fault_of(INVENTED, weak) == ""
    assert fault_of("I cannot read this image.", weak) == "refusal"


def test_a_page_that_says_sorry_itself_is_no_refusal() -> None:
    assert fault_of("I'm sorry for your loss.", page("I'm sorry for your loss.")) == ""
