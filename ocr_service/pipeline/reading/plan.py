"""Decide for each page where its text shall come from, many pages at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ocr_service.domain.page import Box, PageSource
from ocr_service.domain.rules import Rules
from ocr_service.domain.status import Mode
from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection, password_flags
from ocr_service.pipeline.identify.page_rules import rules_of_page
from ocr_service.pipeline.identify.xml_invoice import page_of_xml
from ocr_service.pipeline.imaging.drawing.drawn_ahead import DrawnAhead
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.imaging.drawing.rasterize import (
    POINTS_PER_INCH,
    NoPicture,
    PageSourcePicture,
    PdfPage,
)
from ocr_service.pipeline.limits.command import run_command
from ocr_service.pipeline.reading.text_layers.hidden_words import without_hidden
from ocr_service.pipeline.reading.text_layers.letter_triples import belongs_to_no_language
from ocr_service.pipeline.reading.text_layers.shown_layer import as_shown
from ocr_service.pipeline.reading.text_layers.slanted_text import levelled
from ocr_service.pipeline.reading.text_layers.text_layer import (
    TextLayer,
    closing_layers,
    covered_share,
    unsoundness,
    write_text_layers,
)
from ocr_service.pipeline.reading.text_layers.turned_text import upright
from ocr_service.pipeline.reading.text_layers.unread_ink import Ink, InkLook
from ocr_service.pipeline.reading.text_layers.wrong_words import wrong_words

_CHUNK_PAGES = 32
_CHUNK_S, _CHUNK_PAGE_S = 2.0, 0.2
# The last try at a page's words: ten thousand of them take half a second, and several on a slow machine.
_ALONE_S = 8.0
_SCAN_SHARE = 0.6
_PICTURE_SHARE = 0.1
# A page of 300 words is covered by a fifth; a stamp, a number or the fields of a form cover less than this.
_LEAST_COVERED_OF_SCAN = 0.05
# Above this share of words of no language the others are not worth being kept apart.
_MOST_WRONG = 0.8
_LIST_COLUMNS = 16
_BYTES_PER_SAMPLE = 4
_A4 = (595.0, 842.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlan:
    """What shall be done with one page, and ``reason`` why; ``picture`` draws it.

    ``coverage`` is the share of its print that the layer explains, None where that is not known yet. A layer that
    ``is_doubtful`` is compared with what OCR reads, or only those of its words that are ``doubted``, by their places. ``rules`` tells what the page draws beside its text, when asked.
    """

    number: int
    source: PageSource
    reason: str
    picture: PageSourcePicture
    layer: TextLayer | None = None
    coverage: float | None = None
    is_doubtful: bool = False
    doubted: frozenset[int] = frozenset()
    rules: Callable[[], Rules] = Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedImage:
    """A picture inside a PDF page, as pdfimages lists it; ``area`` in square points.

    ``whole_bytes`` is the memory of one that can only be decoded as a whole (JPEG 2000), else 0.
    """

    width: int
    height: int
    dpi: int
    area: float
    whole_bytes: int = 0


def plan_pages(document: Inspection, mode: Mode, budget: PixelBudget, folder: Path) -> Iterator[PagePlan]:
    """A plan for each wanted page, in order. Raises ``MemoryLimit``."""
    if document.is_xml:
        yield _plan_of_xml(document)
        return
    if not document.is_pdf:
        for number in document.numbers:
            frame = Frame(
                source=document.source, media_type=document.media_type, index=number - 1, budget=budget
            )
            source = PageSource.TEXT_LAYER if mode is Mode.TEXT else PageSource.OCR
            yield PagePlan(number=number, source=source, reason="a picture has no text layer", picture=frame)
        return
    neighbours, inks = DrawnAhead(document, folder), InkLook(document, folder)
    for numbers in _chunks(document.numbers):
        images = _images(document, numbers, folder)
        for number, shown in zip(numbers, _layers(document, numbers, folder), strict=True):
            layer = levelled(shown) if shown else None
            shape = document.shapes.get(number)
            content = document.content.pages.get(number)
            width, height = (layer.width, layer.height) if layer else shape.shown if shape else _A4
            placed = images.get(number, ())
            picture = PdfPage(
                document=document,
                number=number,
                width=width,
                height=height,
                budget=budget,
                whole_bytes=max((image.whole_bytes for image in placed), default=0),
                neighbours=neighbours,
            )
            plan = replace(
                _plan(picture, layer, placed, mode),
                rules=partial(rules_of_page, content, shape),
            )
            if mode is Mode.AUTO and layer and plan.source is PageSource.TEXT_LAYER:
                plan = _of_a_language(plan, layer)
            if mode is Mode.AUTO and shown and plan.source is PageSource.TEXT_LAYER:
                plan = _explained(plan, inks.at(shown))
            if plan.source is not PageSource.TEXT_LAYER:
                picture.expect()
            elif layer and not layer.skew:
                plan = replace(plan, layer=upright(layer, document, folder))
            yield plan


def _plan_of_xml(document: Inspection) -> PagePlan:
    page = page_of_xml(document.source)
    return PagePlan(
        number=1,
        source=PageSource.TEXT_LAYER,
        reason="an invoice in XML has no picture",
        picture=NoPicture(),
        layer=TextLayer(number=1, width=page.width, height=page.height, words=page.words),
        rules=lambda: page.rules,
    )


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Runs of neighbouring numbers, none longer than a chunk."""
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[end - 1] + 1 or end - start == _CHUNK_PAGES:
            yield numbers[start:end]
            start = end


