"""How long to wait before something is tried again."""

from __future__ import annotations

_MOST_DOUBLINGS = 32


def full_jitter_s(runs: int, *, first_s: float, most_s: float, jitter: float) -> float:
    """Exponential backoff with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter").

    Uniform between 0 and ``first_s`` x 2^``runs``, at most ``most_s``; ``jitter`` is drawn from [0, 1).
    """
    ceiling: float = min(most_s, first_s * 2.0 ** min(runs, _MOST_DOUBLINGS))
    return jitter * ceiling
