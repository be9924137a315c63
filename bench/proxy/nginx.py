"""A real nginx on loopback with TLS, in front of a service, configured by the very blocks of docs/reverse-proxy.md."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reverse-proxy.md"
SERVICE = "http://127.0.0.1:8001"
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)

CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
{locations}
  }}
}}
"""


@dataclass(frozen=True)
class Way:
    """One way to configure it: ``strips`` the path before passing on, lets bodies of ``most`` through."""

    name: str
    strips: bool = True
    most: str = "0"


def locations(way: Way, service: str) -> str:
    """The page's blocks for this service; the named locations stand beside the first, what they answer for within it."""
    location, errors = BLOCK.findall(PAGE.read_text(encoding="utf-8"))[:2]
    within, at, beside = errors.partition("location @")
    location = location.replace("client_max_body_size 0;", f"client_max_body_size {way.most};")
    location = location.replace(f"{SERVICE}/;", f"{service}{'/' if way.strips else ''};")
    return location.rstrip().removesuffix("}") + within + "}\n" + at + beside


@contextmanager
def nginx(folder: Path, way: Way, service: str, port: int) -> Iterator[str]:
    """Run it until the end of the block; gives its address."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        raise SystemExit("There is no nginx here; apt-get install nginx-light")
    folder.mkdir()
    make_certificate(folder)
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, locations=locations(way, service)))
    subprocess.run([program, "-t", "-q", "-c", str(file)], check=True)
    with subprocess.Popen([program, "-c", str(file)]) as process:
        try:
            yield f"https://127.0.0.1:{port}"
        finally:
            process.terminate()


def make_certificate(folder: Path) -> None:
    """One for a day, signed by itself."""
    key = (
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        str(folder / "key.pem"),
    )
    names = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    certificate = ("-x509", "-days", "1", *names, "-out", str(folder / "certificate.pem"))
    subprocess.run(["openssl", "req", *key, *certificate], check=True, capture_output=True)
