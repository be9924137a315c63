"""Patterns that are tried only on texts that hold letters which every match of them has.

``re`` tries a pattern such as ``\\bCASHIER\\b`` at each place of a text; ``"CASHIER" in text`` is fifty times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LEAST_LETTERS = 2
_MEANT = frozenset(".^$+*?{}|")
_OPTIONAL = "?*{"
_ESCAPED_CLASSES = frozenset("bBAZdDsSwW")
# `\u00a5` is one letter.
_CODE_LENGTHS = {"x": 2, "u": 4, "U": 8}
Needed = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuickPattern:
    """A compiled pattern; ``needed``: each of its matches holds one of these. Empty: nothing is known of its matches."""

    pattern: re.Pattern[str]
    needed: Needed

    def search(self, text: str) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        return self.pattern.search(text) if self._may_match(text) else None

    def sub(self, right: str, text: str) -> str:
        """As ``re.Pattern.sub``."""
        return self.pattern.sub(right, text) if self._may_match(text) else text

    def _may_match(self, text: str) -> bool:
        # A loop: `any` with a generator takes as long as the search itself.
        for one in self.needed:
            if one in text:
                return True
        return not self.needed


def quick_pattern(written: str, flags: re.RegexFlag = re.NOFLAG) -> QuickPattern:
    """Compile a pattern. Raises ``re.error`` on one that is none."""
    pattern = re.compile(written, flags)
    is_plain = not pattern.flags & (re.IGNORECASE | re.VERBOSE) and "(?i" not in written
    return QuickPattern(pattern, needed_by(written) if is_plain else ())


def needed_by(written: str) -> Needed:
    """Letters of which every match of a valid pattern holds one; empty where that cannot be told."""
    found: list[str] = []
    for alternative in _alternatives(written):
        best = max(_candidates(alternative), key=_worth, default=())
        if _worth(best) < LEAST_LETTERS:
            return ()
        found += best
    return tuple(dict.fromkeys(found))


def _worth(needed: Needed) -> int:
    return min(map(len, needed), default=0)


def _alternatives(written: str) -> Iterator[str]:
    start = at = 0
    while at < len(written):
        end = _end_of_token(written, at)
        if written[at] == "|":
            yield written[start:at]
            start = end
        at = end
    yield written[start:]


def _candidates(alternative: str) -> Iterator[Needed]:
    """Runs of letters that stand side by side, and what groups need, where neither may be missing."""
    run, at = "", 0
    while at < len(alternative):
        end = _end_of_token(alternative, at)
        token, behind = alternative[at:end], alternative[end : end + 1]
        letter = _letter(token)
        is_there = not behind or behind not in _OPTIONAL
        if letter and is_there:
            run += letter
        else:
            yield (run,)
            run = ""
            if is_there and (inner := _inside(token)):
                yield needed_by(inner)
        if behind == "+":
            yield (run,)
            run = ""
        at = end
    yield (run,)


def _end_of_token(written: str, at: int) -> int:
    """Where the letter, class or group that begins at ``at`` ends."""
    if written[at] == "\\":
        return at + 2 + _CODE_LENGTHS.get(written[at + 1], 0)
    if written[at] == "{":
        return written.find("}", at) + 1 or at + 1
    if written[at] == "[":
        return _end_of_class(written, at)
    if written[at] != "(":
        return at + 1
    at += 1
    while written[at] != ")":
        at = _end_of_token(written, at)
    return at + 1


def _end_of_class(written: str, at: int) -> int:
    at += 2 if written[at + 1] != "^" else 3
    while written[at] != "]":
        at += 2 if written[at] == "\\" else 1
    return at + 1


def _letter(token: str) -> str:
    if len(token) == 2 and token[0] == "\\":
        return "" if token[1] in _ESCAPED_CLASSES or token[1].isalnum() else token[1]
    return "" if len(token) > 1 or token in _MEANT else token


def _inside(token: str) -> str:
    """What a group holds; empty for what only looks around, sets flags, or is no group."""
    if token.startswith("(?:"):
        return token[3:-1]
    return token[1:-1] if token.startswith("(") and not token.startswith("(?") else ""
