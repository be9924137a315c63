"""Which way up a page stands, by Tesseract's orientation detection."""

from __future__ import annotations

from ocr_service.domain.ports import PageImage
from ocr_service.engines.light_pytesseract import pytesseract
from ocr_service.errors import PageTimeout

_LEAST_CONFIDENCE = 1.0


def turn_needed(image: PageImage, *, timeout_s: float) -> int | None:
    """The clockwise turn in degrees (0, 90, 180, 270) that makes the page upright; None when it cannot tell.

    Costs about 0.3 s, so ask only when there is reason to doubt. Raises ``PageTimeout``.
    """
    try:
        found = pytesseract.image_to_osd(
            str(image.path),
            config=f"--dpi {max(70, image.dpi)}",
            output_type=pytesseract.Output.DICT,
            timeout=timeout_s,
        )
    except pytesseract.TesseractError:
        # Too few characters to judge, or no osd data: the page stays as it is.
        return None
    except RuntimeError as error:
        raise PageTimeout from error
    return int(found["rotate"]) if float(found["orientation_conf"]) >= _LEAST_CONFIDENCE else None
