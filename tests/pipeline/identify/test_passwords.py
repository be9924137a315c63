"""Encrypted PDFs are read, and no program is told a password where others can see it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ocr_service.domain.status import Output
from ocr_service.errors import PasswordRequired, PasswordWrong
from ocr_service.pipeline.identify import unlocked
from tests.support.drawings import draw_page, scan_pdf, sentence, text_pdf
from tests.support.pipeline_runs import Setting, run, word_recall

USER, OWNER = "open sesame", "the owner"
_COMMANDS: list[str] = []


def _note_command(event, arguments):
    if event == "subprocess.Popen":
        _COMMANDS.append(" ".join(map(str, arguments[1])))


sys.addaudithook(_note_command)


@pytest.fixture
def commands():
    """The command lines of all programs started while a test runs."""
    _COMMANDS.clear()
    return _COMMANDS


@pytest.fixture
def locked(tmp_path):
    """Make a locked PDF."""

    def lock(kind="256", *, user=USER, owner=OWNER):
        plain = text_pdf(tmp_path / "plain.pdf", [["The secret meeting in the garden"]])
        file = tmp_path / "locked.pdf"
        weak = [] if kind == "256" else ["--allow-weak-crypto"]
        subprocess.run(["qpdf", *weak, "--encrypt", user, owner, kind, "--", plain, file], check=True)
        return file

    return lock


@pytest.mark.parametrize(
    ("kind", "password"),
    [
        pytest.param("256", USER, id="AES-256"),
        pytest.param("128", USER, id="128 bits"),
        pytest.param("40", USER, id="RC4 of 40 bits"),
        pytest.param("256", OWNER, id="the owner's password"),
        pytest.param("40", OWNER, id="the owner's password, RC4"),
    ],
)
def test_a_password_opens_every_kind_of_lock_and_is_on_no_command_line(
    tmp_path, locked, commands, kind, password
):
    file = locked(kind)
    commands.clear()

    ran = run(file, tmp_path / "out", Setting(password=password), outputs=(Output.PDF,))

    assert "secret meeting" in ran.text
    assert ran.head.properties["encrypted"] == "yes"
    assert any("--decrypt" in command for command in commands)
    assert not [command for command in commands if password in command]
    assert sorted(path.name for path in ran.folder.rglob("*.pdf")) == ["document.pdf"]


@pytest.mark.parametrize("password", ["gänseblümchen", "пароль", " @a b'\"\\"])
def test_a_password_may_have_any_letters(tmp_path, locked, password):
    ran = run(locked(user=password), tmp_path / "out", Setting(password=password))

    assert "secret meeting" in ran.text


def test_an_owner_password_alone_locks_nobody_out(tmp_path, locked, commands):
    file = locked(user="")
    commands.clear()

    ran = run(file, tmp_path / "out", Setting(password="whatever"))

    assert "secret meeting" in ran.text
    assert ran.head.properties["encrypted"].startswith("yes")
    assert not [command for command in commands if "whatever" in command]


def test_a_password_for_what_is_not_locked_is_told_nobody(tmp_path, commands):
    file = text_pdf(tmp_path / "open.pdf", [["A public announcement"]])

    ran = run(file, tmp_path / "out", Setting(password="whatever"))

    assert "public announcement" in ran.text
    assert not [command for command in commands if "whatever" in command]


@pytest.mark.parametrize("kind", ["256", "40"])
def test_a_wrong_password_and_none_are_told_apart(tmp_path, locked, kind):
    file = locked(kind)

    with pytest.raises(PasswordWrong):
        run(file, tmp_path / "wrong", Setting(password="open says me"))
    with pytest.raises(PasswordRequired):
        run(file, tmp_path / "none", Setting())


@pytest.mark.parametrize("kind", ["256", "40"])
def test_the_searchable_pdf_of_a_locked_scan_stays_locked(tmp_path, commands, kind):
    drawing = draw_page(sentence(seed=5, length=60))
    plain, file = scan_pdf(tmp_path / "plain.pdf", [drawing.picture], dpi=200), tmp_path / "locked.pdf"
    weak = [] if kind == "256" else ["--allow-weak-crypto"]
    subprocess.run(["qpdf", *weak, "--encrypt", USER, OWNER, kind, "--", plain, file], check=True)
    commands.clear()

    ran = run(file, tmp_path / "out", Setting(password=USER), outputs=(Output.PDF,))

    written = ran.folder / "document.pdf"
    assert ran.head.warnings == ()
    assert not [command for command in commands if USER in command]
    assert subprocess.run(["qpdf", "--requires-password", written], check=False).returncode == 0
    said = subprocess.run(
        ["pdftotext", "-upw", USER, written, "-"], capture_output=True, text=True, check=True
    )
    assert word_recall(drawing.text, said.stdout) > 0.95


def test_without_qpdf_a_locked_pdf_is_read_and_the_result_says_who_could_see_the_password(
    tmp_path, locked, monkeypatch
):
    file = locked()
    monkeypatch.setattr(unlocked.shutil, "which", lambda _: None)

    ran = run(file, tmp_path / "out", Setting(password=USER))

    assert "secret meeting" in ran.text
    assert "command line" in ran.head.warnings[0]


def test_the_unlocked_copy_is_private(tmp_path, locked, monkeypatch):
    """Nobody but the service may read it, whatever the mask of its user."""
    modes = []
    run_command = unlocked.run_command

    def note(argv, **options):
        done = run_command(argv, **options)
        modes.extend(path.stat().st_mode & 0o777 for path in (tmp_path / "out").rglob("unlocked.pdf"))
        return done

    monkeypatch.setattr(unlocked, "run_command", note)
    run(locked(), tmp_path / "out", Setting(password=USER))

    assert modes == [0o600]
