"""``python -m ocr_service.sample FILE.pdf`` draws the sample document."""

from __future__ import annotations

import argparse
from pathlib import Path

from ocr_service.sample.scan import save_as_scan

parser = argparse.ArgumentParser(
    prog="python -m ocr_service.sample", description="Draw the sample letter, two scanned pages, as a PDF."
)
parser.add_argument("file", type=Path, metavar="FILE.pdf")
save_as_scan(parser.parse_args().file)
