"""Read the invoice that a document carries as XML, check it, and lay it over what the pages say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.facts import Doubt, FieldValue
from ocr_service.extractors.einvoice.arithmetic import Broken, broken_sums
from ocr_service.extractors.einvoice.choose import Embedded, choose_invoice
from ocr_service.extractors.einvoice.compare import Difference, is_same, merged
from ocr_service.extractors.einvoice.fields import Fields, invoice_fields
from ocr_service.extractors.einvoice.published_rules import RulesNotRun, broken_rules

MOST_TEXT = 300
# A sum that does not come out: one of its amounts is wrong, and nothing says which.
BROKEN = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The fields of XML and page together, where they differ, which sums do not come out, and what else to warn of."""

    fields: Fields
    differences: tuple[Difference, ...] = ()
    broken: tuple[Broken, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What a person should look at."""
        return (
            *(Doubt(one.field, f"the XML says {one.xml}, the page {one.page}") for one in self.differences),
            *(Doubt(one.fields[-1], f"{one.rule}: {one.text}") for one in self.broken),
        )


def named_invoice(files: Sequence[Attachment]) -> str:
    """The file that says by its name or relationship that it is the document's invoice, and is one; empty without it."""
    embedded = choose_invoice(files).embedded
    return embedded.name if embedded is not None and embedded.is_named else ""


def unread_files(files: Sequence[Attachment]) -> tuple[str, ...]:
    """A warning for each file that may be an invoice and cannot be read."""
    return choose_invoice(files).warnings


def with_embedded(
    files: Sequence[Attachment], seen: Fields, *, has_page: bool = True, checks_rules: bool = False
) -> Reading:
    """The page's fields with those of the embedded invoice; ``has_page`` is False for XML that is the whole document.

    ``checks_rules``: by the published rules, too, which takes half a second.
    """
    choice = choose_invoice(files)
    embedded = choice.embedded
    if embedded is None:
        return Reading(fields=dict(seen), warnings=choice.warnings)
    exact, warnings = invoice_fields(embedded.invoice, embedded.name)
    if not embedded.is_named and not _is_of_page(exact, seen):
        foreign = f"The attached file {embedded.name} is an invoice, but not the one that the pages show; it was not read."
        return Reading(fields=dict(seen), warnings=(*choice.warnings, foreign))
    broken = broken_sums(embedded.invoice)
    published = _published(embedded, {one.rule for one in broken}) if checks_rules else ()
    fields, differences = merged(exact, seen) if has_page else (exact, ())
    return Reading(
        fields=_doubted(fields, broken),
        differences=differences,
        broken=broken,
        warnings=(*choice.warnings, *warnings, *_sentences(embedded, differences, broken), *published),
    )


def _is_of_page(exact: Fields, seen: Fields) -> bool:
    """True when number or amount of the XML stand on the page, for a file that does not say what it is."""
    for name in ("invoice_number", "amount"):
        one, other = exact.get(name), seen.get(name)
        if (
            isinstance(one, FieldValue)
            and isinstance(other, FieldValue)
            and is_same(name, one.value, other.value)
        ):
            return True
    return False


def _doubted(fields: Fields, broken: Sequence[Broken]) -> Fields:
    doubtful = {name for one in broken for name in one.fields}
    return {
        name: replace(value, confidence=min(value.confidence, BROKEN))
        if name in doubtful and isinstance(value, FieldValue)
        else value
        for name, value in fields.items()
    }


def _published(embedded: Embedded, known: Collection[str]) -> tuple[str, ...]:
    try:
        found = broken_rules(embedded.content, embedded.invoice)
    except RulesNotRun as error:
        return (f"The published rules could not be run over {embedded.name} ({error}).",)
    return tuple(
        f"{embedded.name} breaks {one.rule}: {one.text[:MOST_TEXT]}" for one in found if one.rule not in known
    )


def _sentences(
    embedded: Embedded, differences: Sequence[Difference], broken: Sequence[Broken]
) -> tuple[str, ...]:
    said = [f"{embedded.name} breaks {one.rule}: {one.text}." for one in broken]
    if differences:
        named = "; ".join(one.sentence() for one in differences)
        said.insert(0, f"The embedded invoice and the page differ in: {named}.")
    return tuple(said)
