"""Put the results of a document beside each other, named after it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.cli.result_names import ResultNames
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE
from ocr_service.domain.status import Output
from ocr_service.results.facts import pages_of_facts
from ocr_service.results.selection import Selection
from ocr_service.results.stored_pages import parsed, scales_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFiles:
    """Where a document's results go; the JSON is as ``selection`` tells it."""

    names: ResultNames
    selection: Selection = field(default_factory=Selection)

    def publish(self, folder: Path, head: Mapping[str, Any], wanted: tuple[Output, ...]) -> None:
        """Move what was asked for out of ``folder``. Raises ``OSError``."""
        outputs: Mapping[str, str] = head["outputs"]
        targets = {output: self.names.path(Output(output)) for output in outputs}
        if Output.JSON in wanted:
            names = {output: target.name for output, target in targets.items()}
            self._write_json(folder, {**head, "outputs": names})
        if Output.TEXT in wanted:
            shutil.move(folder / TEXT_FILE, self.names.path(Output.TEXT))
        for output, target in targets.items():
            if target.is_dir():
                shutil.rmtree(target)
            shutil.move(folder / outputs[output], target)

    def _write_json(self, folder: Path, stored: Mapping[str, Any]) -> None:
        """The result as ``GET /ocr/result`` gives it, page by page."""
        text = (folder / TEXT_FILE).read_text(encoding="utf-8")
        made = folder / "result.json"
        with made.open("w", encoding="utf-8") as file, (folder / PAGES_FILE).open("rb") as pages:
            head = self.selection.head(stored, scales_of(pages, pages_of_facts(stored)))
            file.write(json.dumps({**head, "text": text}, ensure_ascii=False)[:-1] + ', "pages": [\n')
            pages.seek(0)
            for place, line in enumerate(pages):
                page = json.dumps(
                    self.selection.page(parsed(line)), ensure_ascii=False, separators=(",", ":")
                )
                file.write((",\n" if place else "") + page)
            file.write("\n]}\n")
        shutil.move(made, self.names.path(Output.JSON))