def _layers(document: Inspection, numbers: Sequence[int], folder: Path) -> Iterator[TextLayer | None]:
    """The layer of each page of a run, one in memory at a time.

    When a run is too slow it is halved, so that one bad page costs only itself.
    """
    table = folder / f"layers-{numbers[0]}.tsv"
    try:
        patience_s = _ALONE_S if len(numbers) == 1 else _patience_s(numbers)
        write_text_layers(document, numbers[0], numbers[-1], table, patience_s)
    except DocumentError:
        if len(numbers) == 1:
            yield None
            return
        middle = len(numbers) // 2
        yield from _layers(document, numbers[:middle], folder)
        yield from _layers(document, numbers[middle:], folder)
        return
    with closing_layers(table) as layers:
        layer = next(layers, None)
        for number in numbers:
            while layer is not None and layer.number < number:
                layer = next(layers, None)
            is_found = layer is not None and layer.number == number
            yield _as_seen(layer, document, folder) if layer and is_found else None


def _as_seen(layer: TextLayer, document: Inspection, folder: Path) -> TextLayer:
    """The layer on the page as shown, without what is clipped away."""
    shown = as_shown(layer, document.shapes.get(layer.number))
    content = document.content.pages.get(layer.number)
    return without_hidden(shown, document, folder) if content and content.hides_text else shown


def _images(document: Inspection, numbers: Sequence[int], folder: Path) -> dict[int, list[PlacedImage]]:
    """The pictures on a run of pages; none are known when pdfimages does not manage in time.

    It is not asked about pages that hold nothing but text and rules.
    """
    if not any(map(document.content.may_hold_pictures, numbers)):
        return {}
    table = folder / "images.txt"
    argv = [
        "pdfimages",
        "-list",
        "-f",
        numbers[0],
        "-l",
        numbers[-1],
        *password_flags(document),
        document.source,
    ]
    found: dict[int, list[PlacedImage]] = defaultdict(list)
    try:
        said = run_command([str(each) for each in argv], timeout_s=_patience_s(numbers), stdout=table)
        with table.open(encoding="utf-8", errors="replace") as lines:
            for cells in map(str.split, lines):
                if len(cells) == _LIST_COLUMNS and cells[2] == "image":
                    found[int(cells[0])].append(_placed(cells, is_sure="JPX" not in said.stderr))
    except DocumentError:
        return found
    finally:
        table.unlink(missing_ok=True)
    return found


def _patience_s(numbers: Sequence[int]) -> float:
    """A page's text takes a hundredth of a second; a bomb shall not take much of the page's time."""
    return _CHUNK_S + _CHUNK_PAGE_S * len(numbers)


def _placed(cells: Sequence[str], *, is_sure: bool) -> PlacedImage:
    """``is_sure`` is False when a JPEG 2000 could not be decoded: pdfimages calls it gray then."""
    width, height, samples = int(cells[3]), int(cells[4]), int(cells[6]) if is_sure else 3
    across, down = max(1.0, float(cells[12])), max(1.0, float(cells[13]))
    return PlacedImage(
        width=width,
        height=height,
        dpi=round(min(across, down)),
        area=width * height * POINTS_PER_INCH**2 / (across * down),
        whole_bytes=width * height * samples * _BYTES_PER_SAMPLE if cells[8] == "jpx" else 0,
    )


def _plan(picture: PdfPage, layer: TextLayer | None, images: Sequence[PlacedImage], mode: Mode) -> PagePlan:
    source, reason = _decide(layer, images, picture.width * picture.height, mode)
    return PagePlan(number=picture.number, source=source, reason=reason, picture=picture, layer=layer)


def _of_a_language(plan: PagePlan, layer: TextLayer) -> PagePlan:
    """The plan for a page whose layer looks sound, by whether its words are words."""
    doubted = wrong_words(layer.words)
    is_mostly_wrong = len(doubted) > _MOST_WRONG * len(layer.words)
    if is_mostly_wrong or (not doubted and belongs_to_no_language([word.text for word in layer.words])):
        reason = "text layer's words belong to no language"
        return replace(plan, source=PageSource.OCR, reason=reason, is_doubtful=True, doubted=doubted)
    if doubted:
        reason = "some words of the text layer belong to no language"
        return replace(plan, source=PageSource.MIXED, reason=reason, doubted=doubted)
    return plan


def _explained(plan: PagePlan, ink: Ink | None) -> PagePlan:
    """The plan for a page whose layer is sound, by what else is printed on it."""
    if ink is None:
        return plan
    if ink.hides_text:
        reason = "text layer is sound, print beside it has no words"
        return replace(plan, source=PageSource.MIXED, reason=reason, coverage=ink.coverage)
    return replace(plan, coverage=ink.coverage)


def _decide(
    layer: TextLayer | None, images: Sequence[PlacedImage], area: float, mode: Mode
) -> tuple[PageSource, str]:
    if mode is Mode.FORCE:
        return PageSource.OCR, "OCR was asked for"
    if mode is Mode.TEXT:
        return PageSource.TEXT_LAYER, "the text layer was asked for"
    share = sum(image.area for image in images) / max(area, 1.0)
    is_scan = share >= _SCAN_SHARE
    trouble = unsoundness(layer.words if layer else (), is_scan=is_scan)
    if trouble:
        return PageSource.OCR, trouble
    if share >= _PICTURE_SHARE and not is_scan:
        return PageSource.MIXED, "text layer is sound, pictures may hold more text"
    if (
        is_scan
        and layer is not None
        and covered_share(Box(0, 0, layer.width, layer.height), layer.words) < _LEAST_COVERED_OF_SCAN
    ):
        return PageSource.MIXED, "text layer is sound, the scan may hold more text"
    return PageSource.TEXT_LAYER, "text layer is sound"
