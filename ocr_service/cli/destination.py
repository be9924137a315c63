"""Where results go: into a folder, or to standard output (``-o -``)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ocr_service.cli.result_names import DEFAULT, outputs_named
from ocr_service.domain.status import Output
from ocr_service.errors import ValidationFailed

STANDARD_OUTPUT = Path("-")
_OF_SEVERAL = (Output.JSON, Output.TEXT)
_BINARY = (Output.PDF, Output.PDF_A)


def wanted_outputs(named: str | None, *, output_dir: Path | None, documents: int) -> tuple[Output, ...]:
    """What was asked for, or JSON and text; to standard output one of them, text unless another is named.

    Raises ``ValidationFailed`` for what cannot go there.
    """
    if output_dir != STANDARD_OUTPUT:
        return outputs_named(named) if named is not None else DEFAULT
    outputs = outputs_named(named) if named is not None else (Output.TEXT,)
    if len(outputs) > 1:
        raise ValidationFailed(
            "Standard output takes one output; name one in `--outputs`, or name a folder in `-o`."
        )
    if outputs[0] is Output.IMAGES:
        raise ValidationFailed("The pictures of pages are several files; name a folder in `-o`.")
    if documents > 1 and outputs[0] not in _OF_SEVERAL:
        raise ValidationFailed(
            f"Of several documents, standard output takes json or text, not {outputs[0].value}; name a folder in `-o`."
        )
    if outputs[0] in _BINARY and sys.stdout.isatty():
        raise ValidationFailed(
            "A PDF is nothing for a terminal; write `> FILE.pdf`, or name a folder in `-o`."
        )
    return outputs


@contextmanager
def results_folder(output_dir: Path) -> Iterator[Path]:
    """The folder that was named, made if need be; for standard output one that goes again. Raises ``ValidationFailed``."""
    if output_dir == STANDARD_OUTPUT:
        with tempfile.TemporaryDirectory(prefix="ocr-results-") as folder:
            yield Path(folder)
        return
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output_dir):
            pass
    except OSError as error:
        raise ValidationFailed(
            f"`--output-dir {output_dir}` cannot be written to: {error.strerror}."
        ) from error
    yield output_dir


def print_results(paths: Sequence[Path], output: Output) -> bool:
    """Each result in turn: JSON one document a line, text with a page break between two documents.

    Returns whether all are there.
    """
    sink = sys.stdout.buffer
    there = [path for path in paths if path.exists()]
    for place, path in enumerate(there):
        with path.open("rb") as file:
            if output is Output.JSON:
                _in_one_line(file, sink)
                continue
            sink.write(b"\f" if place else b"")
            shutil.copyfileobj(file, sink)
            if output is Output.TEXT:
                sink.write(b"\n")
    sink.flush()
    return len(there) == len(paths)


def _in_one_line(file: IO[bytes], sink: IO[bytes]) -> None:
    """JSON has no line breaks within its strings."""
    for line in file:
        sink.write(line.rstrip(b"\n"))
    sink.write(b"\n")
