"""Two Redis servers and three sentinels at an address that all machines reach; the master can be killed."""

from __future__ import annotations

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import redis

from bench.hosts.host import run
from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer

COMMON = "10.213.0.1"
"""An address of the bench's namespace."""
_SILENT_MS = 1_000
_LONGEST_S = 40.0


def common_address() -> None:
    """Let the bench's namespace, which was just made, reach itself, and have the address."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "addr", "add", f"{COMMON}/32", "dev", "lo")


class Sentinels:
    """``url`` is what the service is told. Writes need a replica that follows, so that what was acknowledged survives its master."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        ports = free_port(), free_port()
        self._servers = {
            port: RedisServer(folder / str(port), port=port, options=_options(follows=port and other))
            for port, other in ((ports[0], 0), (ports[1], ports[0]))
        }
        self._own = [free_port() for _ in range(3)]
        self.url = "redis+sentinel://" + ",".join(f"{COMMON}:{port}" for port in self._own) + "/ocr/0"

    def __enter__(self) -> Sentinels:
        for server in self._servers.values():
            self._open.enter_context(server)
        first = next(iter(self._servers))
        for port in self._own:
            folder = self._folder / f"sentinel-{port}"
            folder.mkdir(parents=True)
            config = folder / "sentinel.conf"
            config.write_text(
                f"port {port}\nbind {COMMON}\nprotected-mode no\ndir {folder}\n"
                f"sentinel monitor ocr {COMMON} {first} 2\nsentinel down-after-milliseconds ocr {_SILENT_MS}\n"
                "sentinel failover-timeout ocr 5000\n"
            )
            with (folder / "log").open("wb") as log:
                process = subprocess.Popen(
                    ["redis-server", str(config), "--sentinel"], stdout=log, stderr=log
                )
            self._open.callback(process.wait, 10)
            self._open.callback(process.terminate)
        self._until(lambda: self._followers() == 1 and self._sentinels_agree())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def master_url(self) -> str:
        """Of the server that the sentinels name now."""
        return f"redis://{COMMON}:{self._master()}/0"

    def fail_over(self) -> float:
        """Kill the master; returns after how many seconds another one was named. The dead one comes back and follows."""
        dead = self._master()
        start_s = time.monotonic()
        self._servers[dead].kill()
        self._until(lambda: self._master() != dead)
        taken_s = time.monotonic() - start_s
        self._servers[dead].start()
        self._until(lambda: self._followers() == 1)
        return taken_s

    def _master(self) -> int:
        with redis.Redis(host=COMMON, port=self._own[0], decode_responses=True) as sentinel:
            found = sentinel.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "ocr")
            return int(found[1])

    def _followers(self) -> int:
        try:
            with redis.Redis(host=COMMON, port=self._master(), socket_timeout=1) as master:
                found = master.info("replication")
                return int(found["role"] == "master" and found["min_slaves_good_slaves"])
        except redis.RedisError:
            return 0

    def _sentinels_agree(self) -> bool:
        for port in self._own:
            with redis.Redis(host=COMMON, port=port, decode_responses=True) as sentinel:
                [known] = sentinel.execute_command("SENTINEL", "MASTERS")
                pairs = known if isinstance(known, dict) else dict(zip(known[::2], known[1::2], strict=True))
                if int(pairs["num-other-sentinels"]) < 2 or int(pairs["num-slaves"]) < 1:
                    return False
        return True

    def _until(self, holds: object) -> None:
        assert callable(holds)
        end_s = time.monotonic() + _LONGEST_S
        while True:
            try:
                if holds():
                    return
            except redis.RedisError:
                pass
            if time.monotonic() > end_s:
                raise TimeoutError("the sentinels do not come to an end")
            time.sleep(0.05)


def _options(*, follows: int) -> tuple[str, ...]:
    common = ("--bind", COMMON, "--protected-mode", "no", "--appendonly", "yes")
    common += (
        "--min-replicas-to-write",
        "1",
        "--min-replicas-max-lag",
        "3",
        "--repl-ping-replica-period",
        "1",
    )
    return (*common, "--replicaof", COMMON, str(follows)) if follows else common
