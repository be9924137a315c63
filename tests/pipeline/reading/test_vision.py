"""Pages that are shown to a vision model, through the real pipeline; who answers is the test."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_service.domain.outside.asking import Answer
from ocr_service.domain.status import Profile
from ocr_service.errors import AnswerLate, NotAnswered
from ocr_service.pipeline.reading.vision.opinion import VisionRules
from tests.support.drawings import draw_page
from tests.support.pipeline_runs import Ran, Setting, run

RULES = VisionRules(api="gemini", picture_pixels=800, wait_s=7)
WORDS = [
    "the",
    "letter",
    "about",
    "our",
    "meeting",
    "in",
    "the",
    "garden",
    "was",
    "written",
    "by",
    "hand",
    "and",
    "sent",
    "to",
    "every",
    "member",
]


class Model:
    """Answers with ``text``; remembers what it was shown."""

    def __init__(self, text: str = "", error: Exception | None = None) -> None:
        self.text = text
        self.error = error
        self.shown: list[tuple[int, int]] = []

    def __call__(self, kind: str, request: Mapping[str, Any], *, deadline_s: float) -> Answer:
        assert (kind, deadline_s) == ("vision", 7)
        with Image.open(request["picture"]) as picture:
            self.shown.append(picture.size)
        if self.error:
            raise self.error
        used = {
            "model": "m",
            "prompt": "page-1",
            "input_tokens": 10,
            "output_tokens": 2,
            "cost_millionths": 3,
        }
        return {"text": self.text, "is_cut": False, **used}


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vision") / "scan.png"
    draw_page(WORDS, dpi=150).picture.save(path, dpi=(150, 150))
    return path


def read(scan: Path, folder: Path, model: Model, rules: VisionRules = RULES, **how: Any) -> Ran:
    owner = how.pop("owner", "")
    return run(scan, folder / "out", Setting(vision=rules, ask=model, owner=owner), **how)


def test_a_task_that_asks_for_it_gets_the_models_words_in_our_places(scan: Path, tmp_path: Path) -> None:
    model = Model(" ".join(WORDS).replace("garden", "GARDEN!"))

    ran = read(scan, tmp_path, model, engine="vision")
    (page,) = ran.pages
    mark = page.decisions["vision"]

    assert "GARDEN!" in ran.text
    assert (mark["used"], mark["asked"], mark["model"], mark["prompt"]) == (
        True,
        "by the task",
        "m",
        "page-1",
    )
    assert (mark["input_tokens"], mark["output_tokens"], mark["cost_millionths"]) == (10, 2, 3)
    assert mark["agreed"] >= len(WORDS) - 2
    assert all(word.box.width > 0 for word in page.words)
    assert len(model.shown) == 1
    assert max(model.shown[0]) <= 800


@pytest.mark.parametrize(
    ("model", "why"),
    [
        pytest.param(Model("I'm sorry, I can't read this."), "refusal", id="it refuses"),
        pytest.param(Model(error=AnswerLate()), "ANSWER_LATE", id="it is late"),
        pytest.param(Model(error=NotAnswered()), "NOT_ANSWERED", id="nobody answers"),
    ],
)
def test_without_an_answer_that_can_be_used_the_page_has_its_own_text_and_says_why(
    scan: Path, tmp_path: Path, model: Model, why: str
) -> None:
    ran = read(scan, tmp_path, model, engine="vision")
    (page,) = ran.pages

    assert "garden" in ran.text
    assert (page.decisions["vision"]["used"], page.decisions["vision"]["why_not"]) == (False, why)
    assert any("vision engine did not help" in warning for warning in page.warnings)


@pytest.mark.parametrize(
    ("rules", "owner", "is_shown"),
    [
        pytest.param({"below_quality": 1.0, "owners": ("anna",)}, "anna", True, id="weak, allowed"),
        pytest.param({"below_quality": 1.0, "owners": ("*",)}, "", True, id="weak, everybody allowed"),
        pytest.param({"below_quality": 1.0, "owners": ("anna",)}, "bert", False, id="of another owner"),
        pytest.param({"below_quality": 1.0, "owners": ()}, "", False, id="nobody allowed"),
        pytest.param({"below_quality": 0.1, "owners": ("*",)}, "anna", False, id="read well"),
        pytest.param({"owners": ("*",)}, "anna", False, id="off"),
    ],
)
def test_a_weak_page_is_shown_only_where_its_owner_allows_it(
    scan: Path, tmp_path: Path, rules: Mapping[str, Any], owner: str, is_shown: bool
) -> None:
    model = Model(" ".join(WORDS))
    told = VisionRules(api="gemini", wait_s=7, **rules)

    ran = read(scan, tmp_path, model, told, owner=owner)

    assert bool(model.shown) is is_shown
    assert ("vision" in ran.pages[0].decisions) is is_shown


@pytest.mark.parametrize(
    ("profile", "engine", "owner", "is_shown"),
    [
        pytest.param(Profile.RECEIPT, "auto", "anna", True, id="of the profile"),
        pytest.param(Profile.INVOICE, "auto", "anna", False, id="of another profile"),
        pytest.param(Profile.RECEIPT, "auto", "bert", False, id="of another owner"),
        pytest.param(Profile.RECEIPT, "tesseract", "anna", False, id="with an engine of its own"),
    ],
)
def test_a_profile_is_shown_only_where_its_owner_allows_it(
    scan: Path, tmp_path: Path, profile: Profile, engine: str, owner: str, is_shown: bool
) -> None:
    model = Model(" ".join(WORDS))
    told = VisionRules(api="gemini", wait_s=7, profiles=(Profile.RECEIPT,), owners=("anna",))

    ran = read(scan, tmp_path, model, told, owner=owner, engine=engine, profile=profile)

    assert bool(model.shown) is is_shown
    assert ran.pages[0].decisions.get("vision", {}).get("asked") == ("by the profile" if is_shown else None)
