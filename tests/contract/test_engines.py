"""What every engine must do, shown on all that are installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.ports import Engine, PageImage
from ocr_service.engines import registry
from ocr_service.engines.registry import ENGINES, build_engines, chosen
from ocr_service.errors import EngineFailed, EngineUnavailable, PageTimeout, ValidationFailed
from tests.support.drawings import draw_page, sentence
from tests.support.pipeline_runs import word_recall


@pytest.fixture(scope="module", params=sorted(build_engines()))
def engine(request) -> Iterator[Engine]:
    engine = build_engines()[request.param]
    yield engine
    engine.rest()


def saved(picture: Image.Image, path: Path) -> PageImage:
    picture.save(path, format="PPM")
    return PageImage(path=path, width=picture.width, height=picture.height, dpi=200)


def test_an_engine_reads_words_with_boxes_inside_the_picture(engine, tmp_path):
    drawing = draw_page(sentence(seed=2, length=30), inch=(8, 2.5))
    image = saved(drawing.picture, tmp_path / "page.pgm")

    page = engine.recognize(image, language="eng", psm=3, timeout_s=60)

    assert word_recall(drawing.text, page.text) > 0.9
    assert (page.number, page.width, page.height, page.dpi) == (0, image.width, image.height, 200)
    assert all(0 <= word.confidence <= 100 for word in page.words)
    for word in page.words:
        assert word.box.left >= 0
        assert word.box.left + word.box.width <= image.width
    assert page.words[0].box.left == pytest.approx(drawing.words[0].box[0], abs=10)


def test_an_empty_picture_has_no_words(engine, tmp_path):
    image = saved(Image.new("L", (600, 400), 255), tmp_path / "empty.pgm")

    page = engine.recognize(image, language="eng", psm=3, timeout_s=60)

    assert page.words == ()
    assert page.text == ""


def test_an_engine_reads_english_and_leaves_nothing_behind(engine, tmp_path):
    image = saved(draw_page(["garden"], inch=(3, 2.5), points=20).picture, tmp_path / "page.pgm")

    engine.recognize(image, language="eng", psm=6, timeout_s=60)

    assert "eng" in engine.languages()
    assert [path.name for path in tmp_path.iterdir()] == ["page.pgm"]


def test_too_little_time_is_a_page_timeout(engine, tmp_path):
    image = saved(draw_page(sentence(seed=2, length=500)).picture, tmp_path / "page.pgm")

    with pytest.raises(PageTimeout):
        engine.recognize(image, language="eng", psm=3, timeout_s=0.05)


@pytest.mark.parametrize("name", sorted(build_engines()))
def test_a_language_that_is_not_there_is_the_engines_failure(name, tmp_path):
    image = saved(Image.new("L", (200, 100), 255), tmp_path / "empty.pgm")

    engine = build_engines()[name]

    with pytest.raises(EngineFailed):
        engine.recognize(image, language="xyz", psm=3, timeout_s=10)
    engine.rest()


def test_an_engine_that_cannot_read_here_says_what_it_lacks(monkeypatch):
    missing = replace(ENGINES["neural"], is_installed=lambda: False)
    monkeypatch.setattr(registry, "ENGINES", {**ENGINES, "neural": missing})
    with pytest.raises(EngineUnavailable, match="Install the extra `neural`"):
        chosen({"tesseract": build_engines()["tesseract"]}, "neural")

    elsewhere = replace(missing, is_possible=lambda: False)
    monkeypatch.setattr(registry, "ENGINES", {**ENGINES, "neural": elsewhere})
    with pytest.raises(EngineUnavailable, match="x86-64 and arm64 only"):
        chosen({"tesseract": build_engines()["tesseract"]}, "neural")

    monkeypatch.setattr(registry, "ENGINES", ENGINES)
    with pytest.raises(EngineUnavailable, match="raise WORKER_MEMORY_MB"):
        chosen(build_engines(neural_model=""), "neural")

    with pytest.raises(ValidationFailed, match="Choose among tesseract"):
        chosen({"tesseract": build_engines()["tesseract"]}, "nonsense")


def test_auto_is_the_fast_reader_where_it_starts_and_tesseract_where_it_does_not(monkeypatch):
    assert chosen(build_engines(), "auto").name == "tesserocr"

    broken = replace(ENGINES["tesserocr"], is_installed=lambda: False)
    monkeypatch.setattr(registry, "ENGINES", {**ENGINES, "tesserocr": broken})

    assert chosen(build_engines(), "auto").name == "tesseract"
