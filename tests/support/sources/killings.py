"""Kill -9 of whoever has a part in a row, at a step of that row: a plan of steps, each carried out once and in turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import psycopg

from tests.support.processes.postgres_server import PostgresServer
from tests.support.sources.office import Office

Plan = Sequence[tuple[str, str]]
"""Steps, and who is killed at each: ``sources``, ``notifier``, ``worker``, ``database``."""
_DOWN_S = 0.4


class Killings:
    """``left`` is what was not carried out yet. ``reading_s`` after a row was enqueued a worker is reading it."""

    def __init__(self, office: Office, name: str, plan: Plan, *, reading_s: float = 0.3) -> None:
        self.left = list(plan)
        self._office = office
        self._name = name
        self._reading_s = reading_s
        self._turn = threading.Lock()

    def at(self, step: str) -> bool:
        """A row came to this step; True when somebody was killed for it."""
        with self._turn:
            if not self.left or self.left[0][0] != step:
                return False
            _, kind = self.left.pop(0)
            if kind == "worker":
                time.sleep(self._reading_s)
            if kind == "database":
                server = self._office.servers[self._name]
                server.kill()
                threading.Timer(_DOWN_S, server.start).start()
            else:
                self._office.kill_all(kind)
            return True


class AtSupabase:
    """Calls of a Supabase say where its rows are: what is looked at after a fetch comes after that row was enqueued."""

    def __init__(self, killings: Killings) -> None:
        self._killings = killings
        self._last = ""

    def __call__(self, step: str) -> None:
        """For ``Supabase.watch``."""
        last, self._last = self._last, step
        self._killings.at("enqueued" if step == "look" and last == "fetched" else step)


SLOW_CHANGES = """
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NEW; END $$;
CREATE TRIGGER slowly BEFORE UPDATE ON extraction_queue FOR EACH ROW
  WHEN (NEW.status_id IN (2, 4) AND OLD.status_id <> NEW.status_id) EXECUTE FUNCTION slowly()
"""
"""Each change of a row's state takes so long that it can be seen under way."""


class InPostgres(threading.Thread):
    """Looks at what a server is doing: a claim, and a write-back, are under way there before they are done."""

    def __init__(self, server: PostgresServer, killings: Killings) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._killings = killings
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(0.02):
            try:
                with psycopg.connect(self._server.url(), autocommit=True) as connection:
                    self._watch(connection)
            except psycopg.OperationalError:
                continue  # it was killed

    def _watch(self, connection: psycopg.Connection) -> None:
        while not self._ended.wait(0.02):
            found = connection.execute(
                "SELECT query FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND application_name LIKE 'docvault%'"
            )
            for (query,) in found.fetchall():
                self._killings.at("claim" if "SKIP LOCKED" in query else "settle")

    def stop(self) -> None:
        """End it."""
        self._ended.set()
        self.join()
