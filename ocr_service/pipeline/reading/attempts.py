"""Read a drawn page, and once more in another way when the first attempt was weak."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ocr_service.domain.page import Page
from ocr_service.domain.ports import Engine, PageImage
from ocr_service.domain.status import Profile
from ocr_service.domain.task import TaskOptions
from ocr_service.engines.orientation import turn_needed
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.errors import MemoryLimit
from ocr_service.layout.letters.characters import clean_words
from ocr_service.layout.order.reading_order import Order, in_reading_order
from ocr_service.pipeline.imaging.asked_steps import asked_for
from ocr_service.pipeline.imaging.dot_leaders import shows_leaders
from ocr_service.pipeline.imaging.line_pieces import STRIPS
from ocr_service.pipeline.imaging.preprocess import PREPARATIONS, Preparation, Prepared, prepare, turned
from ocr_service.pipeline.imaging.resolution import reduced, restored, without_grain
from ocr_service.pipeline.imaging.survey import Survey, survey_file
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.reading.coverage import covered_share
from ocr_service.pipeline.reading.levelled_rules import levelled_rules
from ocr_service.pipeline.reading.noise import without_noise
from ocr_service.pipeline.reading.ordinals import with_ordinals
from ocr_service.pipeline.reading.page_language import PageLanguage
from ocr_service.pipeline.reading.quality import WEAK, quality
from ocr_service.pipeline.reading.samples.sample_lines import sample
from ocr_service.pipeline.reading.samples.turn_by_reading import turn_by_reading
from ocr_service.pipeline.reading.second_look import with_unread_print
from ocr_service.pipeline.reading.signs.all_signs import with_signs
from ocr_service.pipeline.reading.split_amounts import with_whole_amounts
from ocr_service.pipeline.reading.strokes import stroke_share
from ocr_service.pipeline.reading.two_readings.better import better
from ocr_service.pipeline.reading.two_readings.choice import wants_networks, with_networks
from ocr_service.pipeline.reading.two_readings.merge import fused

# Pages are made smaller down to letters of 16 pixels, see resolution.py.
_READABLE_HEIGHT = 15.5
_DOUBTFUL = 90.0
# Of 35 pages and forms one has .795 of its lines read (handwriting), the others .81 to 1.0; one with two large stamps .3.
_LEAST_COVERED = 0.8
# Where the light was evened, words lie over .87 to 1.0 of the strokes of 30 pages; of one whose gray rows held white print
# that was lost, over .38; where the grain of a scan makes strokes of its own, over .48 and .65.
_LEAST_STROKES = 0.75
# A page of prose with a few rests of dots was worth 1 % more when cleaned, by quotes that had lost half of their marks.
_CLEARLY = 1.03
_ONE_BLOCK = 6
_TILL_ROLL_IN = 3.3
# Half of the pixels; a picture that has fewer than a page of A4 at 75 dpi is not made smaller.
_HALF, _LEAST_PIXELS = 0.5**0.5, 500_000
# Who can be told that, and reads for nothing; other engines may be paid by the reading, and were not tried.
_READ_BLOCKS = frozenset({"tesseract", "tesserocr"})


def look(base: PageImage) -> Survey:
    """The survey of a drawn page."""
    return survey_file(base.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Attempts at one page; files go to ``folder``. ``networks`` read pages that ``engine`` is weak at, where there are any."""

    engine: Engine
    options: TaskOptions
    folder: Path
    deadline: Deadline
    max_pixels: int
    language: PageLanguage = field(default_factory=PageLanguage)
    has_true_size: bool = False
    is_upright: bool = False
    order: Order = in_reading_order
    networks: Engine | None = None

    def read(self, base: PageImage, seen: Survey) -> Page:
        """The best of the attempts this page is worth, in reading order; all are recorded in ``decisions``."""
        page = self._best(base, seen)
        # Of a page that was turned, the picture that it was read from is gone.
        again = page if page.rotation else self._looked_at_again(base, seen, page)
        return _ordered(again, self.order)

    def _best(self, base: PageImage, seen: Survey) -> Page:
        if self.options.prepare:
            return self.once(base, seen, asked_for(self.options.prepare))
        rotation = self._turn(base) if seen.lines_stand else None
        if rotation:
            return self._read_turned(base, rotation)
        first = self._first(base, seen)
        if shows_leaders(first.words):
            return better(first, self.once(base, seen, PREPARATIONS["clean"]), least_gain=_CLEARLY)
        if first.quality >= WEAK:
            return first
        rotation = self._turn(base) if rotation is None else rotation
        clean = partial(self.once, base, seen, PREPARATIONS["clean"])
        second = self._read_turned(base, rotation) if rotation else clean()
        best = better(first, second)
        is_over = rotation or "networks" in best.decisions or self.networks is self.engine
        why = "" if is_over else wants_networks(best, seen, is_receipt=False, is_remedied=True)
        return self._with_networks(base, seen, best, why) if why else best

    def _turn(self, base: PageImage) -> int:
        if self.is_upright:
            return 0
        # Orientation takes a larger model of its own; that of an idle engine has no room beside it.
        self.engine.rest()
        try:
            return turn_needed(self.engine, base, timeout_s=self.deadline.left_s()) or 0
        except MemoryLimit:
            read = partial(self._recognize_as, psm=_ONE_BLOCK, language=self.language.likely)
            turn = turn_by_reading(base, read, self.folder)
            self.engine.rest()
            return turn

    def _read_turned(self, base: PageImage, rotation: int) -> Page:
        upright = turned(base, rotation, self.folder / "upright.pgm")
        seen = look(upright)
        page = self._looked_at_again(upright, seen, self._first(upright, seen))
        return replace(page, rotation=rotation, decisions={**page.decisions, "rotation": rotation})

    def _looked_at_again(self, base: PageImage, seen: Survey, page: Page) -> Page:
        """The page with the print that no word of it explains; of till rolls and dark pages nothing is known about that."""
        is_other = self.options.prepare or self.engine.name not in _READ_BLOCKS or self._is_till(base, seen)
        if is_other or seen.is_dark or not seen.text_height or not page.words:
            return page

        def read(sheet: PageImage) -> Page:
            return self._recognize_as(sheet, _ONE_BLOCK, page.language)

        return with_unread_print(base, page, seen.text_height, read, self.folder / "unread.pgm")

    def _is_till(self, base: PageImage, seen: Survey) -> bool:
        return is_receipt(self.options, base, seen, has_true_size=self.has_true_size)

    def _first(self, base: PageImage, seen: Survey) -> Page:
        is_till = self._is_till(base, seen)
        if self.networks is self.engine:
            return self.once(base, seen, PREPARATIONS["networks-receipt" if is_till else "networks"])
        page = self._read_receipt(base, seen) if is_till else self._read_print(base, seen)
        why = wants_networks(page, seen, is_receipt=is_till)
        return self._with_networks(base, seen, page, why) if why else page

    def _with_networks(self, base: PageImage, seen: Survey, page: Page, why: str) -> Page:
        if not self._can_networks_read(page.language):
            return page
        how = PREPARATIONS["networks-receipt" if why == "receipt" else "networks"]
        return with_networks(page, self.once(base, seen, how, by=self.networks), why)

    def _can_networks_read(self, language: str) -> bool:
        return self.networks is not None and set(language.split("+")) <= self.networks.languages()

    def _read_print(self, base: PageImage, seen: Survey) -> Page:
        how = without_grain(PREPARATIONS[_wanted(seen)], seen)
        first = self.once(base, seen, how)
        if how.flatten and stroke_share(base, first) < _LEAST_STROKES:
            first = better(first, self.once(base, seen, PREPARATIONS["plain"]))
        has_own_remedy = first.quality < WEAK or shows_leaders(first.words)
        if has_own_remedy or covered_share(first, seen.places, STRIPS) >= _LEAST_COVERED:
            return first
        # What a stamp, a signature or thick rules touch is a picture to the engine, unless it is told that all is text.
        block = replace(how, name=f"{how.name}-block", psm=_ONE_BLOCK, clean=True)
        return better(first, self.once(base, seen, block))

    def _read_receipt(self, base: PageImage, seen: Survey) -> Page:
        """Thermal and dot-matrix print: read twice unless the first reading is sure, the surer words of each.

        Where networks read it as well, they are the second reading.
        """
        first = self.once(base, seen, PREPARATIONS["receipt"])
        if not first.words or first.confidence >= _DOUBTFUL or self._can_networks_read(first.language):
            return replace(first, decisions={**first.decisions, "readings": ["receipt"]})
        second = self.once(base, seen, PREPARATIONS["receipt-wide"])
        page = fused(first, second)
        return replace(page, decisions={**page.decisions, "readings": ["receipt", "receipt-wide"]})

    def once(self, base: PageImage, seen: Survey, how: Preparation, *, by: Engine | None = None) -> Page:
        """Prepare the picture as said and read it, ``by`` another engine in the language that the page was read in."""
        path = self.folder / f"{how.name}.pgm"
        prepared = self._prepared(base, seen, how, path)
        if prepared is None:
            # An engine that waits for its next picture keeps some of the page's memory.
            self.engine.rest()
            prepared = self._prepared(base, seen, how, path)
        if prepared is None:
            return self._once_smaller(base, how, by)
        page = self._recognize(prepared.image, how.psm, seen.text_height * prepared.scale, by)
        words = with_signs(page.words, prepared.image.path)
        path.unlink(missing_ok=True)
        # Judged with its noise: a page that was mostly noise shall count as weak.
        read = clean_words(prepared.read_words(words))
        if how.joins_amounts:
            read = with_whole_amounts(read)
        worth, words = quality(read), with_ordinals(without_noise(read))
        page = replace(page, words=words, text=join_words(words), confidence=mean_confidence(words))
        page = prepared.to_page(page)
        return replace(
            page,
            rules=levelled_rules(page, seen.rules, seen.combs),
            quality=worth,
            coverage=covered_share(page, seen.places, STRIPS),
            decisions={"preparation": how.name, "psm": how.psm, **prepared.decisions()},
        )

    def _prepared(self, base: PageImage, seen: Survey, how: Preparation, path: Path) -> Prepared | None:
        """None where there is no memory for it; what it had of it is free again by then."""
        try:
            return prepare(base, seen, how, path, max_pixels=self.max_pixels)
        except MemoryError:
            return None

    def _once_smaller(self, base: PageImage, how: Preparation, by: Engine | None) -> Page:
        """The same of half of the pixels: some preparations take several pictures at once."""
        if base.width * base.height < _LEAST_PIXELS:
            raise MemoryError
        smaller = reduced(base, _HALF, self.folder / f"{base.path.stem}-half.pgm")
        page = self.once(smaller, look(smaller), how, by=by)
        smaller.path.unlink()
        page = replace(page, decisions={"read_dpi": smaller.dpi, **page.decisions})
        return restored(page, smaller, base)

    def _recognize(self, image: PageImage, psm: int, text_height: float, by: Engine | None) -> Page:
        if by is not None:
            # Networks read every Latin language alike; the page's own was told by its first reading.
            return by.recognize(image, language="eng", psm=psm, timeout_s=self.deadline.left_s())
        return self.language.read(
            lambda language: self._recognize_as(image, psm, language),
            lambda language: self._recognize_as(self._sample(image, text_height), _ONE_BLOCK, language),
        )

    def _sample(self, image: PageImage, text_height: float) -> PageImage:
        return sample(image, self.folder / "sample.pgm", text_height)

    def _recognize_as(self, image: PageImage, psm: int, language: str) -> Page:
        return self.engine.recognize(image, language=language, psm=psm, timeout_s=self.deadline.left_s())


