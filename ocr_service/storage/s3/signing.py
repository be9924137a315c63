"""Sign links and forms that let others write one object: Signature Version 4.

obstore signs a method and a key, not the query of a part nor the policy of a form; both are what uploads need.
Source: AWS, "Authenticating Requests: Using Query Parameters" and "Browser-Based Uploads Using POST".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

from ocr_service.storage.s3.config import S3Config

LONGEST_LINK_S = 604_800
"""S3 refuses links that live longer than seven days."""
_ALGORITHM = "AWS4-HMAC-SHA256"


def presigned_url(
    config: S3Config,
    method: str,
    key: str,
    *,
    now: datetime,
    expires_s: int,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> str:
    """A link with which anybody may do ``method`` to ``key`` until ``expires_s`` after ``now`` (UTC).

    ``headers`` (in lower case) must be sent along as they are here. An empty ``key`` is the bucket itself.
    """
    url = config.url(key) if key else config.base_url
    path = urlsplit(url).path or "/"
    signed = {"host": urlsplit(url).netloc, **(headers or {})}
    names = ";".join(sorted(signed))
    parameters = {
        **(query or {}),
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{config.access_key}/{_scope(config, now)}",
        "X-Amz-Date": _stamp(now),
        "X-Amz-Expires": str(min(expires_s, LONGEST_LINK_S)),
        "X-Amz-SignedHeaders": names,
    }
    canonical_query = "&".join(f"{_quoted(name)}={_quoted(parameters[name])}" for name in sorted(parameters))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    request = "\n".join((method, path, canonical_query, lines, names, "UNSIGNED-PAYLOAD"))
    hashed = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join((_ALGORITHM, _stamp(now), _scope(config, now), hashed))
    return f"{url}?{canonical_query}&X-Amz-Signature={_signature(config, now, text)}"


def post_form(
    config: S3Config, key: str, *, now: datetime, expires_s: int, largest_bytes: int
) -> dict[str, str]:
    """The fields of an HTML form that may write ``key`` with 1 to ``largest_bytes`` bytes; the file comes after them."""
    fields = {
        "key": key,
        "x-amz-algorithm": _ALGORITHM,
        "x-amz-credential": f"{config.access_key}/{_scope(config, now)}",
        "x-amz-date": _stamp(now),
    }
    conditions: list[object] = [{"bucket": config.bucket}, ["content-length-range", 1, largest_bytes]]
    conditions += [{name: value} for name, value in fields.items()]
    expiration = (now + timedelta(seconds=expires_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
    policy = json.dumps({"expiration": expiration, "conditions": conditions})
    encoded = base64.b64encode(policy.encode()).decode()
    return {**fields, "policy": encoded, "x-amz-signature": _signature(config, now, encoded)}


def utc_now() -> datetime:
    """This machine's time; a store refuses signatures from a clock that is a quarter of an hour off."""
    return datetime.now(UTC)


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


def _stamp(now: datetime) -> str:
    return now.strftime("%Y%m%dT%H%M%SZ")


def _scope(config: S3Config, now: datetime) -> str:
    return f"{now:%Y%m%d}/{config.region}/s3/aws4_request"


def _signature(config: S3Config, now: datetime, text: str) -> str:
    key = f"AWS4{config.secret_key}".encode()
    for part in (f"{now:%Y%m%d}", config.region, "s3", "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()
