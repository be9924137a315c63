"""What the API must be told; ``bootstrap`` fills it from the settings."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.api.api_keys import ConfiguredKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiConfig:
    """Plain values for the API; sizes in bytes, times in seconds.

    ==================== =============================================================
    field                setting
    ==================== =============================================================
    version              ``ocr_service.__version__``
    keys                 ``parse_keys(api.keys)``
    operator_keys        ``parse_keys(api.operator_keys)``
    max_file_bytes       ``limits.file_mb * 1_000_000`` (the same as ``IntakePolicy.max_bytes``)
    max_batch_files      ``limits.batch_files``
    upload_timeout_s     ``api.upload_timeout_seconds``
    max_wait_s           ``api.max_wait_seconds``
    default_language     ``ocr.default_language``
    rate_per_minute      ``api.rate_per_minute``
    max_listeners        ``api.max_listeners``
    max_connections      ``open_files.allow_open_files(max_listeners)``
    allowed_hosts        ``api.allowed_hosts``
    cors_origins         ``api.cors_origins``
    root_path            ``api.root_path``
    trusted_proxies      ``api.trusted_proxies``
    ==================== =============================================================

    The intake gets ``IntakePolicy(max_bytes, max_pixels=limits.pixels, max_pages=limits.pages,
    default_language, languages=ocr.tesseract_languages, strict_types=api.strict_types)``.
    """

    version: str = "0"
    keys: tuple[ConfiguredKey, ...] = ()
    operator_keys: tuple[ConfiguredKey, ...] = ()
    max_file_bytes: int = 100_000_000
    max_batch_files: int = 100
    upload_timeout_s: float = 60.0
    max_wait_s: int = 60
    default_language: str = "eng"
    rate_per_minute: int = 0
    max_listeners: int = 200
    max_connections: int = 700
    allowed_hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    root_path: str = ""
    trusted_proxies: tuple[str, ...] = ()
