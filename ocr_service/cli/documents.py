"""Find the documents that a command line names: files, folders, patterns and standard input."""

from __future__ import annotations

import argparse
import glob
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from ocr_service.cli.command import completes
from ocr_service.cli.result_names import is_result_of
from ocr_service.cli.terminal import printable
from ocr_service.errors import UnsupportedMediaType, ValidationFailed
from ocr_service.intake.media_type import LONGEST_HEAD_BYTES, fits_extension, media_type_of

STANDARD_INPUT = "-"
_HELP = (
    "PDF, PNG, JPEG, TIFF, WebP, BMP, GIF, HEIC or an invoice in XML; a folder (with all below it), a quoted"
    " pattern ('scans/**/*.pdf'), or - for standard input"
)
_PATTERN = frozenset("*?[")
_NAME_OF_INPUT = "stdin"
# Thumbnails and the like, which NAS systems put beside the files of their shares.
_FOLDERS_OF_SYSTEMS = frozenset({"@eadir", "#recycle", "@recycle", "lost+found", "__macosx"})
_KNOWN_BY_NAME = ("application/pdf", "image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp")
_SHOWN = 3


def add_files(parser: argparse.ArgumentParser) -> None:
    """The documents that a command takes."""
    completes(parser.add_argument("files", nargs="+", metavar="FILE", help=_HELP), "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to read, what it is called where people are told of it, and what its results are called, without suffix."""

    path: Path
    name: str
    stem: PurePath


@contextmanager
def documents_named(names: Sequence[str], *, output_dir: Path | None) -> Iterator[list[Document]]:
    """All documents in the order in which they were named; ``output_dir`` is no part of any folder.

    What came by standard input is kept in a file while this is open. What folders hold beside documents is said on
    standard error. Raises ``ValidationFailed`` when a folder or a pattern gives nothing.
    """
    with ExitStack() as kept:
        found: list[Document] = []
        for name in names:
            if name == STANDARD_INPUT:
                if any(each.name == _NAME_OF_INPUT for each in found):
                    raise ValidationFailed("`-` names standard input, which can be read once. Name it once.")
                path = kept.enter_context(_standard_input())
                found.append(Document(path=path, name=_NAME_OF_INPUT, stem=PurePath(_NAME_OF_INPUT)))
            else:
                found += _unless_there(_named(name, output_dir), found) if _is_many(name) else [_file(name)]
        yield _told_apart(found)


def _is_many(name: str) -> bool:
    path = Path(name)
    return path.is_dir() or (not _PATTERN.isdisjoint(name) and not os.path.lexists(path))


def _file(name: str) -> Document:
    path = Path(name)
    return Document(path=path, name=name, stem=PurePath(path.stem or name))


def _named(name: str, output_dir: Path | None) -> list[Document]:
    """What a folder or a pattern stands for. Raises ``ValidationFailed`` when that is nothing."""
    if Path(name).is_dir():
        return _of_folder(Path(name), output_dir)
    found = [
        document
        for path in sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - patterns may be absolute
        for document in ([_file(path)] if not Path(path).is_dir() else [])
    ]
    if not found:
        raise ValidationFailed(f"`{name}` matches no file.")
    return found


def _unless_there(more: Sequence[Document], found: Sequence[Document]) -> list[Document]:
    """What overlapping folders and patterns found twice is read once."""
    there = {each.path.resolve() for each in found}
    return [each for each in more if each.path.resolve() not in there]


def _told_apart(documents: Sequence[Document]) -> list[Document]:
    """Names with a number where one came before: progress is told by name."""
    times: dict[str, int] = {}
    told = []
    for each in documents:
        times[each.name] = count = times.get(each.name, 0) + 1
        told.append(each if count == 1 else replace(each, name=f"{each.name} ({count})"))
    return told


# --- folders ----------------------------------------------------------------------------------


def _of_folder(folder: Path, output_dir: Path | None) -> list[Document]:
    """The documents below a folder, by name; their results keep its subfolders.

    A folder that cannot be listed stands for itself, so that reading it fails and says why.
    """
    found: list[Document] = []
    left_out: list[str] = []
    not_listed: list[str] = []
    out = output_dir.resolve() if output_dir else None
    for place, folders, names in os.walk(folder, onerror=lambda error: not_listed.append(error.filename)):
        here = Path(place)
        stems = {PurePath(name).stem for name in names}
        folders[:] = sorted(
            name for name in folders if _is_of_people(name, stems) and (here / name).resolve() != out
        )
        for name in sorted(names):
            path = here / name
            if not _is_of_people(name, stems):
                continue
            if _is_document(path):
                found.append(
                    Document(path=path, name=str(path), stem=path.relative_to(folder).with_name(path.stem))
                )
            else:
                left_out.append(name)
    found += [_file(name) for name in not_listed]
    if not found:
        raise ValidationFailed(f"There is no document in `{folder}`.")
    if left_out:
        shown = ", ".join(left_out[:_SHOWN]) + (", …" if len(left_out) > _SHOWN else "")
        count = f"{len(found)} document{'s' if len(found) > 1 else ''}"
        print(printable(f"{folder}: {count}; left out: {shown}"), file=sys.stderr)
    return found


def _is_of_people(name: str, stems: set[str]) -> bool:
    """False for what is hidden, what a NAS keeps beside its files, and what an earlier run wrote."""
    return not (name.startswith(".") or name.lower() in _FOLDERS_OF_SYSTEMS or is_result_of(name, stems))


def _is_document(path: Path) -> bool:
    """True when its content says so, or its name: what should be a document and is none is told of, not left out."""
    try:
        head = head_of(path)
        media_type_of(head)
    except OSError:
        return True
    except UnsupportedMediaType:
        return any(path.suffix and fits_extension(path.name, kind) for kind in _KNOWN_BY_NAME)
    return True


def head_of(path: Path) -> bytes:
    """The first bytes of a file. Raises ``UnsupportedMediaType`` for a pipe or a device, which could be waited for in vain."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UnsupportedMediaType("This is a pipe or a device. Send it through standard input: `-`.")
        return file.read(LONGEST_HEAD_BYTES)


# --- standard input ---------------------------------------------------------------------------


@contextmanager
def _standard_input() -> Iterator[Path]:
    """A file with all that came. Raises ``ValidationFailed``."""
    if sys.stdin is None or sys.stdin.isatty():
        raise ValidationFailed("`-` reads a document from standard input; send one: `… - < scan.pdf`.")
    folder = Path(tempfile.mkdtemp(prefix="ocr-stdin-"))
    try:
        path = folder / _NAME_OF_INPUT
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        except OSError as error:
            raise ValidationFailed(
                f"Standard input cannot be kept in {folder.parent} (TMPDIR): {error.strerror}."
            ) from error
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)
