"""Remember in a browser who has come in with a key, and tell this service's own forms from those of other pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

COOKIE = "docvault_session"
LIFETIME_S = 30 * 24 * 3600
"""Of a cookie. A key that is revoked or has expired ends all of its sessions at once."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Cookies that name a key (``subject_of``), signed with ``secret``, which all API processes share."""

    secret: bytes = field(repr=False)

    def begin(self, subject: str) -> str:
        """The cookie of somebody who has shown that key."""
        return str(self._cookies().dumps(subject))

    def subject(self, cookie: str) -> str:
        """Which key a cookie stands for; empty when it is not ours or too old."""
        try:
            return str(self._cookies().loads(cookie, max_age=LIFETIME_S)) if cookie else ""
        except BadSignature:  # its subclass says that the time is over
            return ""

    def form_token(self, cookie: str) -> str:
        """What stands in each form of a session (of none where no keys are asked for), and on no other site's."""
        return self._forms().get_signature(_digest(cookie)).decode()

    def is_own_form(self, cookie: str, token: str) -> bool:
        """True when the token is that of this session."""
        return self._forms().verify_signature(_digest(cookie), token)

    def _cookies(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="session")

    def _forms(self) -> Signer:
        return Signer(self.secret, salt="form")


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
