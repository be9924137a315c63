"""Know the caller by an API key; without keys everybody is the one owner and an operator."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from ocr_service.api.access.hosts import is_own_host
from ocr_service.api.access.origins import is_cross_site
from ocr_service.api.api_keys import find_key
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext, Context
from ocr_service.domain.task import Task
from ocr_service.errors import AccessError, CrossSiteRequest, TooManyRequests, Unauthorized, WrongHost


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls. An operator sees every task and may steer the queues."""

    owner: str = ""
    is_operator: bool = True

    @property
    def sees(self) -> str | None:
        """The owner whose tasks are listed; None means everyone's."""
        return None if self.is_operator else self.owner

    def may_see(self, task: Task) -> bool:
        """True for an own task, and for operators."""
        return self.is_operator or task.owner == self.owner


def sent_key(request: Request) -> str:
    """The key in ``Authorization: Bearer`` or ``X-API-Key``; empty when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")


async def identify(request: Request, context: Context) -> Caller:
    """The caller of a request. Raises ``Unauthorized``, ``TooManyRequests``."""
    try:
        caller = _caller(request, context.config)
    except Unauthorized:
        await _limit(request, context, "")  # whoever tries keys is slowed down as well
        raise
    await _limit(request, context, caller.owner)
    return caller


def _caller(request: Request, config: ApiConfig) -> Caller:
    if not config.keys and not config.operator_keys:
        if is_cross_site(
            request.method, request.headers, origins=config.cors_origins, hosts=config.allowed_hosts
        ):
            raise CrossSiteRequest
        if not is_own_host(request.headers.get("host", ""), config.allowed_hosts):
            raise WrongHost
        return Caller()
    sent = sent_key(request)
    operator = find_key(config.operator_keys, sent)
    known = operator or find_key(config.keys, sent)
    if not sent or known is None:
        raise Unauthorized
    return Caller(owner=known.owner, is_operator=operator is not None)


async def _limit(request: Request, context: ApiContext, owner: str) -> None:
    """Count the call against its owner, or without one against the address it came from."""
    per_minute = context.config.rate_per_minute
    if not per_minute:
        return
    who = owner or (request.client.host if request.client else "")
    wait_s = await context.queue.take_tokens(f"api:{who}", per_minute=per_minute)
    if wait_s:
        raise TooManyRequests(retry_after_s=math.ceil(wait_s))


KnownCaller = Annotated[Caller, Depends(identify)]


async def require_operator(caller: KnownCaller) -> Caller:
    """The caller, who is an operator. Raises ``AccessError``."""
    if not caller.is_operator:
        raise AccessError("This needs an operator's key. Ask the person who runs the service.")
    return caller


Operator = Annotated[Caller, Depends(require_operator)]
