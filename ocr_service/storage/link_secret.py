"""Keep the secret that signs links to this service: random, made once, the same for all of its processes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.durable import write_durably

_FOLDER, _FILE = ".keys", "links"


def link_secret(upload_dir: Path) -> bytes:
    """The secret of an instance, made when there is none. Raises ``StorageFull``, ``StorageFailed``."""
    folder = upload_dir / _FOLDER
    path = folder / _FILE
    with named_disk_errors():
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = folder / f"{_FILE}.{secrets.token_hex(8)}"
            write_durably(new, secrets.token_bytes(32))
            new.chmod(0o600)
            try:
                os.link(new, path)
            except FileExistsError:  # another process was faster
                pass
            except OSError:  # a file system without hard links
                new.replace(path)
            new.unlink(missing_ok=True)
        return path.read_bytes()
