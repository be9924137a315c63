"""Know the caller by an API key, and what he may do; without keys everybody is the one owner and an operator."""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection

from ocr_service.api.access.hosts import is_own_host
from ocr_service.api.access.origins import is_cross_site
from ocr_service.api.api_keys import find_key
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext, Context
from ocr_service.domain.api_key import DEFAULT_SCOPES, ApiKey, Scope
from ocr_service.domain.task import Task
from ocr_service.errors import AccessError, CrossSiteRequest, TooManyRequests, Unauthorized, WrongHost

_WEBSOCKET = "WEBSOCKET"
"""Stands for the method of what has none; browsers open sockets to other sites without asking them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, with which stored key (empty without one), and what he may do."""

    owner: str = ""
    key_id: str = ""
    scopes: frozenset[Scope] = frozenset({Scope.OPERATE})
    calls_per_minute: int = 0

    @property
    def is_operator(self) -> bool:
        """May do everything."""
        return Scope.OPERATE in self.scopes

    @property
    def sees(self) -> str | None:
        """The owner whose tasks are listed; None means everyone's."""
        return None if self.is_operator or Scope.READ_ALL in self.scopes else self.owner

    def may(self, *scopes: Scope) -> bool:
        """True when one of these is among the caller's."""
        return self.is_operator or not self.scopes.isdisjoint(scopes)

    def may_see(self, task: Task) -> bool:
        """True for an own task, and for those who may see everyone's."""
        return self.sees in (None, task.owner)

    @property
    def name(self) -> str:
        """How the audit log calls him."""
        return self.key_id or self.owner or "without a key"


def sent_key(connection: HTTPConnection) -> str:
    """The key in ``Authorization: Bearer`` or ``X-API-Key``; empty when there is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else connection.headers.get("x-api-key", "")


async def identify(connection: HTTPConnection, context: Context) -> Caller:
    """The caller of a request. Raises ``Unauthorized``, ``TooManyRequests``, ``BackendUnavailable``."""
    try:
        caller = await _caller(connection, context)
    except Unauthorized:
        await _limit(
            connection, context, Caller(scopes=frozenset())
        )  # whoever tries keys is slowed down as well
        raise
    await _limit(connection, context, caller)
    if caller.key_id:
        await context.queue.count_call(caller.key_id)
    return caller


async def _caller(connection: HTTPConnection, context: ApiContext) -> Caller:
    sent = sent_key(connection)
    if configured := _configured(context.config, sent):
        return configured
    stored, has_keys = await context.keys.find(sent)
    if stored is not None:
        return _of_key(stored)
    if has_keys or context.config.keys or context.config.operator_keys:
        raise Unauthorized
    _refuse_strangers(connection, context.config)
    return Caller()


def _configured(config: ApiConfig, sent: str) -> Caller | None:
    """Who holds one of the keys that stand in the settings."""
    if not sent:
        return None
    if operator := find_key(config.operator_keys, sent):
        return Caller(owner=operator.owner)
    known = find_key(config.keys, sent)
    return Caller(owner=known.owner, scopes=frozenset(DEFAULT_SCOPES)) if known else None


def _of_key(key: ApiKey) -> Caller:
    return Caller(
        owner=key.owner,
        key_id=key.id,
        scopes=frozenset(key.scopes),
        calls_per_minute=key.limits.calls_per_minute,
    )


def _refuse_strangers(connection: HTTPConnection, config: ApiConfig) -> None:
    """Where no key is asked for, a browser in this network must not call for other people's pages."""
    method = connection.scope.get("method", _WEBSOCKET)
    if is_cross_site(method, connection.headers, origins=config.cors_origins, hosts=config.allowed_hosts):
        raise CrossSiteRequest
    if not is_own_host(connection.headers.get("host", ""), config.allowed_hosts):
        raise WrongHost


async def _limit(connection: HTTPConnection, context: ApiContext, caller: Caller) -> None:
    """Count the call against its key or owner, or without one against the address it came from."""
    per_minute = caller.calls_per_minute or context.config.rate_per_minute
    if not per_minute:
        return
    who = f"key:{caller.key_id}" if caller.key_id else caller.owner
    who = who or (connection.client.host if connection.client else "")
    wait_s = await context.queue.take_tokens(f"api:{who}", per_minute=per_minute)
    if wait_s:
        raise TooManyRequests(retry_after_s=math.ceil(wait_s))


KnownCaller = Annotated[Caller, Depends(identify)]


def _with_scope(*scopes: Scope) -> Callable[[Caller], Coroutine[Any, Any, Caller]]:
    """A dependency: the caller, who has one of these scopes. Raises ``AccessError``."""
    wanted = " or ".join(scopes)

    async def check(caller: KnownCaller) -> Caller:
        if not caller.may(*scopes):
            raise AccessError(
                f"This needs a key with the scope {wanted}. Ask whoever runs the service for one."
            )
        return caller

    return check


Submitter = Annotated[Caller, Depends(_with_scope(Scope.SUBMIT))]
Reader = Annotated[Caller, Depends(_with_scope(Scope.READ_OWN, Scope.READ_ALL))]
Operator = Annotated[Caller, Depends(_with_scope(Scope.OPERATE))]
