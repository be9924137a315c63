"""A developer's service learns which file of the package changed, once."""

from __future__ import annotations

import os

from ocr_service.instance.code_changes import CodeChanges


def test_a_changed_file_is_told_once(tmp_path):
    module, script, picture = (
        tmp_path / name for name in ("queue/claim.py", "queue/claim.lua", "picture.svg")
    )
    module.parent.mkdir()
    for file in (module, script, picture):
        file.touch()
        os.utime(file, ns=(1, 1))
    changes = CodeChanges(tmp_path)

    before = changes.next()
    os.utime(picture, ns=(3, 3))
    os.utime(script, ns=(2, 2))
    told = changes.next()

    assert (before, told, changes.next()) == (None, script, None)
