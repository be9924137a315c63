"""A portfolio's cover is not its documents."""

from __future__ import annotations

import pypdf
from pypdf.generic import DictionaryObject, NameObject

from tests.support.drawings import text_pdf


def test_a_portfolio_says_that_its_documents_were_not_read(run_file, tmp_path):
    cover = text_pdf(tmp_path / "cover.pdf", [["For the best experience open this portfolio in a viewer."]])
    writer = pypdf.PdfWriter(clone_from=cover)
    for name in ("march.pdf", "april.pdf"):
        writer.add_attachment(name, text_pdf(tmp_path / name, [["Total due 12.50"]]).read_bytes())
    writer.root_object[NameObject("/Collection")] = DictionaryObject({NameObject("/View"): NameObject("/D")})
    writer.write(tmp_path / "portfolio.pdf")

    ran = run_file(tmp_path / "portfolio.pdf")

    assert ran.head.review
    assert any("2 embedded documents" in warning for warning in ran.head.warnings)
