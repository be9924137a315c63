"""The README's tour works as it is written."""

from __future__ import annotations

import re
import shutil

from tests.e2e.conftest import PROJECT, Scripts


def tour() -> list[str]:
    """The commands of the README's tour."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- tests/e2e/test_readme.py [^>]*-->\n```sh\n(.*?)```", readme, re.S)
    assert block, "README.md has no tour"
    return [line for line in block[1].splitlines() if line and not line.startswith("#")]


def on_this_instance(line: str, scripts: Scripts, task_id: str) -> str:
    """The command with the names of this test's instance."""
    names = {
        "http://127.0.0.1:8001": scripts.url,
        "var/": f"{scripts.var_dir}/",
        "$TASK": task_id,
    }
    return re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], line)


def test_each_command_of_the_tour_works(scripts):
    assert shutil.which("curl"), "the tour needs curl"
    shown: dict[str, str] = {}
    task_id = ""

    for line in tour():
        command = on_this_instance(line, scripts, task_id)
        if line.startswith("TASK="):
            command += "; echo $TASK"
        done = scripts.run("bash", "-euc", command, PATH=f"{PROJECT}/.venv/bin:{scripts.environment['PATH']}")
        assert done.returncode == 0, f"$ {command}\n{done.stdout}\n{done.stderr}"
        shown[line] = done.stdout
        if line.startswith("TASK="):
            task_id = done.stdout.strip()

    said = "\n".join(shown.values())
    assert '"status":"QUEUED"' in said.replace(" ", "") or '"status":"COMPLETED"' in said.replace(" ", "")
    assert (
        "Harbour & Finch Bookbinders" in shown["curl -sf http://127.0.0.1:8001/api/v1/ocr/result/$TASK/text"]
    )
    assert 0 < int(shown["redis-cli -s var/run/redis.sock TTL result:$TASK"]) <= 86_400
    assert "worker: started" in said
    assert not (scripts.var_dir / "run" / "supervisord.pid").exists()
