"""Name the files that an invoice's XML carries inside, without unpacking them."""

from __future__ import annotations

from ocr_service.extractors.einvoice.invoice import EnclosedFile
from ocr_service.extractors.einvoice.node import Node


def enclosed_file(content: Node | None, *, name: str, url: str = "") -> EnclosedFile:
    """The file in an element of base64 (four letters are three bytes), or one that is only named by ``url``."""
    if content is None:
        return EnclosedFile(name=name, url=url)
    letters = "".join((content.element.text or "").split())
    return EnclosedFile(
        name=content.attribute("filename") or name,
        media_type=content.attribute("mimeCode"),
        bytes=len(letters) * 3 // 4 - letters[-2:].count("="),
        url=url,
    )
