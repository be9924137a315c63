"""Name the files of results: the same for ``process`` and ``submit``, and never twice the same."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ocr_service.domain.status import Output
from ocr_service.errors import ValidationFailed

SUFFIXES = {
    Output.JSON: ".json",
    Output.TEXT: ".txt",
    Output.HOCR: ".hocr",
    Output.ALTO: ".alto.xml",
    Output.TSV: ".tsv",
    Output.MARKDOWN: ".md",
    Output.HTML: ".html",
    Output.CSV: ".tables.csv",
    Output.PDF: ".pdf",
    Output.PDF_A: ".pdfa.pdf",
    Output.IMAGES: "-pages",
}
"""What the name of each output ends in; the pictures of pages are a folder."""
DEFAULT = (Output.JSON, Output.TEXT)
HELP = "json,text,hocr,alto,tsv,markdown,html,csv,pdf,pdfa,images (json,text)"
_SHORT_NAMES = {"txt": Output.TEXT, "md": Output.MARKDOWN, "pages": Output.IMAGES}
_BESIDE_A_SOURCE = ".ocr"
# What an earlier run may have left where it read.
_LIKE_DOCUMENTS = (f"{_BESIDE_A_SOURCE}.pdf", SUFFIXES[Output.PDF_A], SUFFIXES[Output.IMAGES])


def outputs_named(names: str) -> tuple[Output, ...]:
    """``pdf,json,txt`` as outputs: the words of the API, and shorter ones. Raises ``ValidationFailed``."""
    words = [word for word in map(str.strip, names.split(",")) if word]
    try:
        found = tuple(dict.fromkeys(_SHORT_NAMES.get(word) or Output(word) for word in words))
    except ValueError as error:
        known = ", ".join([*Output, *_SHORT_NAMES])
        raise ValidationFailed(
            f"`--outputs {names}` names an unknown output. Choose among {known}."
        ) from error
    if not found:
        raise ValidationFailed("`--outputs` is empty. Leave it out, or name what you want.")
    return found


def is_result_of(name: str, stems: Collection[str]) -> bool:
    """True for ``letter.ocr.pdf``, ``letter.pdfa.pdf`` and ``letter-pages`` beside a ``letter``."""
    return any(name.endswith(end) and name.removesuffix(end) in stems for end in _LIKE_DOCUMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultNames:
    """Where a document's results go: ``target`` plus a suffix per output; ``sources`` are never written over."""

    target: Path
    sources: frozenset[Path]

    def path(self, output: Output) -> Path:
        """Where this output goes."""
        suffix = SUFFIXES[output]
        path = self.target.with_name(self.target.name + suffix)
        if path.resolve() not in self.sources:
            return path
        return path.with_name(f"{self.target.name}{_BESIDE_A_SOURCE}{suffix}")


def result_names(
    stems: Sequence[PurePath], sources: Iterable[Path], folder: Path, outputs: Iterable[Output]
) -> list[ResultNames]:
    """Names in ``folder`` for each stem; who comes later under a name that is taken gets ``-2``, ``-3`` …

    Large and small letters are the same, as on the shares of many a NAS.
    """
    made = set(outputs)
    if Output.PDF_A in made:
        made.add(Output.PDF)  # stands in for a PDF/A that cannot be made
    suffixes = [SUFFIXES[output] for output in made]
    read = frozenset(path.resolve() for path in sources)
    taken: set[str] = set()
    named = []
    for stem in stems:
        for number in itertools.count(1):
            chosen = stem if number == 1 else stem.with_name(f"{stem.name}-{number}")
            files = {f"{chosen}{suffix}".casefold() for suffix in suffixes}
            if taken.isdisjoint(files):
                break
        taken |= files
        named.append(ResultNames(target=folder / chosen, sources=read))
    return named
