"""Can something listen at an address?"""

from __future__ import annotations

import errno
import socket

REMEDIES = {
    errno.EADDRINUSE: "Port {port} of {host} is taken; choose another with API_PORT.",
    errno.EACCES: "This user may not listen on port {port}; choose one above 1023 with API_PORT.",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine; choose another with API_HOST.",
}


def why_not(host: str, port: int) -> str:
    """One sentence that says why nothing can listen there; empty when something can."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((str(address[0]), int(address[1])), family=family).close()
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "Nothing can listen on {host}:{port}: " + str(error))
        return remedy.format(host=host, port=port)
    return ""
