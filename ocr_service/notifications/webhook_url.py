"""Read the address of a webhook: strictly, so that what is checked is what is called."""

from __future__ import annotations

import re
import socket
import unicodedata
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from ocr_service.errors import InvalidWebhookUrl
from ocr_service.notifications.addresses import Address

MAX_URL_CHARS = 2_000
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#\\]+)(?P<rest>[/?#][^\\]*)?", re.ASCII | re.IGNORECASE
)
_AUTHORITY = re.compile(
    r"(?:(?P<credentials>.*)@)?(?:\[(?P<six>[^\[\]@]+)\]|(?P<host>[^\[\]@:]+))(?::(?P<port>[0-9]{0,5}))?"
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookUrl:
    """An address in parts. ``host`` is an ASCII name in lower case, or the text of ``address`` where it is a number.

    ``rest`` begins with the path's slash; the fragment is gone.
    """

    scheme: str
    host: str
    port: int
    rest: str
    address: Address | None = None
    has_credentials: bool = False

    @property
    def host_header(self) -> str:
        """What the receiver is called, with its port where that is not the scheme's own."""
        name = f"[{self.host}]" if isinstance(self.address, IPv6Address) else self.host
        return name if self.port == _DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"

    def at(self, address: Address) -> str:
        """The same address with the number that its name stands for."""
        name = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        return f"{self.scheme}://{name}:{self.port}{self.rest}"


def parse_webhook_url(text: str) -> WebhookUrl:
    """The address in parts. Raises ``InvalidWebhookUrl``."""
    if len(text) > MAX_URL_CHARS:
        raise InvalidWebhookUrl(f"The address is longer than {MAX_URL_CHARS} characters.")
    if any(char.isspace() or not char.isprintable() for char in text):
        raise InvalidWebhookUrl("The address holds a space or a character that cannot be seen.")
    found = _URL.fullmatch(text)
    authority = found and _AUTHORITY.fullmatch(found["authority"])
    if not found or not authority:
        raise InvalidWebhookUrl
    scheme = found["scheme"].lower()
    address = _six(authority["six"]) if authority["six"] else None
    host = str(address) if address else _host(authority["host"])
    return WebhookUrl(
        scheme=scheme,
        host=host,
        port=_port(authority["port"], scheme),
        rest=_rest(found["rest"] or ""),
        address=address or _number(host),
        has_credentials=authority["credentials"] is not None,
    )


def _port(text: str | None, scheme: str) -> int:
    port = int(text) if text else _DEFAULT_PORTS[scheme]
    if not 0 < port < 65_536:
        raise InvalidWebhookUrl("The address names a port that does not exist.")
    return port


def _rest(text: str) -> str:
    """Path and query; letters beyond ASCII must come encoded, as a browser would send them."""
    rest = text.partition("#")[0]
    if not rest.isascii():
        raise InvalidWebhookUrl("The path of the address holds letters beyond ASCII. Percent-encode them.")
    return rest if rest.startswith("/") else f"/{rest}"


def _six(text: str) -> Address:
    try:
        # RFC 6874 writes the zone of a link-local address behind %25.
        return IPv6Address(text.replace("%25", "%"))
    except AddressValueError:
        raise InvalidWebhookUrl("The address holds a wrong IPv6 address.") from None


def _host(text: str) -> str:
    """The name as it is looked up. Digits in circles and dots of other scripts become what programs take them for."""
    host = unicodedata.normalize("NFKC", text).lower().replace("\u3002", ".")
    if not host.isascii():
        host = _encoded(host)
    host = host.removesuffix(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise InvalidWebhookUrl("The address names no host that can be looked up.")
    number = _number(host)
    return str(number) if number else host


def _encoded(host: str) -> str:
    import idna  # its tables are only needed for names beyond ASCII

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise InvalidWebhookUrl("The address names no host that can be looked up.") from None


def _number(host: str) -> Address | None:
    """The IPv4 address in any of the forms that C libraries read: ``127.1``, ``0x7f000001``, ``0177.0.0.1``, ``2130706433``."""
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        raise InvalidWebhookUrl("The address ends in a number, and is no IPv4 address.") from None
