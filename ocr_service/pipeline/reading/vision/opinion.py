"""Ask a vision model for a page where it was wanted or allowed, and let its answer stand only with a mark."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.outside.asking import Ask, ask_nobody
from ocr_service.domain.page import Page, PageSource
from ocr_service.domain.ports import PageImage
from ocr_service.domain.status import AUTO_ENGINE, Profile
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.errors import BackendUnavailable, OutsideError
from ocr_service.pipeline.limits.disk_room import raise_if_full
from ocr_service.pipeline.reading.vision.align import align
from ocr_service.pipeline.reading.vision.checks import fault_of
from ocr_service.pipeline.reading.vision.picture import picture_to_send

VISION = "vision"
_ANYBODY = "*"
_MOST_OVERRULED, _MOST_LETTERS = 50, 40
_RECORDED = ("model", "prompt", "input_tokens", "output_tokens", "cost_millionths")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionRules:
    """When a page is shown to the vision model of the worker, which ``api`` names (empty: there is none).

    Pages of documents that ask for it; and of those that name no engine and whose owner is among ``owners``, all pages of these
    ``profiles``, and pages of a ``quality`` below ``below_quality``.
    ``picture_pixels`` is the longer side of the picture that is sent, ``wait_s`` how long its page waits for an answer.
    """

    api: str = ""
    below_quality: float = 0.0
    owners: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()
    picture_pixels: int = 2_048
    wait_s: float = 900.0

    @property
    def is_on(self) -> bool:
        """True when there is a model to ask."""
        return bool(self.api)

    def allows(self, owner: str) -> bool:
        """True when pages of that owner may be shown without being asked; without API keys there is one owner, without a name."""
        return self.is_on and (_ANYBODY in self.owners or (bool(owner) and owner in self.owners))


NO_VISION = VisionRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionOpinion:
    """What is asked for the pages of one document: all of them, or those that read badly."""

    rules: VisionRules = NO_VISION
    ask: Ask = ask_nobody
    wants_all: bool = False
    wants_weak: bool = False
    asked_by: str = ""

    @classmethod
    def of(cls, request: DocumentRequest, rules: VisionRules, ask: Ask) -> VisionOpinion:
        """As the request and the rules have it."""
        options, allowed = request.options, rules.allows(request.owner)
        if options.engine == VISION:
            return cls(rules=rules, ask=ask, wants_all=True, asked_by="by the task")
        if allowed and options.engine == AUTO_ENGINE and options.profile in rules.profiles:
            return cls(rules=rules, ask=ask, wants_all=True, asked_by="by the profile")
        return cls(rules=rules, ask=ask, wants_weak=allowed and rules.below_quality > 0, asked_by="weak page")

    def on(self, page: Page, image: PageImage, folder: Path) -> Page:
        """The page with the model's words in the places of our own; or as it was, with the reason in ``decisions``."""
        if page.source is PageSource.BLANK or not self._wants(page):
            return page
        start = time.monotonic()
        mark: dict[str, Any] = {
            "api": self.rules.api,
            "asked": self.asked_by,
        }
        try:
            path = picture_to_send(image, page.rotation, self.rules.picture_pixels, folder)
            answer = self.ask(VISION, {"picture": str(path)}, deadline_s=self.rules.wait_s)
        except (OutsideError, BackendUnavailable) as error:
            return _without(page, {**mark, "why_not": error.code}, error.detail)
        except OSError as error:
            raise_if_full(error, folder)
            raise
        mark |= {name: answer[name] for name in _RECORDED}
        mark["seconds"] = round(time.monotonic() - start, 2)
        fault = "cut" if answer["is_cut"] else fault_of(str(answer["text"]), page)
        if fault:
            reason = f"Its answer is not used ({fault})."
            return _without(page, {**mark, "why_not": fault}, reason)
        return _with_words(page, str(answer["text"]), mark)

    def _wants(self, page: Page) -> bool:
        return self.wants_all or (self.wants_weak and page.quality < self.rules.below_quality)


def _without(page: Page, mark: Mapping[str, Any], reason: str) -> Page:
    warning = f"The vision engine did not help with this page; it has the text that was read here. {reason}"
    return replace(
        page,
        decisions={**page.decisions, "vision": {**mark, "used": False}},
        warnings=(*page.warnings, warning),
    )


def _with_words(page: Page, text: str, mark: Mapping[str, Any]) -> Page:
    found = align(text, page.words, page.width, page.height)
    places = {
        "agreed": found.agreed,
        "in_place": found.in_place,
        "without_place": found.without_place,
        "own_words_kept": found.kept,
    }
    words = tuple(found.words)
    overruled = [{"read": read, "told": told} for read, told in found.overruled[:_MOST_OVERRULED]]
    return replace(
        page,
        words=words,
        text=join_words(words),
        confidence=mean_confidence(words),
        decisions={**page.decisions, "vision": {**mark, "used": True, **places, "overruled": overruled}},
        warnings=(*page.warnings, *_warnings_of(found.overruled)),
    )


def _warnings_of(overruled: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Where the model contradicts what was read surely, one of both is wrong: a person should look."""
    if overruled:
        read, told = (word[:_MOST_LETTERS] for word in overruled[0])
        yield (
            f"The vision engine tells {len(overruled)} word(s) otherwise than they were surely read here, such as “{told}” for “{read}”."
        )


NO_OPINION = VisionOpinion()
