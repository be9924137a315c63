"""What begins an entry of a list: bullets, also as OCR misreads them, and numbers."""

from __future__ import annotations

import re

BULLETS = "•·▪◦‣●○"
MISREAD_BULLETS = "+«»¢®©°"
BULLET = re.compile(rf"^(?:[{BULLETS}*–—-]\s+)+")
MISREAD_BULLET = re.compile(rf"^[{re.escape(MISREAD_BULLETS)}]\s+(?=\w)")
NUMBERED = re.compile(r"^(\d{1,3})[.)]\s+")
# Clauses: they are no lists of Markdown, but each begins a paragraph.
CLAUSE = re.compile(r"^(?:\(\w{1,3}\)|[a-z]\)|§\s?\d+|\d+(?:\.\d+)+\.?)\s")