def _ordered(page: Page, order: Order) -> Page:
    words = order(page.words)
    if words == page.words:
        return page
    has_moved = [word.box for word in words] != [word.box for word in page.words]
    decisions = {**page.decisions, "order": "blocks"} if has_moved else page.decisions
    return replace(page, words=words, text=join_words(words), decisions=decisions)


def is_receipt(options: TaskOptions, base: PageImage, seen: Survey, *, has_true_size: bool) -> bool:
    """True when the caller says so, or when the page looks like one.

    ``has_true_size`` tells that ``base.dpi`` is the paper's: a PDF's page has a size, and a scanned sheet; a photo has none.
    """
    if options.profile is Profile.RECEIPT:
        return True
    return looks_like_receipt(seen) and not (has_true_size and _is_wider_than_till_roll(base, seen))


def _wanted(seen: Survey) -> str:
    """The preparation that a page which is no receipt needs first."""
    if 0 < seen.text_height < _READABLE_HEIGHT:
        return "small-text"
    if seen.is_pale:
        return "pale"
    return "uneven" if seen.is_uneven else "plain"


def looks_like_receipt(seen: Survey) -> bool:
    """A narrow strip of text: higher than wide, with few letters to a line.

    Of 60 scanned receipts all have lines of 19 to 39 text heights; letters, forms and invoices have 53 to 108.
    None of the receipts is running text; a narrow column of a full page is.
    """
    if seen.is_prose:
        return False
    width = seen.ink.width * seen.bulk
    return 0 < width < 46 * seen.text_height and seen.ink.height > 1.4 * width


def _is_wider_than_till_roll(base: PageImage, seen: Survey) -> bool:
    """Till rolls are 57 to 80 mm wide; a narrow column of a full page is wider."""
    return seen.ink.width * seen.bulk > _TILL_ROLL_IN * base.dpi
