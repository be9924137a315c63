"""Keep webhooks in a file of their own beside the documents, with their secrets: it is as private as Redis itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ocr_service.domain.delivery.kept_subscriptions import KeptSubscriptions
from ocr_service.domain.notification import EventKind, Secret, Subscription
from ocr_service.errors import StorageFailed
from ocr_service.storage.private_file import PrivateFile


class WebhookFile:
    """``UPLOAD_DIR/.keys/webhooks.json``, readable by its owner alone; replaced whole, under a lock."""

    def __init__(self, upload_dir: Path) -> None:
        self._file = PrivateFile(upload_dir, "webhooks.json")

    def read(self) -> KeptSubscriptions | None:
        """What was kept last; None where there is no file. Raises ``StorageFailed`` when it cannot be read."""
        try:
            text = self._file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageFailed("The file of webhooks cannot be read. See its rights.") from error
        try:
            return _kept(json.loads(text))
        except (ValueError, KeyError, TypeError) as error:
            raise StorageFailed("The file of webhooks is damaged. Restore it from a backup.") from error

    def write(self, kept: KeptSubscriptions) -> None:
        """Replace the file durably, unless another process kept later changes. Raises ``StorageFull``, ``StorageFailed``."""
        with self._file.locked():
            earlier = self.read()
            if earlier and earlier.epoch == kept.epoch and earlier.version > kept.version:
                return
            self._file.replace(json.dumps(asdict(kept), indent=1))


def _kept(plain: Mapping[str, Any]) -> KeptSubscriptions:
    subscriptions = tuple(_subscription(each) for each in plain["subscriptions"])
    return KeptSubscriptions(**{**plain, "subscriptions": subscriptions})


def _subscription(plain: Mapping[str, Any]) -> Subscription:
    secrets = tuple(Secret(**each) for each in plain["secrets"])
    return Subscription(**{**plain, "secrets": secrets, "events": tuple(map(EventKind, plain["events"]))})
