"""Uploads by parts: begun, counted, joined and given up with signed requests of our own.

obstore begins and joins its own multipart uploads; those that somebody else fills part by part it does not know.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

import httpx2
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ocr_service.domain.uploads.upload_area import UploadedPart
from ocr_service.errors import StorageUnavailable
from ocr_service.storage.s3.bucket import named_refusal
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.signing import presigned_url, utc_now

_LINK_S = 300
_FIRST_PAUSE_S, _LAST_PAUSE_S = 0.1, 5.0
_GONE = 404
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Multipart:
    """What S3 calls a multipart upload; ``parts_id`` is its UploadId."""

    def __init__(self, config: S3Config) -> None:
        self._config = config
        # Made once: it takes longer than a request. Connections are not kept: these requests are rare.
        self._trusted = httpx2.create_ssl_context()

    def begin(self, key: str) -> str:
        """Begin one; returns its id."""
        headers = {"x-amz-server-side-encryption": self._config.encryption} if self._config.encryption else {}
        return _text(self._send("POST", key, {"uploads": ""}, headers=headers), "UploadId")

    def parts(self, key: str, parts_id: str) -> list[UploadedPart]:
        """The parts that have arrived, by number; none when it was joined or given up."""
        found: list[UploadedPart] = []
        marker = "0"
        while True:
            query = {"uploadId": parts_id, "part-number-marker": marker}
            page = self._send("GET", key, query, may_be_gone=True)
            if page is None:
                return []
            found += [_part(each) for each in _all(page, "Part")]
            if _text(page, "IsTruncated") != "true":
                return sorted(found, key=lambda part: part.number)
            marker = _text(page, "NextPartNumberMarker")

    def join(self, key: str, parts_id: str, parts: Sequence[UploadedPart]) -> None:
        """Make one object of the parts; harmless when that was done."""
        rows = "".join(
            f"<Part><PartNumber>{part.number}</PartNumber><ETag>{escape(part.etag)}</ETag></Part>"
            for part in parts
        )
        body = f"<CompleteMultipartUpload>{rows}</CompleteMultipartUpload>"
        self._send("POST", key, {"uploadId": parts_id}, body=body, may_be_gone=True)

    def give_up(self, key: str, parts_id: str) -> None:
        """Remove the parts; harmless when they are gone."""
        self._send("DELETE", key, {"uploadId": parts_id}, may_be_gone=True)

    def begun(self, prefix: str) -> Iterator[tuple[str, str, str]]:
        """Key, id and time of beginning (ISO-8601) of all that were neither joined nor given up."""
        query = {"uploads": "", "prefix": prefix}
        while True:
            page = self._send("GET", "", query)
            for each in _all(page, "Upload"):
                yield _text(each, "Key"), _text(each, "UploadId"), _text(each, "Initiated")
            if _text(page, "IsTruncated") != "true":
                return
            query |= {
                "key-marker": _text(page, "NextKeyMarker"),
                "upload-id-marker": _text(page, "NextUploadIdMarker"),
            }

    def _send(
        self,
        method: str,
        key: str,
        query: Mapping[str, str],
        *,
        body: str = "",
        headers: Mapping[str, str] = NO_HEADERS,
        may_be_gone: bool = False,
    ) -> Element | None:
        """The answer's document, None for an empty one. Tried again with backoff as long as ``patience_s``."""
        end_s, pause_s = time.monotonic() + self._config.patience_s, _FIRST_PAUSE_S
        while True:
            link = presigned_url(
                self._config, method, key, now=utc_now(), expires_s=_LINK_S, query=query, headers=headers
            )
            try:
                answer, document = self._answer(method, link, body, headers)
                if answer.status_code == _GONE and may_be_gone and "NoSuchBucket" not in answer.text:
                    return None
                # S3 may find that it cannot join the parts after it has said 200.
                if answer.is_error or (document is not None and document.tag.endswith("Error")):
                    raise named_refusal(f"status: {answer.status_code} {answer.text}")
                return document
            except StorageUnavailable:
                if time.monotonic() + pause_s > end_s:
                    raise
                time.sleep(pause_s)
                pause_s = min(2 * pause_s, _LAST_PAUSE_S)

    def _answer(
        self, method: str, link: str, body: str, headers: Mapping[str, str]
    ) -> tuple[httpx2.Response, Element | None]:
        try:
            # Proxies that the environment names are used, as obstore uses them.
            with httpx2.Client(timeout=self._config.timeout_s, verify=self._trusted) as http:
                answer = http.request(method, link, content=body.encode(), headers=dict(headers))
            return answer, fromstring(answer.content) if answer.content else None
        except (httpx2.HTTPError, ParseError, DefusedXmlException) as error:
            raise StorageUnavailable from error


def _part(part: Element) -> UploadedPart:
    return UploadedPart(
        number=int(_text(part, "PartNumber")), size=int(_text(part, "Size")), etag=_text(part, "ETag")
    )


def _all(document: Element | None, name: str) -> Iterator[Element]:
    """The children of a name, whatever their namespace."""
    return (each for each in document or () if each.tag.rpartition("}")[2] == name)


def _text(document: Element | None, name: str) -> str:
    return next((each.text or "" for each in _all(document, name)), "")
