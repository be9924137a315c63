"""Categorize by editable key words: the rules of ``categories.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ocr_service.layout.letters.capitals import capitals
from ocr_service.layout.quick_pattern import QuickPattern, quick_pattern


@dataclass(frozen=True, slots=True)
class Rule:
    """A group of patterns that speaks for a category with ``weight``, when all or any of them are met."""

    category: str
    name: str
    weight: float
    any_of: tuple[QuickPattern, ...]
    all_of: tuple[QuickPattern, ...]

    def is_met(self, text: str) -> bool:
        """True when the upper-case ``text`` holds what the rule asks for."""
        if self.all_of:
            return all(pattern.search(text) for pattern in self.all_of)
        return any(pattern.search(text) for pattern in self.any_of)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, and the points a category needs."""

    rules: tuple[Rule, ...]
    least: float

    @property
    def categories(self) -> tuple[str, ...]:
        """The names of all categories that have rules, in the file's order."""
        return tuple(dict.fromkeys(rule.category for rule in self.rules))

    def points(self, text: str) -> Mapping[str, tuple[float, tuple[str, ...]]]:
        """Points and names of the met rules per category; categories without points are missing."""
        upper = capitals(text)
        found: dict[str, tuple[float, tuple[str, ...]]] = {}
        for rule in self.rules:
            if rule.is_met(upper):
                points, names = found.get(rule.category, (0.0, ()))
                found[rule.category] = (points + rule.weight, (*names, rule.name))
        return found


def load_rules(path: Path | None = None) -> Rules:
    """The rules of ``path``, or those that come with the service. Raises ``ValueError`` on a file that cannot be understood."""
    return _parse(path.read_text(encoding="utf-8")) if path is not None else _own_rules()


@cache
def _own_rules() -> Rules:
    return _parse(files(__package__).joinpath("categories.toml").read_text(encoding="utf-8"))


def _parse(text: str) -> Rules:
    try:
        data = tomllib.loads(text)
        least = float(data.pop("least", 2.0))
        rules = tuple(_rule(category, group) for category, groups in data.items() for group in groups)
    except (tomllib.TOMLDecodeError, re.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"categories.toml cannot be understood: {error}") from error
    return Rules(rules, least)


def _rule(category: str, group: Mapping[str, object]) -> Rule:
    return Rule(
        category,
        str(group["name"]),
        float(str(group.get("weight", 1.0))),
        _patterns(group, "any"),
        _patterns(group, "all"),
    )


def _patterns(group: Mapping[str, object], key: str) -> tuple[QuickPattern, ...]:
    written = group.get(key, ())
    if not isinstance(written, list | tuple):
        raise TypeError(f"`{key}` must be a list of patterns")
    return tuple(quick_pattern(str(pattern), re.MULTILINE) for pattern in written)
