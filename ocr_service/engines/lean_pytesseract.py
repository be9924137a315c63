"""pytesseract without NumPy and pandas, which it imports wherever they are installed and which nothing here hands it: 20 MB a process."""

from __future__ import annotations

import sys

_UNUSED = ("numpy", "pandas")

# What is None there counts as not installed, see importlib.util.find_spec.
_hidden = [name for name in _UNUSED if name not in sys.modules]
sys.modules.update(dict.fromkeys(_hidden))  # type: ignore[arg-type]
try:
    import pytesseract
    from pytesseract.pytesseract import run_tesseract
finally:
    for _name in _hidden:
        del sys.modules[_name]

__all__ = ["pytesseract", "run_tesseract"]
