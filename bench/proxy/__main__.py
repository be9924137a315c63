"""Send documents through a real nginx under a path of its own, with TLS, and see whether every address leads back through it.

    python -m bench.proxy

nginx (Debian's nginx-light) is configured by the blocks of docs/reverse-proxy.md, once so that it takes the path off and once so that it
passes it on. Prints a row a claim; exit code 1 when one does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx

from bench.proxy.nginx import Way, nginx
from ocr_service.instance.place import free_port

PATH = "/ocr"
LARGE = 3_000_000
READY_S = 5
Claim = tuple[str, bool, str]


def service(folder: Path, *command: str) -> None:
    """``ocr-service up`` or ``down`` of an instance below this folder."""
    environment = {**os.environ, "VAR_DIR": str(folder / "var"), "API_PORT": "0", "LOG_LEVEL": "WARNING"}
    for name in ("REDIS_URL", "API_KEYS", "API_ROOT_PATH"):
        environment.pop(name, None)
    subprocess.run([sys.executable, "-m", "ocr_service", *command], env=environment, check=True)


def letter(folder: Path) -> Path:
    """The letter that a first run reads."""
    file = folder / "letter.pdf"
    subprocess.run([sys.executable, "-m", "ocr_service.sample", str(file)], check=True)
    return file


def addresses(value: object) -> Iterator[str]:
    """Every address or path of the service in an answer."""
    if isinstance(value, dict):
        for each in value.values():
            yield from addresses(each)
    elif isinstance(value, list):
        for each in value:
            yield from addresses(each)
    elif isinstance(value, str) and value.startswith(("http", "/api", PATH)):
        yield value


def leads_back(address: str, url: str) -> bool:
    """True when a caller who follows it comes through the proxy again."""
    parts = urlsplit(address)
    return parts.path.startswith(f"{PATH}/") and (not parts.netloc or address.startswith(url))


def documents(client: httpx.Client, url: str, content: bytes) -> Iterator[Claim]:
    """An upload, its events, its result; each address that comes back is followed as it stands."""
    api = f"{url}{PATH}/api/v1/ocr"
    answer = client.post(f"{api}/process", files={"file": ("letter.pdf", content)})
    location = answer.headers.get("location", "")
    yield "an upload is answered 202", answer.status_code == 202, str(answer.status_code)
    yield "Location leads back through the proxy", leads_back(location, url), location
    told = list(addresses(answer.json()))
    lost = [one for one in told if not leads_back(one, url)]
    yield "so do all links of the answer", bool(told) and not lost, f"{len(told)} links, {lost}"
    status = client.get(httpx.URL(url).join(location))
    yield "the status is there", status.status_code == 200, str(status.status_code)
    yield from events(client, f"{api}/events/{answer.json()['task_id']}")
    result = client.get(f"{api}/result/{answer.json()['task_id']}")
    lost = [one for one in addresses(result.json()) if not leads_back(one, url)]
    yield "the result's links lead back", result.status_code == 200 and not lost, str(lost)


def events(client: httpx.Client, address: str) -> Iterator[Claim]:
    """They come one by one, not all at the end."""
    times = []
    with client.stream("GET", address) as answer:
        for line in answer.iter_lines():
            if line.startswith("data:"):
                times.append(time.monotonic())
    spread = times[-1] - times[0] if times else 0.0
    yield "events come while the document is read", spread > 0.2, f"{len(times)} in {spread:.1f} s"


def pages(client: httpx.Client, url: str) -> Iterator[Claim]:
    """What a browser and a generator of clients meet."""
    root = client.get(f"{url}{PATH}/", follow_redirects=False)
    to = root.headers.get("location", "")
    yield "the root leads to a page below the path", not to or leads_back(to, url), f"{root.status_code} {to}"
    page = client.get(f"{url}{PATH}/docs")
    yield "/docs is there", page.status_code == 200, str(page.status_code)
    servers = client.get(f"{url}{PATH}/openapi.json").json().get("servers", [])
    yield "OpenAPI's servers carry the path", any(PATH in one["url"] for one in servers), json.dumps(servers)


def too_large(client: httpx.Client, url: str) -> Iterator[Claim]:
    """What nginx refuses itself."""
    file = {"file": ("large.pdf", b"%PDF-" + bytes(LARGE))}
    yield refused(client.post(f"{url}{PATH}/api/v1/ocr/process", files=file), 413, "FILE_TOO_LARGE")


def away(client: httpx.Client, url: str) -> Iterator[Claim]:
    """What nginx says of a service that is down."""
    answer = client.get(f"{url}{PATH}/healthz")
    yield refused(answer, 503, "BACKEND_UNAVAILABLE")
    yield "with Retry-After", "retry-after" in answer.headers, answer.headers.get("retry-after", "")


def refused(answer: httpx.Response, status: int, code: str) -> Claim:
    """A refusal in the form of the service's own."""
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    is_right = answer.status_code == status and is_problem and answer.json()["code"] == code
    return f"{status} {code} as problem+json", is_right, f"{answer.status_code} {answer.text[:60]}"


def main() -> int:
    """Run both ways and print the claims."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    failed = 0

    def show(way: str, claims: Iterator[Claim]) -> None:
        nonlocal failed
        for claim, holds, seen in claims:
            failed += not holds
            print(f"{'yes' if holds else 'NO ':<4}{way:<10}{claim:<44}{seen}", flush=True)

    with tempfile.TemporaryDirectory(prefix="proxy-") as name:
        folder = Path(name)
        content = letter(folder).read_bytes()
        service(folder, "up")
        port = (folder / "var" / "run" / "port").read_text()
        address = f"http://127.0.0.1:{port}"
        ways = (Way("stripped"), Way("passed on", strips=False), Way("small", most="1m"))
        try:
            for way in ways:
                with nginx(folder / way.name.replace(" ", "-"), way, address, free_port("127.0.0.1")) as url:
                    with httpx.Client(verify=False, timeout=60, trust_env=False) as client:
                        wait(client, url)
                        show(way.name, too_large(client, url) if way.most != "0" else pages(client, url))
                        if way.most == "0":
                            # Another document each time, or it would be answered from the last result.
                            show(way.name, documents(client, url, content + b"% " + way.name.encode()))
        finally:
            service(folder, "down")
        with nginx(folder / "down", ways[0], address, free_port("127.0.0.1")) as url:
            with httpx.Client(verify=False, timeout=60, trust_env=False) as client:
                wait(client, url)
                show("down", away(client, url))
    return min(failed, 1)


def wait(client: httpx.Client, url: str) -> None:
    """Until nginx listens."""
    until = time.monotonic() + READY_S
    while True:
        try:
            client.get(f"{url}/nobody")
            return
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
