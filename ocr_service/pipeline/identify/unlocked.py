"""Make a copy of a PDF without its password, for poppler takes one only where everybody can see it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import DocumentError, PageTimeout, PasswordWrong
from ocr_service.pipeline.identify.inspection import Unlocked
from ocr_service.pipeline.limits.command import check_memory, run_command

_LOOK_S, _COPY_S = 8, 45
_NEEDS_PASSWORD, _IS_FREE, _NEEDS_NONE, _WARNINGS = 0, 2, 3, 3
_SEEN = (
    "qpdf could not unlock the PDF beforehand, so its password stood on the command line "
    "of the programs that read it, where other users of the machine can see it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the tools shall read, and with which password; ``unlocked`` when it is a copy."""

    source: Path
    password: str | None = None
    unlocked: Unlocked | None = None
    warnings: tuple[str, ...] = ()


def unlock(request: DocumentRequest, work: Path) -> Opening:
    """Keep the password off command lines: by an unlocked copy in ``work``, or because none is needed.

    What qpdf cannot read, or not within time and memory, is left to poppler with the password, which may
    repair more; a warning says so. Raises ``PasswordWrong``, ``DiskLimit``.
    """
    source, password = request.source, request.password
    if not password:
        return Opening(source=source)
    as_before = Opening(source=source, password=password, warnings=(_SEEN,))
    if shutil.which("qpdf") is None or set(password) & {"\r", "\n"}:
        return as_before
    try:
        look = run_command(["qpdf", "--requires-password", source], timeout_s=_LOOK_S, is_opening=True)
        if look.status == _NEEDS_NONE or (look.status == _IS_FREE and not look.stderr):
            return Opening(source=source)
        found = _copied(source, password, work) if look.status == _NEEDS_PASSWORD else None
    except PageTimeout:
        return as_before
    return found or as_before


def _copied(source: Path, password: str, work: Path) -> Opening | None:
    """The unlocked copy; None when qpdf cannot make it."""
    key, copy = work / "key", work / "unlocked.pdf"
    for private in (key, copy):
        private.touch(mode=0o600)
    # An argument file: qpdf takes a password from nowhere else in all its versions.
    key.write_text(f"--password={password}\n", encoding="utf-8")
    argv = ["qpdf", "--no-warn", f"@{key}", "--decrypt", "--stream-data=preserve"]
    done = run_command([*argv, source, copy], timeout_s=_COPY_S, is_opening=True)
    if "invalid password" in done.stderr:
        raise PasswordWrong
    try:
        check_memory(done)
    except DocumentError:
        return None
    if done.status not in (0, _WARNINGS):
        return None
    return Opening(source=copy, unlocked=Unlocked(original=source, key=key))
