"""The preparation that a caller asked for by names, in place of what a page's look suggests."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.domain.status import Step
from ocr_service.pipeline.imaging.preprocess import Preparation

# As where pages choose for themselves, and for sharpness and contrast as programs do that have no more than these two.
_TEXT_HEIGHT, _GAMMA, _BLUR_PX, _FACTOR = 26, 1.8, 0.8, 2.0


def asked_for(steps: Sequence[Step]) -> Preparation:
    """What these steps are together; a page is then read once, and so."""
    wanted = set(steps)
    return Preparation(
        name="asked",
        clears=False,
        inverts=Step.INVERT in wanted,
        flatten=Step.FLATTEN in wanted,
        deskew=Step.DESKEW in wanted,
        clean=Step.DESPECKLE in wanted,
        trim=Step.CROP in wanted,
        strengthen=_FACTOR if Step.CONTRAST in wanted else 1.0,
        gamma=_GAMMA if Step.DARKEN in wanted else 1.0,
        text_height=_TEXT_HEIGHT if Step.ENLARGE in wanted else 0,
        at_least=1.0,
        blur_px=_BLUR_PX if Step.SMOOTH in wanted else 0.0,
        sharpen=_FACTOR if Step.SHARPEN in wanted else 1.0,
    )
