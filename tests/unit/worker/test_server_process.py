"""The fork server's process is its own from the fork on, and its end is noticed."""

from __future__ import annotations

import subprocess
import sys


def outcome_of(serve: str) -> str:
    """What a fresh process prints that forks a server of this kind, asks it for a word and closes its socket."""
    script = f"""
import os, time
from ocr_service.worker.server_process import ServerProcess

def fine(control):
    control.send(b"ready" if os.getsid(0) == os.getpid() else b"not in a session of its own")
    control.recv(10)

def broken(control):
    raise ValueError("a defect")

server = ServerProcess.forked({serve})
word = server.control.recv(100)
server.control.close()
while server.reap() is None:
    time.sleep(0.01)
print(word.decode(), server.reap())
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ("a defect" in ended.stderr) == (serve == "broken")
    return ended.stdout


def test_it_serves_in_a_session_of_its_own_and_ends_with_its_socket():
    assert outcome_of("fine") == "ready 0\n"


def test_a_defect_ends_it_with_its_traceback_and_nowhere_else():
    assert outcome_of("broken") == " 1\n"
