"""Ask the agent service about a receipt where that was wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_service.domain.document import TEXT_FILE, DocumentRequest
from ocr_service.domain.outside.agent import AGENT, NO_AGENT, AgentRules
from ocr_service.domain.outside.asking import Ask, ask_nobody
from ocr_service.domain.ports import PagePicture, ReadingRoom
from ocr_service.errors import BackendUnavailable, OutsideError
from ocr_service.pipeline.reading.vision.picture import picture_to_send
from ocr_service.pipeline.understanding.agent.merge import merged
from ocr_service.pipeline.understanding.understand import Understanding

RECEIPT = "receipt"
_MOST_PAGES = 3
_MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOpinion:
    """What is asked about one document."""

    rules: AgentRules = NO_AGENT
    ask: Ask = ask_nobody
    is_wanted: bool = False

    @classmethod
    def of(cls, request: DocumentRequest, rules: AgentRules, ask: Ask) -> AgentOpinion:
        """As the request and the rules have it."""
        return cls(rules=rules, ask=ask, is_wanted=request.options.engine == AGENT)

    def on(
        self, found: Understanding, pages: Sequence[int], room: ReadingRoom, folder: Path, output: Path
    ) -> Understanding:
        """What was understood, with the agent's help; or as it was, with the reason in its warnings."""
        if not self.is_wanted:
            return found
        if found.category.name != RECEIPT:
            return _without(found, f"It reads receipts, and this is {found.category.name}.")
        with (output / TEXT_FILE).open(encoding="utf-8", errors="replace") as file:
            text = file.read(_MOST_TEXT)
        request = {"pictures": self._pictures(pages, room, folder), "text": text}
        try:
            told = self.ask(AGENT, request, deadline_s=self.rules.wait_s)
        except (OutsideError, BackendUnavailable) as error:
            return _without(found, error.detail)
        better = merged(found.fields, told, text)
        return replace(found, fields=better.fields, warnings=[*found.warnings, *better.warnings])

    def _pictures(self, pages: Sequence[int], room: ReadingRoom, folder: Path) -> list[str]:
        """Of the first pages, upright or not: the agent has eyes."""
        made = []
        for number in pages[:_MOST_PAGES]:
            image = room.draw(PagePicture(page=number))
            if image is not None:
                path = picture_to_send(image, 0, self.rules.picture_pixels, folder)
                made.append(str(path.rename(folder / f"agent-{number}.jpg")))
        return made


def _without(found: Understanding, reason: str) -> Understanding:
    warning = f"The agent did not help with this receipt. {reason}"
    return replace(found, warnings=[*found.warnings, warning])
