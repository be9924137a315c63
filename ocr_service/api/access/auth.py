"""Know the caller by an API key, and what he may do; without keys everybody is the one owner and an operator."""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection

from ocr_service.access.key_ring import subject_of
from ocr_service.access.sessions import COOKIE
from ocr_service.api.access.hosts import is_own_host
from ocr_service.api.access.origins import SAFE_METHODS, is_cross_site
from ocr_service.api.api_keys import ConfiguredKey, find_key, key_named
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext, Context
from ocr_service.domain.api_key import DEFAULT_SCOPES, ApiKey, Scope
from ocr_service.domain.task import Task
from ocr_service.errors import AccessError, CrossSiteRequest, TooManyRequests, Unauthorized, WrongHost

_WEBSOCKET = "WEBSOCKET"
"""Stands for the method of what has none; browsers open sockets to other sites without asking them."""
NOBODY_NAMED = "without a key"
"""How whoever comes where no keys are asked for is called in what is kept of his steps."""


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
        return self.key_id or self.owner or NOBODY_NAMED


def sent_key(connection: HTTPConnection) -> str:
    """The key in ``Authorization: Bearer`` or ``X-API-Key``; empty when there is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else connection.headers.get("x-api-key", "")


async def identify(connection: HTTPConnection, context: Context) -> Caller:
    """The caller of a request: by his key or, of what changes nothing, by his browser's session.

    Raises ``Unauthorized``, ``TooManyRequests``, ``BackendUnavailable``.
    """
    method = connection.scope.get("method", _WEBSOCKET)
    return await identified(connection, context, by_session=method in (*SAFE_METHODS, _WEBSOCKET))


async def identified(connection: HTTPConnection, context: ApiContext, *, by_session: bool) -> Caller:
    """As ``identify``; who lets sessions change something has to ask for the form's token, too."""
    try:
        caller = await _caller(connection, context, by_session=by_session)
    except Unauthorized:
        await _limit(
            connection, context, Caller(scopes=frozenset())
        )  # whoever tries keys is slowed down as well
        raise
    await _limit(connection, context, caller)
    if caller.key_id:
        await context.queue.count_call(caller.key_id)
    return caller


async def _caller(connection: HTTPConnection, context: ApiContext, *, by_session: bool) -> Caller:
    sent = sent_key(connection)
    if not sent and by_session and (known := await _of_session(connection, context)):
        return known
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
    operator = find_key(config.operator_keys, sent)
    return _of_configured(operator, None if operator else find_key(config.keys, sent))


def _of_configured(operator: ConfiguredKey | None, known: ConfiguredKey | None) -> Caller | None:
    if operator:
        return Caller(owner=operator.owner)
    return Caller(owner=known.owner, scopes=frozenset(DEFAULT_SCOPES)) if known else None


async def _of_session(connection: HTTPConnection, context: ApiContext) -> Caller | None:
    """Who came in with a key that is still good; browsers send cookies along with other sites' sockets, too."""
    subject, config = context.sessions.subject(connection.cookies.get(COOKIE, "")), context.config
    if not subject or _is_cross_site(connection, config):
        return None
    operator = key_named(config.operator_keys, subject)
    if configured := _of_configured(operator, key_named(config.keys, subject)):
        return configured
    stored = await context.keys.named(subject)
    return _of_key(stored) if stored else None


async def subject_of_key(context: ApiContext, text: str) -> str:
    """What a session of somebody with this key is named by. Raises ``Unauthorized``."""
    if configured := find_key((*context.config.operator_keys, *context.config.keys), text):
        return configured.id
    stored, _ = await context.keys.find(text)
    if stored is None:
        raise Unauthorized
    return subject_of(stored)


async def asks_for_keys(context: ApiContext) -> bool:
    """False where everybody may do everything."""
    _, has_keys = await context.keys.find("")
    return has_keys or bool(context.config.keys or context.config.operator_keys)


def _of_key(key: ApiKey) -> Caller:
    return Caller(
        owner=key.owner,
        key_id=key.id,
        scopes=frozenset(key.scopes),
        calls_per_minute=key.limits.calls_per_minute,
    )


def _refuse_strangers(connection: HTTPConnection, config: ApiConfig) -> None:
    """Where no key is asked for, a browser in this network must not call for other people's pages."""
    if _is_cross_site(connection, config):
        raise CrossSiteRequest
    if not is_own_host(connection.headers.get("host", ""), config.allowed_hosts):
        raise WrongHost


def _is_cross_site(connection: HTTPConnection, config: ApiConfig) -> bool:
    method = connection.scope.get("method", _WEBSOCKET)
    return is_cross_site(method, connection.headers, origins=config.cors_origins, hosts=config.allowed_hosts)


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

    async def check(caller: KnownCaller) -> Caller:
        require_scope(caller, *scopes)
        return caller

    return check


def require_scope(caller: Caller, *scopes: Scope) -> None:
    """Raise ``AccessError`` unless the caller has one of these."""
    if not caller.may(*scopes):
        wanted = " or ".join(scopes)
        raise AccessError(f"This needs a key with the scope {wanted}. Ask whoever runs the service for one.")


Submitter = Annotated[Caller, Depends(_with_scope(Scope.SUBMIT))]
Reader = Annotated[Caller, Depends(_with_scope(Scope.READ_OWN, Scope.READ_ALL))]
Operator = Annotated[Caller, Depends(_with_scope(Scope.OPERATE))]
