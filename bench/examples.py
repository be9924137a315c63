"""Write ``docs/examples``: the results, in full, of documents that are drawn for it.

``NAME.json`` is the result, ``NAME.schema-1.json`` the same as 0.1 told it, ``NAME.md`` its Markdown.

python -m bench.examples [--folder docs/examples]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.documents.example_documents import EXAMPLES, Example
from ocr_service.bootstrap.pipeline import build_parts
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, DocumentRequest
from ocr_service.domain.status import Output
from ocr_service.domain.task import TaskOptions
from ocr_service.pipeline.run import run_document
from ocr_service.results.facts import pages_of_facts
from ocr_service.results.pages import page_2
from ocr_service.results.schema_1 import head_1, page_1
from ocr_service.results.schema_2 import head_2
from ocr_service.results.units import scale_of

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "examples"
TASK_ID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A result in both schemas, but for its links, and its Markdown."""

    result: Mapping[str, Any]
    schema_1: Mapping[str, Any]
    markdown: str


def told_of(example: Example) -> Told:
    """What ``GET /ocr/result/{id}`` answers for the drawn document."""
    parts = build_parts(slots=1, languages=("eng", "deu"), feedback_folder=None)
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
            options=TaskOptions(language=example.language, outputs=(*TaskOptions().outputs, Output.MARKDOWN)),
        )
        head = run_document(request, parts, lambda progress: None).to_json()
        pages = [json.loads(line) for line in (outputs / PAGES_FILE).read_text(encoding="utf-8").splitlines()]
        text = (outputs / TEXT_FILE).read_text(encoding="utf-8")
        markdown = (outputs / head["outputs"][Output.MARKDOWN]).read_text(encoding="utf-8")
    scales = {page["page"]: scale_of(page) for page in pages if page["page"] in pages_of_facts(head)}
    return Told(
        result={
            "task_id": TASK_ID,
            **head_2(head, scales),
            "text": text,
            "pages": [page_2(page) for page in pages],
        },
        schema_1={
            "task_id": TASK_ID,
            **head_1(head),
            "text": text,
            "pages": [page_1(page) for page in pages],
        },
        markdown=markdown,
    )


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--folder", type=Path, default=FOLDER)
    folder: Path = options.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for example in EXAMPLES:
        told = told_of(example)
        _write(folder / f"{example.name}.json", _json(told.result))
        _write(folder / f"{example.name}.schema-1.json", _json(told.schema_1))
        _write(folder / f"{example.name}.md", told.markdown)
    return 0


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    print(path)


if __name__ == "__main__":
    sys.exit(main())
