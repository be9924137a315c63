"""What the settings mean to those who take documents in."""

from __future__ import annotations

from ocr_service.domain.status import Output
from ocr_service.intake.policy import IntakePolicy
from ocr_service.intake.receipt_desk import ReceiptRules
from ocr_service.intake.upload_rules import UploadRules
from ocr_service.settings import Settings


def receipt_rules(settings: Settings) -> ReceiptRules:
    """How much one call may start."""
    return ReceiptRules(
        max_batch=settings.receipts.max_batch,
        batches_per_minute=settings.receipts.batches_per_minute,
        engine="agent" if settings.agent.url and settings.agent.receipts else "",
    )


def intake_policy(settings: Settings) -> IntakePolicy:
    """Limits of the door."""
    return IntakePolicy(
        max_bytes=settings.limits.file_mb * 1_000_000,
        max_pixels=settings.limits.pixels,
        max_pages=settings.limits.pages,
        default_language=settings.ocr.default_language,
        languages=settings.ocr.tesseract_languages,
        strict_types=settings.api.strict_types,
        outputs=(Output.PDF,) if settings.archive.archive else (),
    )


def upload_rules(settings: Settings) -> UploadRules:
    """How uploads by signed links go."""
    return UploadRules(
        is_enabled=settings.uploads.enable_uploads,
        reads_at_once=settings.uploads.enable_ocr,
        link_s=settings.uploads.upload_link_seconds,
        session_s=settings.uploads.upload_session_seconds,
        part_bytes=settings.uploads.upload_part_mb * 1_048_576,
    )
