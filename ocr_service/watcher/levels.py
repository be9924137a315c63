"""What sub-folders say about the documents in them: priority, language, profile, or whose they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from ocr_service.domain.status import Priority, Profile
from ocr_service.filing.folders import inner


class Level(StrEnum):
    """What the sub-folders of one depth may say."""

    PRIORITY = "priority"
    LANGUAGE = "language"
    PROFILE = "profile"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Said:
    """Fields of the upload, and the owner."""

    fields: dict[str, str] = field(default_factory=dict)
    owner: str = ""


def said_by(path: str, levels: Sequence[Level], languages: Collection[str]) -> Said:
    """What the folders of a path say: the first by the first level, and so on. A name that is no value of its level says nothing."""
    fields, owner = dict[str, str](), ""
    for level, name in zip(levels, PurePosixPath(inner(path)).parts[:-1], strict=False):
        if level is Level.OWNER:
            owner = name
        elif _is_value(level, name.lower(), languages):
            fields[level.value] = name.lower()
    return Said(fields, owner)


def _is_value(level: Level, name: str, languages: Collection[str]) -> bool:
    if level is Level.LANGUAGE:
        return name == "auto" or set(name.split("+")) <= set(languages)
    return name in set(Priority if level is Level.PRIORITY else Profile)
