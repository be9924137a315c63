"""One worker's turns at a service, with a clock of the test's own and a limiter whose replies take their time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ocr_service import errors
from ocr_service.domain.outside.asking import Question
from ocr_service.domain.outside.limits import LimitPolicy, Verdict
from ocr_service.outside.exchange import OnSent
from ocr_service.outside.shared_turns import SharedTurns

QUESTION = Question(kind="any", request={}, task_id="t", owner="", folder=Path("/"), deadline_s=1)


@dataclass
class Hands:
    """A clock that others move."""

    now_s: float = 100.0

    def monotonic_s(self) -> float:
        return self.now_s


@dataclass
class SlowLimit:
    """Grants everything; each of its replies takes ``reply_s``. ``settled`` are (sent after, tokens)."""

    hands: Hands
    reply_s: float
    waits: list[float] = field(default_factory=list)
    settled: list[tuple[int | None, int | None]] = field(default_factory=list)

    async def reserve(self, reservation: str, **_: Any) -> Verdict:
        self.hands.now_s += self.reply_s
        if self.waits:
            return Verdict(is_granted=False, used=1.0, wait_s=self.waits.pop())
        return Verdict(is_granted=True, used=0.1)

    async def settle_reservation(self, reservation: str, **told: Any) -> None:
        self.settled.append((told["sent_after_ms"], told.get("tokens")))

    async def refused(self, reservation_at_ms: int, wait_s: float, *, policy: LimitPolicy) -> float:
        return 0.7

    async def hold(
        self,
        worker: str,
        reservations: Collection[str],
        *,
        row: Mapping[str, object] | None,
        policy: LimitPolicy,
    ) -> int:
        return 0

    async def now_ms(self) -> int:
        self.hands.now_s += self.reply_s
        return 1_790_000_000_000


@dataclass(frozen=True)
class Said:
    """An answer and what it took."""

    input_tokens: int | None = 10
    output_tokens: int | None = 2


def turns(limit: SlowLimit) -> SharedTurns:
    return SharedTurns(
        limit=limit,
        policy=LimitPolicy(),
        worker="w1",
        concurrency=1,
        tokens_estimate=100,
        pause_s=0,
        monotonic_s=limit.hands.monotonic_s,
    )


async def test_a_request_counts_from_before_its_turn_was_granted_however_slow_the_replies_are() -> None:
    hands = Hands()
    limit = SlowLimit(hands, reply_s=3.0)

    async def send(on_sent: OnSent) -> Said:
        hands.now_s += 0.5
        on_sent(hands.now_s)
        hands.now_s += 60.0
        return Said()

    made = turns(limit)
    await made.ask(send, QUESTION)
    await made.close()

    # Granted at most 6.5 s before it was sent: it counts too long by up to two replies, never too short.
    assert limit.settled == [(6_500, 12)]


async def test_only_the_reply_that_granted_counts() -> None:
    hands = Hands()
    limit = SlowLimit(hands, reply_s=1.0, waits=[0.0, 0.0])

    async def send(on_sent: OnSent) -> Said:
        on_sent(hands.now_s)
        return Said(input_tokens=None)

    made = turns(limit)
    await made.ask(send, QUESTION)
    await made.close()

    assert limit.settled == [(2_000, None)]


async def test_what_failed_before_its_last_byte_left_is_given_back() -> None:
    limit = SlowLimit(Hands(), reply_s=0.0)

    async def send(on_sent: OnSent) -> Said:
        raise errors.OutsideUnavailable

    made = turns(limit)
    with pytest.raises(errors.OutsideUnavailable):
        await made.ask(send, QUESTION)
    await made.close()

    assert limit.settled == [(None, None)] * 3
