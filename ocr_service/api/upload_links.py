"""Sign links to this service itself, for stores that have no address of their own."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from ocr_service.errors import UploadLinkInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLinks:
    """Links with which somebody without a key may send one upload, or one part of it, for a while.

    All API processes share the ``secret``; ``now_s`` is unix time.
    """

    secret: bytes = field(repr=False)

    def query(self, upload_id: str, part: int, *, expires_s: int, now_s: float | None = None) -> str:
        """The query of such a link."""
        expires = int((time.time() if now_s is None else now_s) + expires_s)
        values = {"expires": str(expires), "signature": self._signature(upload_id, part, expires)}
        return urlencode({"part": str(part), **values} if part else values)

    def require(
        self, upload_id: str, part: int, *, expires: int, signature: str, now_s: float | None = None
    ) -> None:
        """Raise ``UploadLinkInvalid`` unless the link is ours and its time is not over."""
        is_ours = hmac.compare_digest(self._signature(upload_id, part, expires).encode(), signature.encode())
        if not is_ours or expires < (time.time() if now_s is None else now_s):
            raise UploadLinkInvalid

    def _signature(self, upload_id: str, part: int, expires: int) -> str:
        text = f"PUT\n{upload_id}\n{part}\n{expires}".encode()
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()
