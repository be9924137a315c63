"""Say in one sentence why nothing can listen on HOST and PORT; silent with exit code 0 when it can."""

from __future__ import annotations

import errno
import socket
import sys

REMEDIES = {
    errno.EADDRINUSE: "port {port} of {host} is taken; choose another with API_PORT",
    errno.EACCES: "this user may not listen on port {port}; choose one above 1023 with API_PORT",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine; choose another with API_HOST",
}


def main(host: str, port: str) -> None:
    """Try to listen."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "cannot listen on {host}:{port}: " + str(error))
        sys.exit(remedy.format(host=host, port=port))


if __name__ == "__main__":
    main(*sys.argv[1:])
