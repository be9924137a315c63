"""Markdown shows what a page looks like: headings, lists and tables, of text layers and of scans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from ocr_service.domain.status import Mode, Output
from tests.support.drawings import sentence

STYLES = getSampleStyleSheet()
ROWS = [
    ["Item", "Description", "Price", "Amount"],
    ["1", "Writing paper", "4.50", "45.00"],
    ["2", "Ink", "12.00", "36.00"],
    ["3", "Candles from the merchant", "0.35", "35.00"],
]
TABLE = (
    "| Item | Description | Price | Amount |\n"
    "| --- | --- | --- | --- |\n"
    "| 1 | Writing paper | 4.50 | 45.00 |\n"
    "| 2 | Ink | 12.00 | 36.00 |\n"
    "| 3 | Candles from the merchant | 0.35 | 35.00 |\n"
)
BOTH_WAYS = pytest.mark.parametrize("mode", [Mode.TEXT, Mode.FORCE])

ToMarkdown = Callable[..., str]


@pytest.fixture
def markdown_of(run_file, tmp_path) -> ToMarkdown:
    """Lay out parts on a page, read it, and give its Markdown."""

    def read(*parts: Flowable, mode: Mode, columns: int = 1) -> str:
        source = tmp_path / "drawn.pdf"
        _document(source, columns).build(list(parts))
        return (run_file(source, outputs=(Output.MARKDOWN,), mode=mode).folder / "document.md").read_text()

    return read


def _document(path: Path, columns: int) -> BaseDocTemplate:
    if columns == 1:
        return SimpleDocTemplate(str(path), pagesize=A5, margin=30)
    document = BaseDocTemplate(str(path), pagesize=A5)
    frames = [Frame(30 + 190 * column, 30, 175, 530) for column in range(columns)]
    document.addPageTemplates([PageTemplate(frames=frames)])
    return document


def prose(seed: int, length: int = 40) -> Paragraph:
    return Paragraph(" ".join(sentence(seed, length)).capitalize() + ".", STYLES["BodyText"])


def heading(text: str, level: int = 1) -> Paragraph:
    return Paragraph(text, STYLES[f"Heading{level}"])


@BOTH_WAYS
def test_headings_are_found_by_their_size(markdown_of, mode):
    made = markdown_of(
        heading("Annual report"),
        heading("1. Bridges and rivers"),
        prose(1),
        heading("What was closed", 2),
        prose(2),
        mode=mode,
    )

    lines = [line for line in made.splitlines() if line.startswith("#")]
    assert [line.lstrip("# ") for line in lines] == [
        "Annual report",
        "1. Bridges and rivers",
        "What was closed",
    ]
    assert lines[0].index(" ") < lines[2].index(" ")


@BOTH_WAYS
@pytest.mark.parametrize("lines", [[], [("GRID", (0, 0), (-1, -1), 0.5, black)]], ids=["open", "ruled"])
def test_a_table_is_one_whether_ruled_or_not(markdown_of, mode, lines):
    table = Table(ROWS, colWidths=[35, 150, 50, 50], style=lines)

    made = markdown_of(prose(1), Spacer(1, 12), table, Spacer(1, 12), prose(2), mode=mode)

    assert TABLE in made


def test_a_row_may_lack_cells(markdown_of):
    rows = [ROWS[0], ["1", "Writing paper", "", "45.00"], ["", "Ink", "", "36.00"]]

    made = markdown_of(Table(rows, colWidths=[35, 150, 50, 50]), mode=Mode.TEXT)

    assert "| 1 | Writing paper |  | 45.00 |\n|  | Ink |  | 36.00 |" in made


def test_bullets_make_a_list(markdown_of):
    entries = ListFlowable([prose(3, 5), prose(4, 25), prose(5, 5)], bulletType="bullet", start="•")

    made = markdown_of(prose(1), entries, mode=Mode.TEXT)

    assert [line[:2] for line in made.splitlines() if line.startswith("-")] == ["- "] * 3
    assert "•" not in made


def test_numbers_make_a_list(markdown_of):
    lines = Paragraph("1. first thing<br/>2. second thing", STYLES["BodyText"])

    assert "1. first thing\n2. second thing" in markdown_of(prose(1), lines, mode=Mode.TEXT)


@BOTH_WAYS
def test_a_cell_of_two_lines_stays_one(markdown_of, mode):
    long = Paragraph("Writing paper that is made by hand in the mill", STYLES["BodyText"])
    rows = [ROWS[0], ["1", long, "4.50", "45.00"], ROWS[2]]

    made = markdown_of(
        Table(rows, colWidths=[35, 150, 60, 60], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]), mode=mode
    )

    assert "| 1 | Writing paper that is made by hand in the mill | 4.50 | 45.00 |" in made


@BOTH_WAYS
def test_lines_that_end_early_stay_lines(markdown_of, mode):
    address = Paragraph("Anna Carpenter<br/>12 Bridge Street<br/>London", STYLES["BodyText"])

    made = markdown_of(address, Spacer(1, 20), prose(1), mode=mode)

    assert "Anna Carpenter  \n12 Bridge Street  \nLondon\n" in made


@BOTH_WAYS
def test_clauses_are_paragraphs(markdown_of, mode):
    parts = ["(1) The river was closed for repair.", "(2) The carriers:", "a) ask for payment;", "b) answer."]
    # A face that is in the file: of some that stand in for Helvetica the engine does not read the bracket of a).
    registerFont(TTFont("Vera", "Vera.ttf"))
    style = ParagraphStyle("Clause", parent=STYLES["BodyText"], fontName="Vera")

    made = markdown_of(prose(1), *(Paragraph(part, style) for part in parts), mode=mode)

    assert "\n\n".join(parts) in made


@BOTH_WAYS
def test_two_columns_of_prose_are_no_table(markdown_of, mode):
    made = markdown_of(*(prose(seed, 60) for seed in range(7)), columns=2, mode=mode)

    assert "|" not in made
    assert "-" not in made


def test_running_text_is_not_taken_for_a_list_or_a_mark(markdown_of):
    text = Paragraph("1984. A year of *stars*, [links] &amp; &lt;tags&gt;", STYLES["BodyText"])

    made = markdown_of(prose(1), Paragraph("+ plus", STYLES["BodyText"]), text, mode=Mode.TEXT)

    assert "\\+ plus" in made
    assert "1984\\. A year of \\*stars\\*, \\[links\\] & \\<tags\\>" in made
