"""Say of a receipt or an invoice what any document is asked: who sent it, and when."""

from __future__ import annotations

from ocr_service.domain.facts import Facts


def headline(fields: Facts, *, name_field: str) -> Facts:
    """``sender`` and ``document_date`` of ``metadata``, as the fields have them: one document names one sender."""
    shared = (("sender", fields.get(name_field)), ("document_date", fields.get("date")))
    return {name: value for name, value in shared if value is not None}
