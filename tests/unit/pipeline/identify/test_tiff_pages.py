"""Pages of a TIFF are counted without the smaller copies and masks that lie between them."""

from __future__ import annotations

import pytest
from PIL import Image

from ocr_service.pipeline.identify.tiff_pages import page_frames, seek_page
from tests.support.documents.tiff_files import TiffPage, write_tiff

SIZE, SMALL = (40, 60), (10, 15)


def frame(size: tuple[int, int], shade: int, **tags: int) -> TiffPage:
    return TiffPage(
        size=size, parts=[bytes([shade]) * (size[0] * size[1])], tags={int(k[1:]): v for k, v in tags.items()}
    )


@pytest.mark.parametrize(
    ("frames", "pages"),
    [
        pytest.param([frame(SIZE, 1), frame(SMALL, 2, _254=1)], [0], id="a thumbnail behind its page"),
        pytest.param([frame(SMALL, 2, _254=1), frame(SIZE, 1, _254=0)], [1], id="a thumbnail before it"),
        pytest.param([frame(SIZE, 1), frame(SMALL, 2, _255=2)], [0], id="by the old tag"),
        pytest.param([frame(SIZE, 1, _254=2), frame(SIZE, 2, _254=2)], [0, 1], id="pages of several"),
        pytest.param([frame(SIZE, 1), frame(SIZE, 2, _254=4)], [0], id="a mask of transparency"),
        pytest.param(
            [frame(SIZE, 1), frame(SIZE, 2, _254=4, _262=4), frame(SIZE, 3)],
            [0, 2],
            id="a mask that no decoder knows",
        ),
        pytest.param([frame(SIZE, 1, _254=3), frame(SIZE, 2)], [1], id="a copy that is also a page"),
        pytest.param([frame(SMALL, 1, _254=1), frame(SMALL, 2, _254=1)], [0], id="nothing but copies"),
    ],
)
@pytest.mark.parametrize("is_big", [False, True])
def test_pages_are_found(tmp_path, frames, pages, is_big):
    path = write_tiff(tmp_path / "frames.tif", frames, is_big=is_big)

    with path.open("rb") as file, Image.open(file) as picture:
        assert list(page_frames(picture)) == pages
        seek_page(picture, len(pages) - 1)
        assert picture.tell() == pages[-1]
        with pytest.raises(EOFError):
            seek_page(picture, len(pages) + 1)
