"""Pages with barcodes and QR codes on them."""

from __future__ import annotations

from PIL import Image


def draw_code(text: str, *, kind: str = "QRCode", scale: int = 5) -> Image.Image:
    """A code of zxing-cpp's format ``kind``, black on white with its quiet zone."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    drawn = zxingcpp.write_barcode_to_image(code, scale=scale)
    height, width = drawn.shape
    return Image.frombytes("L", (width, height), bytes(drawn))


def with_code(page: Image.Image, code: Image.Image, at: tuple[int, int]) -> Image.Image:
    """The page with a code pasted at ``at``."""
    page = page.copy()
    page.paste(code, at)
    return page
