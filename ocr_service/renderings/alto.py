"""ALTO 4.4: layout and text of all pages as libraries keep them; sizes in pixels of each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ocr_service import __version__
from ocr_service.domain.page import Box, Page
from ocr_service.domain.shapes.blocks import Block, BlockKind
from ocr_service.layout.blocks.lines import Line, frame
from ocr_service.renderings.hocr import clean
from ocr_service.renderings.lines import sections_of

FILE_NAME = "document.alto.xml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-4.xsd">
 <Description>
  <MeasurementUnit>pixel</MeasurementUnit>
  <sourceImageInformation>
   <fileName>{filename}</fileName>
  </sourceImageInformation>
  <Processing ID="OCR_1">
   <processingCategory>contentGeneration</processingCategory>
   <processingSoftware>
    <softwareName>DocVault OCR</softwareName>
    <softwareVersion>{version}</softwareVersion>
   </processingSoftware>
  </Processing>
 </Description>
 <Tags>
{tags}
 </Tags>
 <Layout>
"""
_CELL = {False: "tag_cell", True: "tag_header_cell"}
_TAGS = "\n".join(
    f'  <LayoutTag ID="tag_{name}" LABEL="{name.replace("_", " ")}"/>'
    for name in (*(kind.value for kind in BlockKind), "cell", "header_cell")
)
_TAIL = " </Layout>\n</alto>\n"


def alto(pages: Iterable[Page], filename: str) -> Iterator[str]:
    """``document.alto.xml``, page by page."""
    yield _HEAD.format(filename=clean(filename), version=__version__, tags=_TAGS)
    for page in pages:
        yield from _page(page)
    yield _TAIL


def plain(value: float) -> str:
    """A number to a hundredth, without zeros behind it."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _page(page: Page) -> Iterator[str]:
    name = f"{page.number}"
    size = f'WIDTH="{plain(page.width)}" HEIGHT="{plain(page.height)}"'
    about = f'PHYSICAL_IMG_NR="{page.number}" {size} PC="{page.confidence / 100:.3f}"{_languages(page)}'
    yield f'  <Page ID="page_{name}" {about}>\n'
    yield f'   <PrintSpace HPOS="0" VPOS="0" {size}>\n'
    for number, block in enumerate(page.blocks, start=1):
        yield from _block(page, block, f"{name}_{number}")
    yield "   </PrintSpace>\n  </Page>\n"


def _block(page: Page, block: Block, name: str) -> Iterator[str]:
    """A composed block of its kind; a table's cells are text blocks in it, row by row."""
    sections = [section for section in sections_of(page, block) if section.lines]
    tag = f'TAGREFS="tag_{block.kind.value}"'
    if not sections:
        yield f'    <Illustration ID="block_{name}" {tag} {_place(block.box)}/>\n'
        return
    box = frame([block.box, *(section.box for section in sections)])
    yield f'    <ComposedBlock ID="block_{name}" {tag} {_place(box)} TYPE="{block.kind.value}">\n'
    for number, section in enumerate(sections, start=1):
        text_name = f"{name}_{number}"
        own = f' TAGREFS="{_CELL[section.cell.is_header]}"' if section.cell else ""
        yield f'     <TextBlock ID="text_{text_name}"{own} {_place(section.box)}>\n'
        for line_number, line in enumerate(section.lines, start=1):
            yield from _line(line, f"{text_name}_{line_number}")
        yield "     </TextBlock>\n"
    yield "    </ComposedBlock>\n"


def _line(line: Line, name: str) -> Iterator[str]:
    yield f'      <TextLine ID="line_{name}" {_place(line.box)}>\n'
    end = None
    for number, word in enumerate(line.words, start=1):
        if end is not None:
            gap = max(0.0, word.box.left - end)
            yield f'       <SP WIDTH="{plain(gap)}" HPOS="{plain(end)}" VPOS="{plain(word.box.top)}"/>\n'
        end = word.box.left + word.box.width
        name_ = f'ID="string_{name}_{number}"'
        yield f'       <String {name_} {_place(word.box)} WC="{word.confidence / 100:.2f}" CONTENT="{clean(word.text)}"/>\n'
    yield "      </TextLine>\n"


def _languages(page: Page) -> str:
    first, *others = (page.found_language or page.language).split("+")
    rest = f' OTHERLANGS="{" ".join(others)}"' if others else ""
    return f' LANG="{first}"{rest}' if first else ""


def _place(box: Box) -> str:
    left, top, width, height = map(plain, box)
    return f'HPOS="{left}" VPOS="{top}" WIDTH="{width}" HEIGHT="{height}"'
