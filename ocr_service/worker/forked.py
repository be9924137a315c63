"""What a process that was just forked must not do: go on where its parent does."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from typing import NoReturn


def end_after(work: Callable[[], None]) -> NoReturn:
    """Do the work and end this process, whatever happens: with 0, or with 1 after telling what went wrong."""
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)
