"""Whether there is an agent service to ask, and how."""

from __future__ import annotations

from dataclasses import dataclass

AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRules:
    """``is_on`` where the worker has an agent to ask; ``wait_s`` is how long a document waits, ``picture_pixels`` how large its pages are sent."""

    is_on: bool = False
    wait_s: float = 300.0
    picture_pixels: int = 2_048


NO_AGENT = AgentRules()
