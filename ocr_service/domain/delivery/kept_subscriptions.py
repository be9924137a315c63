"""Who wants to be told, as it is kept beside Redis: a Redis that lost its memory is given it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ocr_service.domain.notification import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSubscriptions:
    """All stored subscriptions, and the secret of the service's own making, as they stood at ``at_ms`` (unix ms).

    ``epoch`` names one memory of Redis: another one, or none, means that Redis was emptied since. ``version`` counts the
    changes within it: a lower one means that Redis lost its latest.
    """

    epoch: str
    version: int
    at_ms: int
    secret: str = field(default="", repr=False)
    subscriptions: tuple[Subscription, ...] = ()

    def knows_less_than(self, other: KeptSubscriptions) -> bool:
        """True when ``other`` holds what is gone here."""
        return self.epoch != other.epoch or self.version < other.version

    def is_news_after(self, other: KeptSubscriptions | None) -> bool:
        """True when this should be kept in place of ``other``."""
        if other is None:
            return self.version > 0
        return (self.epoch, self.version, self.secret) != (other.epoch, other.version, other.secret)


class SubscriptionFile(Protocol):
    """Where they are kept. Both raise ``StorageFailed``."""

    def read(self) -> KeptSubscriptions | None:
        """What was kept last; None when nothing ever was."""
        ...

    def write(self, kept: KeptSubscriptions) -> None:
        """Keep this durably, unless what is kept is newer. Raises ``StorageFull``."""
        ...
