"""Pages whose text comes from the PDF itself, with what OCR found in their pictures behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.rules import Rules
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.layout.comb_fields import drawn_fields, with_comb_words, without_fields
from ocr_service.layout.order.layer_order import in_order_of_layer
from ocr_service.layout.turned_rules import turned_rules
from ocr_service.pipeline.reading.plan import PagePlan
from ocr_service.pipeline.reading.quality import quality
from ocr_service.pipeline.reading.text_layers.letter_triples import folded
from ocr_service.pipeline.reading.text_layers.text_layer import TextLayer, covered_share

_LEAST_CONFIDENCE = 60
_MAX_COVERED = 0.2
_LEAST_LETTERS, _SAME = 4, 0.5
_IN_NO_LANGUAGE = "text layer says what is printed, though in no language"
_POINTS_PER_INCH = 72


def page_from_layer(plan: PagePlan) -> Page:
    """A page as its text layer has it, boxes in points."""
    layer = plan.layer or TextLayer(number=plan.number, width=0, height=0, words=())
    rules = _rules(plan, layer)
    fields = drawn_fields(rules)
    words = in_order_of_layer(with_comb_words(layer.words, fields))
    return Page(
        number=plan.number,
        text=join_words(words),
        words=words,
        width=layer.width,
        height=layer.height,
        source=PageSource.TEXT_LAYER,
        confidence=100.0 if layer.words else 0.0,
        quality=quality(layer.words),
        coverage=plan.coverage,
        rotation=layer.rotation,
        skew=layer.skew,
        rules=without_fields(rules, fields),
        decisions={"source": plan.reason, **({"words_clipped": layer.clipped} if layer.clipped else {})},
    )


def _rules(plan: PagePlan, layer: TextLayer) -> Rules:
    """What the page draws, turned as its text was; nothing of a page that was levelled, where lines slant."""
    if layer.skew:
        return Rules()
    is_across = layer.rotation in (90, 270)
    stored = (layer.height, layer.width) if is_across else (layer.width, layer.height)
    return turned_rules(plan.rules(), layer.rotation, *stored)


def layer_or_read(plan: PagePlan, read: Page) -> Page:
    """The text layer, where OCR reads the same words: names and codes of no language; else what OCR read."""
    layer = page_from_layer(plan)
    doubted = [
        word for place, word in enumerate(plan.layer.words if plan.layer else ()) if place in plan.doubted
    ]
    if not _reads_the_same(doubted or layer.words, read):
        return read
    decisions = {**layer.decisions, "source": _IN_NO_LANGUAGE}
    return replace(layer, decisions=decisions, coverage=read.coverage)


def _reads_the_same(words: Sequence[Word], read: Page) -> bool:
    """True when at least half of the long ones among these words were read somewhere on the page."""
    left = Counter(folded(word.text) for word in read.words)
    wanted = Counter(folded(word.text) for word in words if len(word.text) >= _LEAST_LETTERS)
    return (wanted & left).total() >= _SAME * wanted.total()


def page_from_both(plan: PagePlan, read: Page) -> Page:
    """The text layer, and behind it the words that OCR found where the layer has none.

    A scan that lies turned or askew, with no more than a stamp as its layer, is what OCR read of it alone. Words of the layer that
    are of no language give way to those that stand in their place.
    """
    plan, before = _without_wrong_words(plan, read)
    page = page_from_layer(plan)
    found = _beyond(page.words, read)
    if not found:
        return replace(page, decisions={**page.decisions, "words_in_pictures": 0})
    if (read.rotation or read.skew) and len(found) > len(page.words):
        return read
    parts = (
        _in_order(page.words, found) if before is None else (page.words[:before], found, page.words[before:])
    )
    place = {"words_in_pictures": len(found), "words_before_pictures": len(parts[0])}
    words = tuple(word for part in parts for word in part)
    return replace(
        page,
        words=words,
        text="\n\n".join(join_words(part) for part in parts if part),
        source=PageSource.MIXED,
        confidence=mean_confidence(words),
        coverage=max(read.coverage or 0.0, page.coverage or 0.0),
        language=read.language,
        decisions={**read.decisions, **page.decisions, **place},
        warnings=read.warnings,
    )


def _without_wrong_words(plan: PagePlan, read: Page) -> tuple[PagePlan, int | None]:
    """The plan without the layer's doubted words, and how many others stand before those; all stay where OCR reads them, too."""
    layer = plan.layer
    if layer is None or not plan.doubted:
        return plan, None
    doubted = [word for place, word in enumerate(layer.words) if place in plan.doubted]
    if _reads_the_same(doubted, read):
        return replace(plan, reason=_IN_NO_LANGUAGE, doubted=frozenset()), None
    kept = tuple(word for place, word in enumerate(layer.words) if place not in plan.doubted)
    if len(_beyond(kept, read)) < _SAME * len(doubted):
        return replace(plan, reason="words of no language were not found in print"), None
    return replace(plan, layer=replace(layer, words=kept)), min(plan.doubted)


def _in_order(layer: Sequence[Word], found: Sequence[Word]) -> tuple[Sequence[Word], ...]:
    """The layer first; but where most of the page was found in its picture, a footer or stamp below that is last."""
    if len(found) <= len(layer):
        return layer, found
    first = min(word.box.top for word in found)
    above = [word for word in layer if word.box.top + word.box.height / 2 <= first]
    below = [word for word in layer if word.box.top + word.box.height / 2 > first]
    return above, found, below


def _beyond(layer: Sequence[Word], read: Page) -> tuple[Word, ...]:
    """Words of ``read`` in the layer's points that lie over no word of it, numbered as blocks of their own."""
    first_block = max((word.block for word in layer), default=0) + 1
    moved = (
        word._replace(box=_in_points(word.box, read.dpi), block=first_block + word.block)
        for word in read.words
        if word.confidence >= _LEAST_CONFIDENCE
    )
    return tuple(word for word in moved if covered_share(word.box, layer) < _MAX_COVERED)


def _in_points(box: Box, dpi: int) -> Box:
    return Box(*(round(value * _POINTS_PER_INCH / dpi, 2) for value in box))
