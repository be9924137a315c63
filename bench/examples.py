"""Write ``docs/examples/*.json``: the results, in full, of four documents that are drawn for it.

python -m bench.examples [--folder docs/examples]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.documents.example_documents import EXAMPLES, Example
from ocr_service.bootstrap.pipeline import build_parts
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, DocumentRequest
from ocr_service.domain.task import TaskOptions
from ocr_service.pipeline.run import run_document

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "examples"
TASK_ID = "00000000-0000-4000-8000-000000000000"


def result_of(example: Example) -> dict[str, Any]:
    """What ``GET /ocr/result/{id}`` answers for the drawn document, but for its links."""
    parts = build_parts(slots=1, languages=("eng", "deu"), memory_folder=None)
    with tempfile.TemporaryDirectory() as folder:
        source, outputs = Path(folder) / example.filename, Path(folder) / "outputs"
        outputs.mkdir()
        example.draw(source)
        request = DocumentRequest(
            task_id=TASK_ID,
            source=source,
            media_type=example.media_type,
            filename=example.filename,
            output_folder=outputs,
            options=TaskOptions(language=example.language),
        )
        head = run_document(request, parts, lambda progress: None).to_json()
        pages = [json.loads(line) for line in (outputs / PAGES_FILE).read_text(encoding="utf-8").splitlines()]
        text = (outputs / TEXT_FILE).read_text(encoding="utf-8")
    return {"task_id": TASK_ID, **head, "text": text, "pages": pages}


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--folder", type=Path, default=FOLDER)
    folder: Path = options.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for example in EXAMPLES:
        result = json.dumps(result_of(example), indent=1, ensure_ascii=False)
        (folder / f"{example.name}.json").write_text(f"{result}\n", encoding="utf-8")
        print(folder / f"{example.name}.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
