"""``python -m ocr_service.sample FILE.pdf`` draws the sample document."""

from __future__ import annotations

import sys
from pathlib import Path

from ocr_service.sample.scan import save_as_scan

save_as_scan(Path(sys.argv[1]))
