"""Shells complete what the parser knows."""

from __future__ import annotations

import shlex
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


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_commands_are_told_by_their_sentence_of_the_help(shell, capsys):
    run(["completion", shell])

    script = capsys.readouterr().out
    assert "look after the archive" in script
    assert "``" not in script


@pytest.fixture
def bash(capsys, tmp_path):
    """What bash offers for the last of some words."""
    run(["completion", "bash"])
    script = tmp_path / "completion.sh"
    script.write_text(capsys.readouterr().out)

    def offered(*words: str) -> set[str]:
        asked = (
            f"source {script}; COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}; "
            f"_shtab_ocr_service ocr-service {shlex.quote(words[-1])}; echo ${{COMPREPLY[@]}}"
        )
        told = subprocess.run(
            [shutil.which("bash") or "bash", "-c", asked],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        return set(told.stdout.split())

    return offered


def test_bash_completes_the_values_of_a_form_field(bash):
    assert bash("ocr-service", "submit", "--priority", "") == {"high", "normal", "low"}


def test_bash_completes_the_beginning_of_a_command(bash):
    assert bash("ocr-service", "res") == {"result", "restore"}


def test_bash_completes_files_to_read_and_folders_of_results(bash, tmp_path):
    (tmp_path / "letter.pdf").touch()
    (tmp_path / "letters").mkdir()

    assert bash("ocr-service", "process", "le") == {"letter.pdf", "letters"}
    assert bash("ocr-service", "submit", "le") == {"letter.pdf", "letters"}
    assert bash("ocr-service", "process", "a.pdf", "-o", "le") == {"letters"}


@pytest.mark.parametrize(("shell", "function"), [("zsh", ":_files"), ("fish", "__fish_complete_path")])
def test_other_shells_complete_files_too(shell, function, capsys):
    run(["completion", shell])

    assert function in capsys.readouterr().out
