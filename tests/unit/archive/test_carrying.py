"""Documents go from one archive to another with everything that was said of them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.archive.archive import Said
from ocr_service.archive.carrying import Carried, export_to, import_from
from tests.support.archive.shelf import Shelf


@pytest.fixture
def here(tmp_path: Path) -> Shelf:
    (tmp_path / "here").mkdir()
    here = Shelf(tmp_path / "here")
    filed = here.file("Hello one", owner="anna", title="Annas", date="2026-01-02")
    here.archive.change(filed.id, Said(tags=("tax",), note="kept", corrected={"total": "1.00"}))
    here.file("Hello two", owner="ben", title="Bens")
    return here


@pytest.fixture
def there(tmp_path: Path) -> Shelf:
    (tmp_path / "there").mkdir()
    return Shelf(tmp_path / "there")


@pytest.mark.parametrize("is_packed", [True, False], ids=["zip", "folder"])
def test_what_goes_out_comes_in_whole(here: Shelf, there: Shelf, is_packed: bool) -> None:
    source = here.top / "all.zip"
    assert export_to(here.archive, source, None) == 2

    assert import_from(there.archive, source if is_packed else here.root, None) == Carried(documents=2)

    assert there.files() == here.files()
    assert there.find(tags=("tax",)) == here.find(tags=("tax",))
    assert import_from(there.archive, source, None) == Carried(known=2)


def test_only_an_owners_documents_go_out(here: Shelf, there: Shelf) -> None:
    assert export_to(here.archive, here.top / "anna.zip", "anna") == 1

    import_from(there.archive, here.top / "anna.zip", "carla")

    assert (there.titles(owner="carla"), there.titles(owner="anna")) == (["Annas"], [])


def test_what_is_broken_is_named_and_left_out(here: Shelf, there: Shelf) -> None:
    source = here.top / "all.zip"
    with zipfile.ZipFile(source, "w") as packed:
        packed.writestr("one/archive.json", "{}")
        document = here.find(owner="ben")[0].shelved.document
        evil = replace(document, files={"original": "../../evil"})
        packed.writestr("two/archive.json", json.dumps(evil.to_json()))
        packed.writestr("three/archive.json", document.to_bytes())

    carried = import_from(there.archive, source, None)

    assert (carried.documents, [each.partition(":")[0] for each in carried.left_out]) == (
        0,
        ["one", "three", "two"],
    )
    assert there.titles() == there.files() == []


def test_what_is_no_archive_is_refused(there: Shelf, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("no zip")

    with pytest.raises(ValueError, match="no zip file"):
        import_from(there.archive, tmp_path / "x.zip", None)


def test_a_document_that_was_removed_comes_back_when_it_is_brought(here: Shelf) -> None:
    export_to(here.archive, here.top / "all.zip", None)
    here.archive.remove_owner("ben")

    assert import_from(here.archive, here.top / "all.zip", None).documents == 1
    assert here.titles(owner="ben") == ["Bens"]
