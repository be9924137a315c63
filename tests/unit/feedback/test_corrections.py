from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category, Method
from ocr_service.extractors.receipt.extractor import ReceiptExtractor
from ocr_service.feedback import corrections as feedback
from ocr_service.feedback.category_counts import LearnedCounts
from ocr_service.feedback.owners import owner_folder
from ocr_service.feedback.vendors import VendorMemory
from tests.support.read_documents import RECEIPT, ReadDocument

RIGHT = {"vendor": "Northwind Paper (Kuala Lumpur)", "total": "1.00"}


def fields_of(text: str, folder):
    return (
        ReceiptExtractor(feedback_folder=folder)
        .extract(ReadDocument((text,)), Category(name="receipt"))
        .fields
    )


@pytest.fixture
def folder(tmp_path):
    found = {
        name: value.to_json()
        for name, value in fields_of(RECEIPT, None).items()
        if not isinstance(value, tuple)
    }
    feedback.learn(tmp_path, text=RECEIPT, found=found, corrected=RIGHT)
    return tmp_path


def test_a_correction_changes_the_next_document_of_the_same_vendor(folder) -> None:
    next_one = RECEIPT.replace("04/05/2018", "11/05/2018")

    vendor = fields_of(next_one, folder)["vendor"]

    assert (vendor.value, vendor.method) == (RIGHT["vendor"], Method.MEMORY)


def test_a_vendor_is_known_again_by_two_of_its_numbers_when_its_name_is_misread(folder) -> None:
    misread = RECEIPT.replace("NORTHWIND PAPER TRADING SDN BHD", "H0RTWIMD P4PER TR4 SDN BHD")

    assert fields_of(misread, folder)["vendor"].value == RIGHT["vendor"]


def test_another_vendor_is_left_alone(folder) -> None:
    other = (
        RECEIPT.replace("NORTHWIND PAPER", "EASTGATE BOOKS")
        .replace("771234-K", "555111-A")
        .replace("000111222333", "000999888777")
    )
    other = other.replace("03-4100 2200", "03-7700 1100")

    assert fields_of(other, folder)["vendor"].value == "EASTGATE BOOKS TRADING SDN BHD"


def test_what_differs_from_document_to_document_is_not_remembered(folder) -> None:
    assert fields_of(RECEIPT, folder)["total"].value == "32.30"


def test_an_export_can_be_restored(folder, tmp_path_factory) -> None:
    copy = tmp_path_factory.mktemp("copy")

    feedback.restore(copy, feedback.export(folder))

    assert feedback.export(copy) == feedback.export(folder)


def test_a_reset_forgets_everything(folder) -> None:
    feedback.reset(folder)

    assert fields_of(RECEIPT, folder)["vendor"].value == "NORTHWIND PAPER TRADING SDN BHD"


@pytest.mark.parametrize(
    "data",
    [{}, {"vendors": {}}, {"vendors": {"vendors": [{}]}, "categories": {}}, {"vendors": 1, "categories": 2}],
)
def test_what_is_no_export_is_refused_and_changes_nothing(folder, data) -> None:
    before = feedback.export(folder)

    with pytest.raises(ValueError, match="export"):
        feedback.restore(folder, data)
    assert feedback.export(folder) == before


@pytest.mark.parametrize("value", ["", "x" * 301])
def test_a_value_of_odd_length_is_refused(tmp_path, value: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        feedback.learn(tmp_path, text="", found={}, corrected={"vendor": value})


def test_what_an_owner_taught_is_not_found_in_anothers_document(tmp_path) -> None:
    feedback.learn(owner_folder(tmp_path, "anna"), text=RECEIPT, found={}, corrected=RIGHT)
    extractor = ReceiptExtractor(feedback_folder=tmp_path)

    vendor = {
        owner: extractor.extract(ReadDocument((RECEIPT,), owner=owner), Category(name="receipt"))
        .fields["vendor"]
        .method
        for owner in ("anna", "ben", "")
    }

    assert [owner for owner, method in vendor.items() if method is Method.MEMORY] == ["anna"]


@pytest.mark.parametrize("owner", ["anna", "../../etc", "Ä/ö", "x" * 500])
def test_an_owner_has_a_folder_within_the_memory_whatever_the_name(tmp_path, owner) -> None:
    folder = owner_folder(tmp_path, owner)

    assert folder.parent == tmp_path / "owners"
    assert folder.name.isalnum()


def test_without_an_owner_the_memory_lies_where_it_always_lay(tmp_path) -> None:
    assert owner_folder(tmp_path, "") == tmp_path


def test_a_vendor_and_the_categories_are_bounded() -> None:
    memory, counts = VendorMemory(), LearnedCounts()
    for number in range(300):
        text = f"VAT {number:08d}1 Tax {number:08d}2"
        memory = memory.learned(name="Groove Ltd", address="", text=text, fields={"vendor": "Groove Ltd"})
        counts = counts.learned(f"kind_{number}", ["words"])

    assert len(memory.vendors[0].identifiers) == 100
    assert len(counts.documents) == len(counts.words) == 100
    assert "kind_299" in counts.documents
