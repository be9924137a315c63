"""Shells complete what the parser knows."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from ocr_service.cli.main import COMMANDS, run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_is_completed(shell, capsys):
    assert run(["completion", shell]) == 0

    script = capsys.readouterr().out
    assert [command for command in COMMANDS if command not in script] == []
    assert "--output-dir" in script or "output-dir" in script


def test_bash_completes_the_beginning_of_a_command(capsys, tmp_path):
    run(["completion", "bash"])
    script = tmp_path / "completion.sh"
    script.write_text(capsys.readouterr().out)
    ask = f"source {script}; COMP_WORDS=(ocr-service res); COMP_CWORD=1; _shtab_ocr_service ocr-service res; echo ${{COMPREPLY[@]}}"
    told = subprocess.run(
        [shutil.which("bash") or "bash", "-c", ask], capture_output=True, text=True, check=True
    )

    assert set(told.stdout.split()) == {"result", "restore"}
