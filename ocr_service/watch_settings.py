"""Settings of the watched folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from ocr_service.domain.status import Output, Profile, Split
from ocr_service.variables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """A folder whose files are read by themselves (docs/watched-folders.md)."""

    PREFIX: ClassVar = "WATCH_"

    dir: Path | None = setting(
        None, description="folder whose files are read, sub-folders included; empty: none is watched"
    )
    output_dir: Path | None = setting(
        None, description="folder of the results; it may not lie in WATCH_DIR, nor WATCH_DIR in it"
    )
    outputs: tuple[Output, ...] = setting(
        (Output.PDF,),
        min_length=1,
        description="what is laid there: some of pdf, pdfa, text, json, markdown, html, csv, hocr, alto, tsv",
    )
    names: str = setting(
        "{folder}/{name}",
        description="name of a result, without extension: `{name}` of the file, its sub-`{folder}`, `{date}` `{year}` `{month}` `{day}` `{sender}` `{title}` `{category}` `{total}` `{owner}`; `/` makes folders",
    )
    conflict: Literal["suffix", "skip", "overwrite"] = setting(
        "suffix",
        description="when a file of that name is there: put -2 behind it, write nothing, or replace it",
    )
    after: Literal["move", "keep", "delete"] = setting(
        "move",
        description="what becomes of a file once its results are safe: moved to WATCH_DIR/done, kept, or deleted",
    )
    levels: tuple[Literal["priority", "language", "profile", "owner"], ...] = setting(
        (),
        description="what the names of sub-folders say, from the outer to the inner: some of priority, language, profile, owner",
    )
    owner: str = setting(
        "", description="whose documents they are, where no sub-folder says so; as in API_KEYS"
    )
    language: str = setting("", description="language, where no sub-folder says so; empty: DEFAULT_LANGUAGE")
    profile: Profile = setting(Profile.AUTO, description="profile, where no sub-folder says so")
    split: Split = setting(
        Split.NONE,
        description="`separators`: PDFs are parted at their separator sheets (docs/separators.md)",
    )
    passwords: tuple[str, ...] = setting(
        (), secret=True, description="passwords that are tried on PDFs that ask for one"
    )
    duplicates: Literal["read", "skip"] = setting(
        "read",
        description="a file with the content of an earlier one: read it (and log it), or set it aside with a note",
    )
    events: Literal["auto", "on", "off"] = setting(
        "auto",
        description="whether the kernel tells of changes: `auto` finds out, `off` looks every WATCH_POLL_SECONDS as on shares",
    )
    settle_seconds: float = setting(
        3.0, ge=0, description="how long size and time of a file must stand still before it is taken"
    )
    patience_seconds: float = setting(
        120.0,
        ge=0,
        description="the same for a file that is empty or lacks its end: scanners pause between pages",
    )
    poll_seconds: float = setting(
        5.0, gt=0, description="pause between two looks where no events come; longer where a look takes long"
    )
    rescan_seconds: float = setting(300.0, gt=0, description="pause between two looks where events come")
    in_hand: int = setting(
        100,
        ge=1,
        le=100_000,
        description="most files that are in the queue at a time; the others wait in the folder",
    )
    puid: int = setting(
        -1, ge=-1, also="PUID", description="user who owns what is written; -1: the service's"
    )
    pgid: int = setting(-1, ge=-1, also="PGID", description="likewise the group")
    umask: str = setting(
        "022",
        pattern=r"^0?o?[0-7]{3}$",
        also="UMASK",
        description="bits that are taken from the mode of what is written",
    )
