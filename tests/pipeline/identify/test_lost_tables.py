"""A PDF whose table of objects is wrong, as SANE's scanimage writes it, is read, and that is said once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from ocr_service.domain.page import FILE_DAMAGED
from tests.support.drawings import draw_page, sentence
from tests.support.pipeline_runs import word_recall

DPI = 200


def pdf_without_table(path: Path, pictures: Sequence[Image.Image]) -> Path:
    """Scanned pages whose lengths are 0, and a table that puts all at byte 0."""
    pages, rest = [], []
    for first, picture in zip(range(3, 3 + 5 * len(pictures), 5), pictures, strict=True):
        size = f"{picture.width * 72 // DPI} {picture.height * 72 // DPI}"
        held = io.BytesIO()
        picture.convert("L").save(held, "JPEG", quality=80)
        drawn = f"q {size.replace(' ', ' 0 0 ')} 0 0 cm /Im Do Q".encode()
        shape = f"/Width {picture.width} /Height {picture.height} /BitsPerComponent 8 /ColorSpace /DeviceGray"
        pages.append(f"{first} 0 R")
        rest += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {first + 1} 0 R "
            f"/Resources << /XObject << /Im {first + 3} 0 R >> >> >>".encode(),
            b"<< /Length %d 0 R >>\nstream\n%s\nendstream" % (first + 2, drawn),
            b"%d" % len(drawn),
            b"<< /Type /XObject /Subtype /Image %s /Filter /DCTDecode /Length %d 0 R >>\nstream\n%sendstream"
            % (shape.encode(), first + 4, held.getvalue()),
            b"0",
        ]
    kids = f"<< /Type /Pages /Kids [{' '.join(pages)}] /Count {len(pages)} >>".encode()
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", kids, *rest]
    written = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, start=1))
    table = b"0000000000 65535 f \n" + b"0000000000 00000 n \n" * len(objects)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n0\n%%%%EOF\n" % (len(objects) + 1)
    path.write_bytes(b"%PDF-1.3\n" + written + b"xref\n0 %d\n" % (len(objects) + 1) + table + end)
    return path


def test_a_wrong_table_is_told_once(run_file, tmp_path):
    drawing = draw_page(sentence(seed=3, length=40), inch=(8.27, 3), dpi=DPI)

    ran = run_file(pdf_without_table(tmp_path / "scans.pdf", [drawing.picture] * 2))

    assert [word_recall(drawing.text, page.text) > 0.95 for page in ran.pages] == [True, True]
    assert ran.head.warnings == (FILE_DAMAGED,)
