"""Each page as a PNG, upright and level as its boxes are, for a viewer, and as JPEG of a screen's and a thumb's size."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from ocr_service.domain.document import SCREEN_FOLDER, DocumentRequest
from ocr_service.domain.page import Page, PageSource
from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.imaging.drawing.rasterize import PageSourcePicture, PdfPage
from ocr_service.pipeline.imaging.preprocess import turned
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.understanding.stored_document import StoredDocument

FOLDER_NAME = "images"
_LAYER_DPI = 100
_POINTS_PER_INCH = 72
_DRAWING_SHARE = 0.25
_ON_SCREEN = (((1240, 1754), ""), ((120, 170), "-small"))
"""The largest width and height, and the end of the name: A4 at 150 dpi, and a thumb."""
_QUALITY = 70


def write_page_images(
    request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path
) -> str:
    """Write ``images/0001.png`` … by page number; returns the folder's name. A page that cannot be drawn has none."""
    folder = request.output_folder / FOLDER_NAME
    folder.mkdir()
    screen = request.output_folder / SCREEN_FOLDER
    screen.mkdir()
    limits = request.limits
    budget = PixelBudget.of(limits)
    for page in document.pages():
        if page.source is PageSource.FAILED:
            continue
        deadline = Deadline.after(limits.page_timeout_s * _DRAWING_SHARE)
        try:
            picture = _drawn(page, _picture(page, inspection, budget), work, deadline)
        except DocumentError:
            # The page's own text is there; the viewer shows that instead.
            continue
        picture.save(folder / f"{page.number:04}.png", format="PNG", compress_level=4)
        for size, name in _ON_SCREEN:
            picture.thumbnail(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
            picture.save(screen / f"{page.number:04}{name}.jpg", format="JPEG", quality=_QUALITY)
    return FOLDER_NAME


def _picture(page: Page, inspection: Inspection, budget: PixelBudget) -> PageSourcePicture:
    if not inspection.is_pdf:
        return Frame(
            source=inspection.source, media_type=inspection.media_type, index=page.number - 1, budget=budget
        )
    width, height = (value * _POINTS_PER_INCH / page.dpi for value in (page.width, page.height))
    return PdfPage(document=inspection, number=page.number, width=width, height=height, budget=budget)


def _drawn(page: Page, source: PageSourcePicture, work: Path, deadline: Deadline) -> Image.Image:
    dpi = _LAYER_DPI if page.dpi == _POINTS_PER_INCH else page.dpi
    drawn, _ = source.draw(dpi, work / "image.pgm", deadline)
    if page.rotation:
        drawn = turned(drawn, page.rotation, work / "upright.pgm")
    with Image.open(drawn.path, formats=("PPM",)) as opened:
        picture: Image.Image = opened.convert("L")
    if page.skew:
        picture = picture.rotate(page.skew, Image.Resampling.BICUBIC, fillcolor=255)
    return picture
