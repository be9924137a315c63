"""How uploads by signed links go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRules:
    """Times in seconds, sizes in bytes; ``reads_at_once`` False lets completed uploads wait as PENDING."""

    is_enabled: bool = True
    reads_at_once: bool = True
    link_s: int = 3_600
    session_s: int = 86_400
    part_bytes: int = 16_000_000
