"""Pages that will be wanted are drawn together with the one that is; each comes out as if drawn alone."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import pytest

from ocr_service.errors import PageTimeout
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing import drawn_ahead
from ocr_service.pipeline.imaging.drawing.drawn_ahead import DrawnAhead
from ocr_service.pipeline.imaging.drawing.pdf_drawing import Drawing
from ocr_service.pipeline.limits.deadline import Deadline

DOCUMENT = Inspection(
    source=Path("six.pdf"), media_type="application/pdf", page_count=6, numbers=(1, 2, 3, 4, 5, 6)
)


class Runs:
    """In place of pdf2image: which runs there were; a page's picture is its number."""

    def __init__(self) -> None:
        self.done: list[tuple[int, int, int]] = []
        self.said, self.missing, self.error = "", frozenset[int](), None

    @contextmanager
    def drawing(self, document, first, last, *, dpi, folder, timeout_s):
        self.done.append((first, last, dpi))
        if self.error:
            raise self.error
        own = folder / f"run-{first}"
        own.mkdir()
        pages = {number: own / f"page-{number}.pgm" for number in range(first, last + 1)}
        for number, path in pages.items():
            path.write_text(str(number))
        complete = {number: path for number, path in pages.items() if number not in self.missing}
        yield Drawing(complete=complete, torn={}, said=self.said)


@pytest.fixture
def runs(monkeypatch) -> Runs:
    runs = Runs()
    monkeypatch.setattr(drawn_ahead, "drawing", runs.drawing)
    return runs


@pytest.fixture
def ahead(tmp_path) -> DrawnAhead:
    ahead = DrawnAhead(DOCUMENT, tmp_path)
    for number in DOCUMENT.numbers:
        ahead.expect(number, lambda dpi: dpi)
    return ahead


def taken(ahead: DrawnAhead, folder: Path, *numbers: int) -> list[str]:
    """The pages as they were drawn together with others; empty for those that are drawn alone."""
    found = []
    for number in numbers:
        path = folder / f"taken-{number}"
        is_there = ahead.take(number, 200, 200, path, Deadline.after(60))
        found.append(path.read_text() if is_there else "")
    return found


def test_the_first_page_is_drawn_alone_and_the_others_four_at_a_time(ahead, runs, tmp_path):
    assert taken(ahead, tmp_path, 1, 2, 3, 4, 5, 6) == ["", "2", "3", "4", "5", ""]
    assert runs.done == [(2, 5, 200)]


def test_a_page_alone_and_one_at_another_resolution_are_not(ahead, runs, tmp_path):
    ahead.expect(4, lambda dpi: 150)

    assert taken(ahead, tmp_path, 1, 2, 3) == ["", "2", "3"]
    assert not ahead.take(4, 200, 150, tmp_path / "4", Deadline.after(60))
    assert runs.done == [(2, 3, 200)]


def test_a_page_that_does_not_fit_ends_a_run(ahead, runs, tmp_path):
    ahead.expect(4, lambda dpi: 0)

    taken(ahead, tmp_path, 1, 2)

    assert runs.done == [(2, 3, 200)]


def test_what_was_drawn_for_another_resolution_is_not_taken(ahead, runs, tmp_path):
    taken(ahead, tmp_path, 1, 2)

    assert not ahead.take(3, 300, 300, tmp_path / "3", Deadline.after(60))


@pytest.mark.parametrize(
    "trouble",
    [{"said": "Syntax Error"}, {"missing": frozenset({3})}, {"error": PageTimeout()}],
    ids=["complaint", "missing page", "timeout"],
)
def test_after_any_trouble_each_page_is_drawn_alone(ahead, runs, tmp_path, trouble):
    for name, value in trouble.items():
        setattr(runs, name, value)

    assert taken(ahead, tmp_path, 1, 2, 3, 6) == ["", "", "", ""]
    assert len(runs.done) == 1
