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


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_commands_are_told_by_their_sentence_of_the_help(shell, capsys):
    run(["completion", shell])

    script = capsys.readouterr().out
    assert "look after the archive" in script
    assert "``" not in script


def test_bash_completes_the_values_of_a_form_field(capsys, tmp_path):
    run(["completion", "bash"])
    script = tmp_path / "completion.sh"
    script.write_text(capsys.readouterr().out)
    ask = f"source {script}; COMP_WORDS=(ocr-service submit --priority ''); COMP_CWORD=3; _shtab_ocr_service ocr-service ''; echo ${{COMPREPLY[@]}}"
    told = subprocess.run(
        [shutil.which("bash") or "bash", "-c", ask], capture_output=True, text=True, check=True
    )

    assert set(told.stdout.split()) == {"high", "normal", "low"}


def test_bash_completes_the_beginning_of_a_command(capsys, tmp_path):
    run(["completion", "bash"])
    script = tmp_path / "completion.sh"
    script.write_text(capsys.readouterr().out)
    ask = f"source {script}; COMP_WORDS=(ocr-service res); COMP_CWORD=1; _shtab_ocr_service ocr-service res; echo ${{COMPREPLY[@]}}"
    told = subprocess.run(
        [shutil.which("bash") or "bash", "-c", ask], capture_output=True, text=True, check=True
    )

    assert set(told.stdout.split()) == {"result", "restore"}


def test_bash_completes_files_to_read_and_folders_of_results(capsys, tmp_path):
    (tmp_path / "letter.pdf").touch()
    (tmp_path / "letters").mkdir()
    run(["completion", "bash"])
    script = tmp_path / "completion.sh"
    script.write_text(capsys.readouterr().out)
    ask = (
        "source {}; COMP_WORDS=({}); COMP_CWORD={}; _shtab_ocr_service ocr-service le; echo ${{COMPREPLY[@]}}"
    )

    told = [
        subprocess.run(
            [shutil.which("bash") or "bash", "-c", ask.format(script, words, len(words.split()) - 1)],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        ).stdout.split()
        for words in ("ocr-service process le", "ocr-service submit le", "ocr-service process a.pdf -o le")
    ]

    assert [set(names) for names in told] == [
        {"letter.pdf", "letters"},
        {"letter.pdf", "letters"},
        {"letters"},
    ]


@pytest.mark.parametrize(("shell", "function"), [("zsh", ":_files"), ("fish", "__fish_complete_path")])
def test_other_shells_complete_files_too(shell, function, capsys):
    run(["completion", shell])

    assert function in capsys.readouterr().out
