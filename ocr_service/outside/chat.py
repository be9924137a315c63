"""Ask a server that speaks OpenAI's chat, with the parameters that it takes: they are learned from what it refuses."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_service.outside.exchange import Exchange, OnSent, Refused, Reworded

log = logging.getLogger(__name__)

_NAMED = re.compile(r"Unsupported (?:parameter|value): '(\w{1,40})'")


@dataclass(slots=True, kw_only=True)
class ChatManners:
    """What one server takes, as long as this process lives.

    ``max_tokens`` is what llama.cpp, vLLM and older models know; OpenAI's own from o1 on refuse it by name, want
    ``max_completion_tokens``, which holds what they think as well, and refuse a temperature.
    """

    most_tokens: int
    most_thought_tokens: int
    refused: set[str] = field(default_factory=set)

    def parameters(self) -> Mapping[str, Any]:
        """How long the answer may be, and that chance has no part in it."""
        whole = self.most_tokens + self.most_thought_tokens
        bound = (
            {"max_completion_tokens": whole}
            if "max_tokens" in self.refused
            else {"max_tokens": self.most_tokens}
        )
        return {**bound, **({} if "temperature" in self.refused else {"temperature": 0})}

    async def ask(
        self,
        exchange: Exchange,
        url: str,
        *,
        headers: Mapping[str, str],
        body: Mapping[str, Any],
        on_sent: OnSent,
    ) -> Any:
        """The JSON of its answer. Raises ``Reworded`` when the next question will leave out what it refused, else as ``Exchange.ask``."""
        parameters = self.parameters()
        try:
            return await exchange.ask(url, headers=headers, body={**body, **parameters}, on_sent=on_sent)
        except Refused as refusal:
            name = _parameter_in(refusal.content)
            if name not in parameters or name == "max_completion_tokens":
                raise
            self.refused.add(name)
            log.info(
                "Service outside refuses a parameter", extra={"service": exchange.title, "parameter": name}
            )
            raise Reworded from refusal


def _parameter_in(content: bytes) -> str:
    """The parameter that an error names as unsupported; empty: it is about something else, or nobody can read it."""
    try:
        error = json.loads(content)["error"]
        named = _NAMED.search(str(error["message"]))
    except (ValueError, KeyError, TypeError):
        return ""
    return named[1] if named else ""
