"""Tell a placeholder from the document that it stands for: forms and portfolios that only their own viewer shows."""

from __future__ import annotations

import re
from pathlib import Path

from ocr_service.errors import DocumentError
from ocr_service.pipeline.identify.inspection import Inspection, password_flags
from ocr_service.pipeline.limits.command import run_command

_TIMEOUT_S = 5.0
_FEW_PAGES, _FEW_WORDS, _ONE_PAGE_WORDS = 2, 160, 80
_EMBEDDED = re.compile(r"^(\d{1,6}) embedded file", re.MULTILINE)
# What Adobe's forms say in its languages while no viewer of theirs has opened them.
_PLEASE_WAIT = re.compile(
    "please wait|bitte warten|veuillez patienter|espere|attendere|aguarde|een ogenblik geduld|"
    "vänta|vent venligst|vent litt|odota|czekać|čekejte|kérjük, várjon|lütfen bekleyin|aşteptați|"
    "подождите|зачекайте|παρακαλώ περιμένετε|お待ちください|请稍候|請稍候|잠시|המתן|الرجاء الانتظار",
    re.IGNORECASE,
)
_VIEWER = re.compile(
    r"adobe|acrobat|reader|pdf.{0,30}(viewer|anzeige|visionneuse|visor|visualizzatore)", re.IGNORECASE
)


def placeholder_warnings(document: Inspection, text_file: Path, work: Path) -> tuple[str, ...]:
    """One sentence for each part of the document that the pages only stand for; the result needs review then."""
    if not document.is_pdf:
        return ()
    found = [_form(document, text_file), _portfolio(document, work)]
    return tuple(warning for warning in found if warning)


def _form(document: Inspection, text_file: Path) -> str:
    is_xfa = document.properties.get("form") == "XFA"
    with text_file.open(encoding="utf-8", errors="replace") as file:
        text = file.read(8_000)
    if not is_placeholder(text, document.page_count, is_xfa=is_xfa) and not (
        is_xfa and "dynamic form" in document.content.mentions
    ):
        return ""
    return (
        "The pages are only a placeholder: the form's content (XFA) was not read. "
        "Open it in Adobe Reader, print it to a PDF, and send that."
    )


def is_placeholder(text: str, page_count: int, *, is_xfa: bool) -> bool:
    """True for a page or two that ask to wait, or to open the file in another program; of an XFA form also for bare ones."""
    words = len(text.split())
    if page_count > _FEW_PAGES or words > _FEW_WORDS:
        return False
    says_so = _PLEASE_WAIT.search(text) is not None and _VIEWER.search(text) is not None
    names_viewer = is_xfa and words <= _ONE_PAGE_WORDS and (not words or _VIEWER.search(text) is not None)
    return says_so or names_viewer


def _portfolio(document: Inspection, work: Path) -> str:
    if "portfolio" not in document.content.mentions:
        return ""
    listing = work / "embedded.txt"
    argv = ["pdfdetach", *password_flags(document), "-list", str(document.source)]
    try:
        run_command(argv, timeout_s=_TIMEOUT_S, stdout=listing)
        match = _EMBEDDED.search(listing.read_text(encoding="utf-8", errors="replace"))
    except DocumentError:
        match = None
    finally:
        listing.unlink(missing_ok=True)
    if match and match[1] == "0":
        return ""
    count = f"{match[1]} embedded documents" if match else "embedded documents"
    return f"The PDF is a portfolio: its {count} were not read. Save them from a viewer and send them one by one."
