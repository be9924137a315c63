"""An S3 server of this instance's own, for ``scripts/run --s3``.

own_s3.py variables   print S3_… of it as shell lines; made once and remembered in VAR_DIR/s3
own_s3.py serve       become the server
own_s3.py bucket      wait until it takes the bucket
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import sys
import time
from pathlib import Path

import httpx2
from weed import PORTS, free_ports, weed_command, write_keys

from ocr_service.environment import read_settings
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.signing import presigned_url, utc_now

BUCKET = "documents"
READY_S = 60


def own_folder() -> Path:
    """Where the server keeps its keys and objects: below the instance's VAR_DIR."""
    return read_settings().storage.var_dir.resolve() / "s3"


def remembered() -> dict[str, str]:
    """Port and keys of the server."""
    folder = own_folder()
    known = folder / "instance.json"
    if not known.exists():
        values = {
            "S3_BUCKET": BUCKET,
            "S3_ACCESS_KEY": secrets.token_hex(10),
            "S3_SECRET_KEY": secrets.token_hex(20),
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{free_ports(1)[0]}",
        }
        write_keys(folder, values["S3_ACCESS_KEY"], values["S3_SECRET_KEY"])
        known.touch(mode=0o600)
        known.write_text(json.dumps(values))
    values = json.loads(known.read_text())
    return {str(name): str(value) for name, value in values.items()}


def serve() -> None:
    """Replace this process by the server."""
    port = int(remembered()["S3_ENDPOINT_URL"].rpartition(":")[2])
    folder = own_folder()
    command = weed_command(folder, [port, *free_ports(PORTS - 1)])
    os.chdir(folder)
    os.execv(command[0], command)


def make_bucket() -> None:
    """Ask until the server has the bucket."""
    values = remembered()
    config = S3Config(
        bucket=values["S3_BUCKET"],
        access_key=values["S3_ACCESS_KEY"],
        secret_key=values["S3_SECRET_KEY"],
        endpoint=values["S3_ENDPOINT_URL"],
    )
    deadline = time.monotonic() + READY_S
    while True:
        try:
            link = presigned_url(config, "PUT", "", now=utc_now(), expires_s=60)
            answer = httpx2.put(link, trust_env=False)
            if answer.is_success or answer.status_code == 409:  # it is there already
                return
        except httpx2.HTTPError as error:
            answer = error
        if time.monotonic() > deadline:
            sys.exit(f"the S3 server does not take a bucket: {answer}")
        time.sleep(0.2)


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1]:
        case "variables":
            print(*(f"{name}={shlex.quote(value)}" for name, value in remembered().items()), sep="\n")
        case "serve":
            serve()
        case "bucket":
            make_bucket()


if __name__ == "__main__":
    main()
