"""pytesseract without numpy and pandas, which it imports wherever they happen to be installed.

They add 20 MB to the process from which every document's process is forked; nothing here uses them.
"""

from __future__ import annotations

import sys

_HEAVY = ("numpy", "pandas")

_hidden = [name for name in _HEAVY if name not in sys.modules]
# A module that is None in sys.modules counts as not installed.
sys.modules.update(dict.fromkeys(_hidden))  # type: ignore[arg-type] # documented use, not in the stubs
try:
    import pytesseract
finally:
    for _name in _hidden:
        del sys.modules[_name]

__all__ = ["pytesseract"]
