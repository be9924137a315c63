"""Put what feedback taught about a vendor in the place of what was read from its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ocr_service.domain.facts import FieldValue, Method
from ocr_service.feedback.owners import owner_folder
from ocr_service.feedback.vendors import Vendor, VendorMemory

REMEMBERED = 0.95

Fields = dict[str, "FieldValue | tuple[FieldValue, ...]"]


def with_feedback(fields: Fields, text: str, memory: Path | None, owner: str, *, name_field: str) -> Fields:
    """The fields with vendor, address and bank of a vendor that its ``owner`` corrected before.

    ``name_field`` is vendor or issuer.
    """
    if memory is None:
        return fields
    known = VendorMemory.load(owner_folder(memory, owner)).find(
        name=_text(fields, name_field), address=_text(fields, "address"), text=text
    )
    return fields if known is None else {**fields, **_lasting(known, fields, name_field)}


def _lasting(
    known: Vendor, fields: Mapping[str, FieldValue | tuple[FieldValue, ...]], name_field: str
) -> Fields:
    lasting: Fields = {}
    for name, value in known.fields.items():
        field = name_field if name == "vendor" else name
        if field == "address" and name_field == "issuer":
            continue
        read = fields.get(field)
        seen = read if isinstance(read, FieldValue) else FieldValue(value=value, confidence=REMEMBERED)
        lasting[field] = replace(
            seen,
            value=value,
            confidence=max(REMEMBERED, seen.confidence),
            method=Method.MEMORY,
            rule="corrected before",
        )
    return lasting


def _text(fields: Mapping[str, FieldValue | tuple[FieldValue, ...]], name: str) -> str:
    value = fields.get(name)
    return str(value.value) if isinstance(value, FieldValue) else ""
