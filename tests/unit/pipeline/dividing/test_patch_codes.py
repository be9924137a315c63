"""Patch codes are read however the sheet went through the scanner, and nothing else is taken for one."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw

from ocr_service.pipeline.dividing.patch_codes import PATCHES, patches_on
from tests.support.documents.separators import DPI, blank_sheet, patch_sheet, scanned


def found(sheet: Image.Image) -> frozenset[str]:
    return patches_on(sheet.point([0] * 128 + [255] * 128), DPI)


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 2.5, -3, 184])
@pytest.mark.parametrize("name", PATCHES)
def test_each_patch_is_read_whichever_way_up(name: str, angle: float) -> None:
    assert name in found(scanned(patch_sheet(name), angle=angle, blur=1))


@pytest.mark.parametrize("name", PATCHES)
def test_lying_bars_are_read_as_upright_ones(name: str) -> None:
    assert name in found(patch_sheet(name, is_lying=True))


def test_a_patch_is_taken_for_none_but_that_which_reads_so_backwards() -> None:
    names = {name: found(patch_sheet(name)) for name in PATCHES}

    assert names == {
        "1": {"1", "6"},
        "6": {"1", "6"},
        "2": {"2"},
        "4": {"4"},
        "3": {"3", "T"},
        "T": {"3", "T"},
    }


@pytest.mark.parametrize("scale", [0.85, 1.15])
def test_a_sheet_that_was_printed_to_fit_is_read(scale: float) -> None:
    assert "T" in found(patch_sheet("T", scale=scale))


def test_bars_that_are_too_short_are_no_patch() -> None:
    assert not found(patch_sheet("T", length_in=0.5))


def test_bars_of_another_size_are_no_patch() -> None:
    assert not found(patch_sheet("T", scale=0.4))
    assert not found(patch_sheet("T", scale=2.0))


def test_a_bar_beside_the_four_makes_them_something_else() -> None:
    sheet = patch_sheet("T")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((1.36 * DPI, 1.2 * DPI, 1.43 * DPI, 3.7 * DPI), fill=0)

    assert not found(sheet)


def test_charts_tables_and_blots_are_no_patches() -> None:
    dice = random.Random(20)
    for _ in range(30):
        sheet = blank_sheet()
        draw, x = ImageDraw.Draw(sheet), 60
        while x < sheet.width - 60:
            thick, height = dice.randint(4, 60), dice.randint(40, 900)
            draw.rectangle((x, 1_200 - height, x + thick, 1_200), fill=0)
            x += thick + dice.randint(4, 60)
        assert not found(sheet)
