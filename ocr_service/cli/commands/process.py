"""``ocr-service process``: read documents here and now, without queue or service."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ocr_service.cli.command import Subparsers, completes
from ocr_service.cli.destination import STANDARD_OUTPUT, print_results, results_folder, wanted_outputs
from ocr_service.cli.documents import Document, add_files, documents_named
from ocr_service.cli.result_names import HELP as OUTPUTS_HELP
from ocr_service.cli.result_names import ResultNames, result_names
from ocr_service.domain.status import Mode, Output, Profile, Step, engine_named
from ocr_service.domain.task import TaskOptions
from ocr_service.errors import ValidationFailed
from ocr_service.intake.options import dpi_named, steps_named
from ocr_service.results import schema_1
from ocr_service.settings import Settings

# A script of 0.1 has no flag to name: it is told for one release before it gets another form (decision 0120).
_SCHEMA_WILL_CHANGE = (
    "ocr-service: The JSON is in schema 1, as 0.1 wrote it; 0.3.0 will write schema 2, as HTTP answers. "
    "Name `--schema 1` or `--schema 2` to choose."
)


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("process", help="read documents without a running service")
    add_files(parser)
    folder = parser.add_argument(
        "-o",
        "--output-dir",
        type=Path,
        default=Path(),
        metavar="OUT/",
        help="folder of the results (this one); - for standard output",
    )
    completes(folder, "directory")
    parser.add_argument("--outputs", metavar="LIST", help=OUTPUTS_HELP)
    parser.add_argument(
        "--schema",
        type=int,
        choices=(1, 2),
        help="form of the JSON: 1 as scripts for 0.1 read it (default until 0.3.0), 2 as HTTP answers it",
    )
    _add_reading(parser)
    password = parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="file whose first line opens the PDFs"
    )
    completes(password, "file")
    parser.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help="files at once; 0 (default): as many as pages (PAGE_SLOTS)",
    )
    parser.set_defaults(handler=run)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    """What is read, and how."""
    parser.add_argument(
        "--language", default="", metavar="LANG", help="eng, eng+deu, auto (DEFAULT_LANGUAGE)"
    )
    parser.add_argument("--pages", default="", metavar="1-3,7", help="pages to read")
    parser.add_argument(
        "--mode", choices=list(Mode), type=Mode, default=Mode.AUTO, help="which pages OCR reads"
    )
    parser.add_argument("--profile", choices=list(Profile), type=Profile, default=Profile.AUTO)
    parser.add_argument("--dpi", default="0", metavar="N", help="resolution; 0: each page chooses")
    parser.add_argument(
        "--prepare",
        default="",
        metavar="LIST",
        help=f"done to each page's picture: some of {','.join(Step)} (each page chooses)",
    )
    parser.add_argument(
        "--engine",
        default="auto",
        metavar="NAME",
        help="auto (the best installed), tesserocr, tesseract, neural",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read all documents; 0 when every one of them worked."""
    with (
        documents_named(arguments.files, output_dir=arguments.output_dir) as documents,
        results_folder(arguments.output_dir) as folder,
    ):
        outputs = wanted_outputs(arguments.outputs, output_dir=arguments.output_dir, documents=len(documents))
        stems, sources = [each.stem for each in documents], [each.path for each in documents]
        targets = result_names(stems, sources, folder, outputs)
        code = _process(documents, targets, outputs, arguments, settings)
        has_json = Output.JSON in outputs and any(names.path(Output.JSON).exists() for names in targets)
        if arguments.schema is None and has_json:
            print(_SCHEMA_WILL_CHANGE, file=sys.stderr)
        if arguments.output_dir != STANDARD_OUTPUT:
            return code
        is_all_there = print_results([names.path(outputs[0]) for names in targets], outputs[0])
        return code if is_all_there else 1


def _process(
    documents: Sequence[Document],
    targets: Sequence[ResultNames],
    outputs: tuple[Output, ...],
    arguments: argparse.Namespace,
    settings: Settings,
) -> int:
    # The imaging stack is loaded only here, so that other commands stay small.
    from ocr_service.bootstrap.sizing import size_here
    from ocr_service.cli.process_files import process_files

    return process_files(
        documents,
        targets,
        options=_options(arguments, outputs, settings),
        password=_password(arguments.password_file),
        at_once=arguments.jobs if arguments.jobs > 0 else size_here(settings).page_slots,
        settings=settings,
        schema=arguments.schema or schema_1.VERSION,
        names_results=arguments.output_dir != STANDARD_OUTPUT,
    )


def _options(arguments: argparse.Namespace, outputs: tuple[Output, ...], settings: Settings) -> TaskOptions:
    return TaskOptions(
        language=arguments.language or settings.ocr.default_language,
        pages=arguments.pages,
        mode=arguments.mode,
        profile=arguments.profile,
        dpi=_dpi(arguments.dpi),
        engine=engine_named(arguments.engine),
        outputs=outputs,
        prepare=_steps(arguments.prepare),
    )


def _dpi(text: str) -> int:
    """Raises ``ValidationFailed``."""
    try:
        return dpi_named(text)
    except ValueError as error:
        raise ValidationFailed(f"`--dpi {text}`: {error}") from error


def _steps(names: str) -> tuple[Step, ...]:
    """Raises ``ValidationFailed``."""
    try:
        return steps_named(names)
    except ValueError as error:
        raise ValidationFailed(f"`--prepare {names}`: {error}") from error


def _password(file: Path | None) -> str | None:
    """A password in a file does not show in the list of processes. Raises ``ValidationFailed``."""
    if file is None:
        return None
    try:
        first_line = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationFailed(f"`--password-file {file}` cannot be read as text.") from error
    if not first_line:
        raise ValidationFailed(f"`--password-file {file}` has no password in its first line.")
    return first_line
