"""A limit that is reached is named, and what its error says to raise helps."""

from __future__ import annotations

import pytest

from ocr_service.domain.document import Limits
from ocr_service.errors import DiskLimit, DocumentError, PageTimeout
from tests.support.drawings import draw_page, sentence
from tests.support.pipeline_runs import Setting, run


@pytest.mark.parametrize(
    ("error", "setting", "low", "raised"),
    [
        pytest.param(DiskLimit, "TASK_DISK_MB", Limits(disk_mb=1), Limits(disk_mb=50), id="disk"),
        pytest.param(
            PageTimeout,
            "PAGE_TIMEOUT_SECONDS",
            Limits(page_timeout_s=0.2),
            Limits(page_timeout_s=60),
            id="time",
        ),
    ],
)
def test_a_document_is_read_once_the_limit_is_raised_that_its_error_names(
    error: type[DocumentError], setting: str, low: Limits, raised: Limits, tmp_path
):
    source = tmp_path / "page.pdf"
    draw_page(sentence(1, 60)).picture.save(source, resolution=200)

    with pytest.raises(error) as refused:
        run(source, tmp_path / "refused", Setting(limits=low))

    assert f"raise {setting}" in refused.value.detail
    assert len(run(source, tmp_path / "read", Setting(limits=raised)).text.split()) > 50
