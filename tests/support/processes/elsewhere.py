"""The service's own command line on a machine whose clock is wrong by ``CLOCK_OFFSET_S`` seconds."""

from __future__ import annotations

import os
import sys

from ocr_service.cli.main import main
from tests.support.processes.toy_worker import shift_clock

if __name__ == "__main__":
    shift_clock(float(os.environ.get("CLOCK_OFFSET_S", "0")))
    sys.exit(main())
